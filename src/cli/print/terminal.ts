// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
const COLOUR = '\\u001b\\[[0-9;:]*m';
const SAFE_OR_CONTROL = new RegExp(
  `(${COLOUR})|[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]`,
  'g',
);

/**
 * A line that cannot move the cursor, clear the screen, set the title or turn the text around: colours pass, every
 * other control character is shown escaped.
 */
export function forTerminal(line: string): string {
  let coloured = false;
  const safe = line.replace(SAFE_OR_CONTROL, (control, colour: string | undefined) => {
    if (colour === undefined) return escaped(control);
    coloured = true;
    return colour;
  });
  return coloured ? `${safe}\u001b[0m` : safe;
}

function escaped(control: string): string {
  if (control === '\r') return '\\r';
  if (control === '\n') return '\\n';
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
