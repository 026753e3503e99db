import { performStep } from '../../api.ts';
import type { AwsOptions } from '../../core/base/aws-options.ts';
import type { Answer } from '../../core/base/failure.ts';
import { keepLastLines } from '../../core/base/last-lines.ts';
import type { MigrationEvent, ResultEvent } from '../../core/events/events.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { explainForgotten } from '../../core/fleet/forgotten.ts';
import { mayBeForgotten } from '../../core/fleet/resume.ts';
import { isSuccess, type TargetOutcome } from '../../core/fleet/target-outcome.ts';
import { createRedactor } from '../../core/masking/redact.ts';
import { readImageSource } from '../../core/plan/deployed-image.ts';
import type { Aws } from '../../core/ports.ts';
import type { Progress } from '../../core/run/progress.ts';
import { withoutLaunch } from '../../migrate/share/without-launch.ts';
import type { CallTime } from '../call-time.ts';
import { progressAfterTimeout } from '../progress-after-timeout.ts';
import type { LambdaRuntime } from '../runtime.ts';
import { checkSettings, type Given, settingsOf } from '../settings.ts';
import { decodeToken, encodeToken } from '../token.ts';
import type { Execution, Row } from './fleet-types.ts';

/** A target must have ended a year after its launch: the limit of an execution. */
const LIMIT_MS = 364 * 24 * 60 * 60_000;
/** So much of the end of a log is kept of a target that did not succeed. A report shows no more. */
const LAST_LINES = { lines: 20, lineCharacters: 1_000, characters: 8_000 };

export interface Turn {
  edge: LambdaRuntime;
  openAws: (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;
  time: CallTime;
}

export interface Ended {
  result: ResultEvent;
  /** The last lines of the migration container. */
  lines: string[];
  container?: string;
}

/** A step of one target: its next token, or how it ended. */
export async function stepTarget(
  row: Row,
  token: string | undefined,
  { fleet, settings }: Execution,
  { edge, openAws, time }: Turn,
): Promise<{ token: string } | Ended> {
  const { name, group: _, digest: __, begunAt, attempt = 1, ...own } = row;
  const now = edge.clock.now();
  const from = decodeToken(token) ?? { began: now, build: {}, progress: undefined };
  const where = `target ${name}`;
  const given = settingsOf(checkSettings({ ...settings, ...own }, where), where, edge.env);
  const findings = [...given.findings, ...refuseImageFrom(given)];
  const resolved = {
    ...given,
    findings,
    settings: { ...given.settings, idempotencyKey: `${fleet} ${name} ${attempt}` },
  };
  const looksOnly = begunAt !== undefined && mayBeForgotten(begunAt, now);
  const lines = keepLastLines(LAST_LINES);
  const { container } = from.progress?.at === 'watch' ? from.progress : {};
  const next = (progress: Progress) => encodeToken({ began: from.began, build: {}, progress });
  const take = (event: MigrationEvent) => {
    if (event.type === 'log' && (container === undefined || event.container === container)) lines.add(event.message);
    if (event.type === 'launched') edge.print(`${name} | ${event.adopted ? 'following' : 'launched'} ${event.taskArn}`);
    if (event.type === 'warning') edge.print(`${name} | warning: ${event.text} (${event.code})`);
    if (event.type === 'result') edge.print(`${name} | ${event.outcome} (exit code ${event.exitCode}): ${event.cause}`);
  };
  const options = {
    build: { execution: fleet },
    // A row that names its lock may share it with others.
    ...(own['lock'] === undefined ? { lockTarget: name } : {}),
    openAws: looksOnly ? openWithoutLaunch(openAws) : openAws,
    signal: time.soft,
    onEvent: take,
    clock: edge.clock,
    random: edge.random,
    deadlineAt: from.began + LIMIT_MS,
  };
  const stepped = await Promise.race([performStep(from.progress, resolved, options), time.hard]);
  if (stepped === 'late') return { token: next(progressAfterTimeout(from.progress, edge.clock.now())) };
  if (!('result' in stepped)) return { token: next(stepped.progress) };
  const mask = createRedactor(resolved.settings).text;
  const isLost = looksOnly && stepped.result.taskArn === null;
  const result = isLost ? explainForgotten(stepped.result, LOOK) : stepped.result;
  return { result, lines: lines.all().map(mask), ...(container === undefined ? {} : { container }) };
}

const LOOK =
  'look at its log and its database; if it is to run again, raise its attempt in the failures file and take away begunAt';

function openWithoutLaunch(openAws: Turn['openAws']): Turn['openAws'] {
  return async (options, now) => {
    const opened = await openAws(options, now);
    return opened.ok ? { ok: true, value: withoutLaunch(opened.value) } : opened;
  };
}

/** A fleet has no deployment and no artifact whose image could be looked up. */
function refuseImageFrom({ settings, origins }: Given): Finding[] {
  const source = readImageSource(settings.imageFrom);
  if (source === undefined || source.from === 'task-definition') return [];
  const problem = `${origins.imageFrom}: a fleet has no deployment to take an image from`;
  return [{ code: 'usage', problem, fix: 'give image, or a task definition with the image' }];
}

export function outcomeOf(row: Row, { result, lines, container }: Ended, batch: Execution, at: string): TargetOutcome {
  const { outcome, exitCode, containerExitCode, taskArn, cause, next, phases, ...more } = result;
  const { ending, reasons, causeCode, causeLine, again } = more;
  return {
    ...identityOf(row, batch, at),
    ...{ outcome, exitCode, containerExitCode, taskArn, cause, next, tookMs: phases.total ?? null },
    ...{ ending, reasons, causeCode, causeLine, again, phases },
    ...(isSuccess(outcome) || lines.length === 0 ? {} : { lines, ...(container === undefined ? {} : { container }) }),
  };
}

const identityOf = ({ name, attempt = 1, digest }: Row, { fleet }: Execution, at: string) => {
  return { name, attempt, fleet, at, ...(digest === undefined ? {} : { digest }) };
};

const NOTHING = { containerExitCode: null, taskArn: null, tookMs: null };

export function notLaunched(row: Row, batch: Execution, at: string): TargetOutcome {
  const cause = 'the fuse stopped all further launches of this execution';
  const next = 'start another execution with the failures file when the reason of the failures is repaired';
  return { ...identityOf(row, batch, at), outcome: 'not-launched', exitCode: 75, ...NOTHING, cause, next };
}

/** AWS was too slow for too long, or this code has a bug: nobody knows how the task ends. */
export function brokenOff(row: Row, problem: string, batch: Execution, at: string): TargetOutcome {
  const next = 'start another execution with the failures file: it finds the task, if there is one';
  return { ...identityOf(row, batch, at), outcome: 'unknown', exitCode: 76, ...NOTHING, cause: problem, next };
}
