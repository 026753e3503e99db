/** A term and its explanation. */
export type Row = readonly [string, string];

/** The parts of a page: sentences, which are wrapped; a heading and its rows; a text that stays as it is. */
export type Page = readonly (string | readonly [heading: string, rows: readonly Row[]] | { exact: string })[];

/** Longer lines are hard to read. */
const MOST_COLUMNS = 110;
/** The explanation of a longer term starts on the next line. In columns. */
const LONGEST_TERM = 32;
/** Explanations in a narrower column are hard to read, so they go below their terms. In columns. */
const NARROWEST_TEXT = 30;
const INDENT = 6;

/** Lays out a page for a terminal of so many columns. */
export function layPage(page: Page, columns: number): string {
  const width = Math.max(40, Math.min(MOST_COLUMNS, columns));
  const parts = page.map((part) => {
    if (typeof part === 'string') return wrapText(part, width);
    return 'exact' in part ? part.exact : `${part[0]}\n${layRows(part[1], width)}`;
  });
  return `${parts.join('\n\n')}\n`;
}

/**
 * Lays out two columns: terms, and next to them their explanations, wrapped. Every character must be one column wide.
 */
function layRows(rows: readonly Row[], width: number): string {
  const fitting = rows.map(([term]) => term.length).filter((length) => length <= LONGEST_TERM);
  const widest = Math.max(0, ...fitting) + 4;
  const left = width - widest < NARROWEST_TEXT ? INDENT : widest;
  return rows
    .map(([term, text]) => {
      const indented = wrapText(text, width - left).replaceAll('\n', `\n${' '.repeat(left)}`);
      return term.length + 4 > left
        ? `  ${term}\n${' '.repeat(left)}${indented}`
        : `  ${term.padEnd(left - 2)}${indented}`;
    })
    .join('\n');
}

/** Breaks a text at spaces. A word that is too long gets a line of its own. */
function wrapText(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
