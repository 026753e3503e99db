// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
const COLOUR = '\\u001b\\[[0-9;:]*m';
const SAFE_OR_CONTROL = new RegExp(
  `(${COLOUR})|[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\u00ad\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]`,
  'g',
);

/** Sequences that take no space on the screen. */
const INVISIBLE = `(?:${COLOUR}|[\\u200c\\u200d])*`;
/** The prefix of the tool's own lines, in any colours. */
const OWN_MARK = new RegExp(`(${[...'ecs-migrate', ''].join(INVISIBLE)}):`, 'gi');

/**
 * A container's line for a terminal, where stdout and stderr look alike. If it contains the prefix of the tool's own
 * lines, the colon is escaped. This happens anywhere in the line, because a long line wraps.
 */
export function containerLine(line: string): string {
  return forTerminal(line).replace(OWN_MARK, '$1\\u003a');
}

/**
 * A line that cannot move the cursor, clear the screen, set the title, or reverse or hide text. Colours are kept. Every
 * other control character is shown escaped.
 */
export function forTerminal(line: string): string {
  let coloured = false;
  const safe = line.replace(SAFE_OR_CONTROL, (control, colour: string | undefined) => {
    if (colour === undefined) return escapeControl(control);
    coloured = true;
    return colour;
  });
  return coloured ? `${safe}\u001b[0m` : safe;
}

function escapeControl(control: string): string {
  if (control === '\r') return '\\r';
  if (control === '\n') return '\\n';
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
