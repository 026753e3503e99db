import { shortName } from '../core/base/arn.ts';
import { formatDuration } from '../core/base/duration.ts';
import type { Report } from './report.ts';

/** The subject of a report: the task definition, with its revision if known, and the container. */
export function subjectOf({ launched, plan, settings }: Report): string {
  const definition = launched?.taskDefinition ?? plan?.taskDefinition ?? settings['taskDefinition']?.value;
  const container = launched?.container ?? plan?.container;
  const named = typeof definition === 'string' ? shortName(definition) : 'migration';
  return container ? `${named} / ${container}` : named;
}

/** The command given for the container, masked. `undefined` if the container runs its own command. */
export function commandOf({ settings }: Report): string | undefined {
  const words = settings['command']?.value;
  return Array.isArray(words) && words.length > 0 ? words.join(' ') : undefined;
}

/** Whether everything went as intended. */
export function isSuccess({ exitCode }: Report): boolean {
  return exitCode === 0;
}

/** The facts of a run as a table, without unknown ones. */
export function factsOf(report: Report): [name: string, value: string][] {
  const { launched, phases, build } = report;
  const times = (['queued', 'pulling', 'running', 'stopping', 'total'] as const).flatMap((phase) => {
    const ms = phases[phase];
    return ms === undefined ? [] : [`${phase} ${formatDuration(ms)}`];
  });
  const rows: [string, string | null | undefined][] = [
    ['exit code', String(report.exitCode)],
    ['container’s exit code', report.containerExitCode === null ? undefined : String(report.containerExitCode)],
    ['task definition', launched?.taskDefinition ?? report.plan?.taskDefinition],
    ['container', launched?.container ?? report.plan?.container],
    ['pending', report.preview === null ? undefined : String(report.preview.pending)],
    ['pending migrations', report.preview?.names.join(', ')],
    ['digest to approve', report.preview?.digest],
    ['command', commandOf(report)],
    ['cluster', launched?.cluster ?? asText(report.settings['cluster']?.value)],
    ['task', report.taskArn],
    ...(launched?.logStreams ?? []).map(({ container, group, stream, region }): [string, string] => [
      `log of ${container}`,
      `${group} ${stream ?? ''} (${region})`,
    ]),
    ['time', times.join(', ')],
    ['started', moment(report.startedAt)],
    ['ended', moment(report.endedAt)],
    ['build', build.build],
    ['pipeline execution', build.execution],
    ['commit', build.commit],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** What a reader should know besides the outcome: the warnings of a run, the findings of a plan. */
export function collectRemarks({ attempts, warnings, plan }: Report): [label: string, text: string][] {
  return [
    ...attempts.map(({ attempt, of, containerExitCode, retryOn, causeLine }): [string, string] => [
      `Attempt ${attempt} of ${of}`,
      `exit code ${containerExitCode}, ${retryOn}${causeLine === null ? '' : `: ${causeLine}`}`,
    ]),
    ...warnings.map(({ text }): [string, string] => ['Warning', text]),
    ...(plan?.findings ?? []).map(({ severity, cause, next }): [string, string] => [
      `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`,
      `${cause}: ${next}`,
    ]),
  ];
}

/** A time for people: `2026-01-02 03:04:05 UTC`. */
export function moment(iso: string): string {
  return iso.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC');
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
