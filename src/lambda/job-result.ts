import type { JobDetails, JobFailure } from '../aws/jobs.ts';
import type { OutcomeName } from '../core/base/outcome.ts';
import type { ResultEvent } from '../core/events/events.ts';
import type { Done } from './advance.ts';

/** CodePipeline's limits, in characters. */
const LONGEST = { message: 5_000, summary: 2_048, externalId: 1_500 } as const;

const TYPES: Partial<Record<OutcomeName, JobFailure['type']>> = {
  invalid: 'ConfigurationError',
  denied: 'PermissionError',
  unreachable: 'SystemUnavailable',
};

/**
 * What the stage shows of a run that did not succeed: outcome, cause, next step, and as many of the last lines as fit.
 */
export function failureOf({ result, lastLines }: Done): JobFailure {
  const { outcome, exitCode, cause, next, taskArn } = result;
  const said = [`${outcome} (exit code ${exitCode}): ${cause}`, ...(next ? [`next: ${next}`] : [])].join('\n');
  const message = withLastLines(cut(said, LONGEST.message), lastLines);
  return { type: TYPES[outcome] ?? 'JobFailed', message, ...externalId(taskArn) };
}

function withLastLines(said: string, lines: readonly string[]): string {
  const head = `${said}\n\nlast lines:`;
  const kept: string[] = [];
  let left = LONGEST.message - head.length;
  for (const line of lines.toReversed()) {
    if (line.length + 1 > left) break;
    left -= line.length + 1;
    kept.unshift(line);
  }
  return kept.length === 0 ? said : [head, ...kept].join('\n');
}

/** The output variables of the action: `#{NAMESPACE.taskArn}` and so on. `duration` is that of the task, in seconds. */
export function variablesOf({ taskArn, containerExitCode, exitCode, outcome, phases }: ResultEvent) {
  const seconds = ((phases.total ?? 0) / 1_000).toFixed(1);
  return { taskArn: taskArn ?? 'none', exitCode: String(containerExitCode ?? exitCode), outcome, duration: seconds };
}

/** What the console shows of a job that continues or has succeeded, cut to CodePipeline's limits. */
export function detailsOf(summary: string, taskArn: string | null | undefined): JobDetails {
  return { summary: cut(summary, LONGEST.summary), ...externalId(taskArn) };
}

function externalId(taskArn: string | null | undefined) {
  return taskArn ? { externalExecutionId: taskArn.slice(0, LONGEST.externalId) } : {};
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 2)} …`;
}
