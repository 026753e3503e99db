import stringWidth from 'fast-string-width';
import { cut } from './cut.ts';
import { forTerminal } from './terminal.ts';

/** No column is cut to less than this. In characters. */
const NARROWEST = 8;
const GAP = '  ';

/**
 * A table for people, with a line end after each row; nothing without rows. `whole`: the columns that are never cut. `columns`:
 * the width of a terminal; without it (a file, a pipe) nothing is cut.
 */
export function tableText(
  { header, whole }: { header: readonly string[]; whole: readonly string[] },
  given: readonly (readonly string[])[],
  columns: number | undefined,
): string {
  if (given.length === 0) return '';
  const rows = [header, ...given].map((row) => row.map(oneLine));
  const natural = header.map((_, i) => Math.max(...rows.map((row) => stringWidth(row[i] ?? ''))));
  const mayCut = header.map((name) => !whole.includes(name));
  const widths = columns === undefined ? natural : narrowColumns(natural, mayCut, columns);
  return rows.map((row) => `${line(row, widths)}\n`).join('');
}

/** A name can be any text. It must not begin a new line or move the cursor. */
function oneLine(value: string): string {
  return forTerminal(value.replaceAll('\u001b', '\\u001b'));
}

/** Narrows the widest column that can be cut, again and again, until the line fits or no column can be narrowed. */
function narrowColumns(natural: readonly number[], mayCut: readonly boolean[], columns: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  while (total() > columns) {
    const shrinkable = widths.flatMap((width, i) => (mayCut[i] && width > NARROWEST ? [[width, i] as const] : []));
    const widest = shrinkable.toSorted(([a], [b]) => b - a)[0];
    if (widest === undefined) break;
    widths[widest[1]] = widest[0] - 1;
  }
  return widths;
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, i) => {
      const shown = cut(cell, widths[i] ?? 0);
      return `${shown}${' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(shown)))}`;
    })
    .join(GAP)
    .trimEnd();
}
