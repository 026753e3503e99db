import stringWidth from 'fast-string-width';

/** The text, shortened to so many columns. `…` stands for what is left out. The text must have no colours. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += stringWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
