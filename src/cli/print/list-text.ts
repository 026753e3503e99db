import stringWidth from 'fast-string-width';
import { shortName } from '../../core/base/arn.ts';
import { formatDuration } from '../../core/base/duration.ts';
import type { MigrationRowEvent } from '../../core/events/events.ts';
import { cut } from './cut.ts';
import { forTerminal } from './terminal.ts';

const HEADER = ['LOCK', 'TASK', 'OUTCOME', 'EXIT', 'AGE', 'BUILD', 'COMMIT'];
/** Columns that are never cut, because users copy them or because they are short. */
const WHOLE = new Set(['TASK', 'OUTCOME', 'EXIT', 'AGE']);
/** No column is cut to less than this. In characters. */
const NARROWEST = 8;
const GAP = '  ';

/** The table of `list`. `columns` is the width of a terminal; without it (a file, a pipe) nothing is cut. */
export function listText(migrations: readonly MigrationRowEvent[], columns: number | undefined): string {
  if (migrations.length === 0) return '';
  const rows = [HEADER, ...migrations.map(cells)].map((row) => row.map(oneLine));
  const natural = HEADER.map((_, i) => Math.max(...rows.map((row) => stringWidth(row[i] ?? ''))));
  const widths = columns === undefined ? natural : narrowColumns(natural, columns);
  return rows.map((row) => `${line(row, widths)}\n`).join('');
}

function cells(migration: MigrationRowEvent): string[] {
  const { lock, taskArn, outcome, phase, containerExitCode, build, commit } = migration;
  return [
    lock,
    shortName(taskArn),
    outcome ?? openPhase(phase),
    text(containerExitCode),
    age(migration),
    text(build),
    text(commit),
  ];
}

/**
 * ECS may report the exit code of a stopped task late. Until then the outcome is unknown, so the task is shown as
 * stopping.
 */
function openPhase(phase: string): string {
  return phase === 'stopped' ? 'stopping' : phase;
}

function text(value: string | number | null): string {
  return value === null || value === '' ? '-' : String(value);
}

function age({ at, createdAt }: MigrationRowEvent): string {
  return createdAt === null ? '-' : formatDuration(Math.max(0, Date.parse(at) - Date.parse(createdAt)));
}

/** The name of a build can be any text. It must not begin a new line or move the cursor. */
function oneLine(value: string): string {
  return forTerminal(value.replaceAll('\u001b', '\\u001b'));
}

/** Narrows the widest column that can be cut, again and again, until the line fits or no column can be narrowed. */
function narrowColumns(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  while (total() > columns) {
    const shrinkable = widths.flatMap((width, i) =>
      !WHOLE.has(HEADER[i] ?? '') && width > NARROWEST ? [[width, i] as const] : [],
    );
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
