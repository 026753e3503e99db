import { shortName } from '../../core/base/arn.ts';
import { formatDuration } from '../../core/base/duration.ts';
import type { TargetEvent } from '../../core/events/fleet-events.ts';
import { tableText } from './table.ts';

const HEADER = ['TARGET', 'OUTCOME', 'EXIT', 'WHEN', 'ATTEMPT', 'TOOK', 'TASK'];

/** The table of `list --targets`, with a column for the version if it was asked for. `columns`: see {@link tableText}. */
export function targetsText(targets: readonly TargetEvent[], columns: number | undefined): string {
  const hasVersions = targets.some(({ version }) => version !== undefined);
  const header = hasVersions ? HEADER.toSpliced(1, 0, 'VERSION') : HEADER;
  const whole = ['OUTCOME', 'EXIT', 'WHEN', 'ATTEMPT', 'TOOK', 'TASK'];
  const rows = targets.map((event) => {
    const { target, version, attempt } = event;
    const before = hasVersions ? [target, text(version)] : [target];
    return [...before, ...cells(event, event.notedAt == null ? '-' : String(attempt))];
  });
  return tableText({ header, whole }, rows, columns);
}

function cells({ state, outcome, exitCode, notedAt, phases, taskArn }: TargetEvent, attempt: string): string[] {
  return [
    outcome ?? state,
    text(exitCode),
    text(notedAt?.replace(/\.\d+Z$/, 'Z')),
    attempt,
    phases?.total === undefined ? '-' : formatDuration(phases.total),
    taskArn === null ? '-' : shortName(taskArn),
  ];
}

function text(value: string | number | null | undefined): string {
  return value === undefined || value === null || value === '' ? '-' : String(value);
}
