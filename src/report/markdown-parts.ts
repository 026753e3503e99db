import { plainText } from './plain-text.ts';

export function labelled(label: string, text: string): string {
  return `**${label}:** ${literal(text)}`;
}

/** A code block that its content cannot end: the fence is longer than any run of backticks in it. */
export function fenced(lines: readonly string[]): string {
  const text = plainText(lines.join('\n'));
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Text that is shown literally: no markup, no mention of people, no reference. */
export function literal(text: string): string {
  return plainText(text)
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
    .replace(/[\\`*_{}[\]()#+\-!|~$]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replace(/\n/g, '<br>');
}

/** A table cell, shown as code. A backtick, a bar or a line break would end it, so they are escaped. */
export function cell(value: string): string {
  return `<code>${plainText(value)
    .replace(/[&<>|`*_[\]\\~$@#]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('://', '&#58;//')
    .replace(/\n/g, ' ')}</code>`;
}
