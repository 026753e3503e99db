import { shortName } from '../../core/base/arn.ts';
import { formatDuration } from '../../core/base/duration.ts';
import type { MigrationRowEvent } from '../../core/events/events.ts';
import { tableText } from './table.ts';

const HEADER = ['LOCK', 'TASK', 'OUTCOME', 'EXIT', 'AGE', 'BUILD', 'COMMIT'];
/** Columns that are never cut, because users copy them or because they are short. */
const WHOLE = ['TASK', 'OUTCOME', 'EXIT', 'AGE'];

/** The table of `list`. `columns` is the width of a terminal; without it (a file, a pipe) nothing is cut. */
export function listText(migrations: readonly MigrationRowEvent[], columns: number | undefined): string {
  return tableText({ header: HEADER, whole: WHOLE }, migrations.map(cells), columns);
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
