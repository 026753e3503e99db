import { performStep } from '../../api.ts';
import type { AwsOptions } from '../../core/base/aws-options.ts';
import { errorText } from '../../core/base/bug.ts';
import type { Answer } from '../../core/base/failure.ts';
import { isMap } from '../../core/base/json.ts';
import { keepLastLines } from '../../core/base/last-lines.ts';
import type { MigrationEvent, ResultEvent } from '../../core/events/events.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { type BatchProgress, isSuccess, type TargetOutcome } from '../../core/fleet/target-outcome.ts';
import { createRedactor } from '../../core/masking/redact.ts';
import { readImageSource } from '../../core/plan/deployed-image.ts';
import type { Aws } from '../../core/ports.ts';
import type { Progress } from '../../core/run/progress.ts';
import { openShared } from '../../migrate/share/open-shared.ts';
import { sha256 } from '../../system.ts';
import { callTime } from '../call-time.ts';
import { progressAfterTimeout } from '../progress-after-timeout.ts';
import type { LambdaContext, LambdaRuntime } from '../runtime.ts';
import { checkSettings, type Given, settingsOf } from '../settings.ts';
import { decodeToken, encodeToken } from '../token.ts';
import { type FleetStore, openStore } from './fleet-store.ts';
import { type BatchTokens, ENDED, type Execution, type FleetPorts, type Row } from './fleet-types.ts';
import { readCount, readExecution, readRows } from './read-event.ts';

/** What one call returns to the state machine. */
export interface TurnAnswer {
  done: boolean;
  /** The progress, for the next call; or where it is, if it is large. */
  tokens: BatchTokens | { key: string };
  waitSeconds: number;
  /** How many targets have ended so far. */
  ended: number;
}

interface Batch extends Execution {
  wave: number;
  targets: Row[];
  /** Launches a second of this batch. */
  rate: number;
  /** How many targets of this batch run at once. */
  concurrency: number;
  /** After so many failures of the execution nothing new is launched. */
  maxFailures: number;
  tokens: unknown;
}

/** The state machine's payload may have 256 KiB, and the batch itself is part of it. Characters. */
const LARGEST_TOKENS = 100_000;
/** What a turn launches takes no longer than this, at the rate of the batch. Seconds. */
const LAUNCHING_S = 15;
/** A target must have ended a year after its launch: the limit of an execution. */
const LIMIT_MS = 364 * 24 * 60 * 60_000;
/** So much of the end of a log is kept of a target that did not succeed. A report shows no more. */
const LAST_LINES = { lines: 20, lineCharacters: 1_000, characters: 8_000 };
/** The wait between two turns grows with the age of the batch, so that its history stays small. */
const WAITS_S = { shortest: 15, longest: 60, growth: 1 / 20 };

/**
 * One turn of a batch: a step of the run of each target, with one DescribeTasks call, one survey and one log batch for all
 * of them. If the call is repeated with the same tokens, nothing is launched a second time, because the identity follows
 * from the fleet, the target and its attempt.
 */
export async function takeTurn(
  event: Record<string, unknown>,
  ports: FleetPorts,
  edge: LambdaRuntime,
  context?: LambdaContext,
): Promise<TurnAnswer> {
  const batch = readBatch(event);
  const store = openStore(ports.openBucket(batch.bucket), batch, edge);
  const id = sha256(batch.targets.map(({ name }) => name).join('\n')).slice(0, 16);
  const tokens = await readTokens(batch, store, edge.clock.now());
  const before = await store.outcomes(batch.wave, id);
  // They count even if the answer of the call that wrote them was lost.
  for (const { name } of before) tokens.targets[name] = ENDED;

  const halted = await store.isFuseSet();
  const { running, begin, left } = chooseTargets(batch, tokens, halted);
  const at = new Date(edge.clock.now()).toISOString();
  const outcomes = [...before, ...left.map((row) => notLaunched(row, batch, at))];
  for (const { name } of left) tokens.targets[name] = ENDED;

  using time = callTime(context, edge.clock);
  const openAws = openShared(ports.openAws, { ...edge, launchesPerSecond: batch.rate });
  // The batches of a wave begin at the same moment. They should not launch at the same moment.
  if (before.length === 0 && running.length === 0) await edge.clock.sleep(offsetMs(id, batch.rate), time.soft);
  const shown = JSON.stringify(progressOf(batch, tokens, []));
  const begun = progressOf(batch, tokens, begin);
  // Written before the launch: if this execution is stopped from outside, it shows what may be running.
  if (begin.length > 0) await store.writeProgress(batch.wave, id, begun);
  const steps = [...running, ...begin].map(async (row) => {
    const stepped = await stepTarget(row, tokens, batch, { edge, openAws, time }).catch(errorText);
    if (typeof stepped !== 'string' && 'token' in stepped) {
      tokens.targets[row.name] = stepped.token;
      return;
    }
    tokens.targets[row.name] = ENDED;
    const ended = new Date(edge.clock.now()).toISOString();
    outcomes.push(
      typeof stepped === 'string' ? brokenOff(row, stepped, batch, ended) : outcomeOf(row, stepped, batch, ended),
    );
  });
  await Promise.all(steps);

  if (outcomes.length > before.length) await store.writeOutcomes(batch.wave, id, outcomes.slice(before.length));
  const now = progressOf(batch, tokens, []);
  if (JSON.stringify(now) !== (begin.length > 0 ? JSON.stringify(begun) : shown)) {
    await store.writeProgress(batch.wave, id, now);
  }
  const failed = outcomes
    .slice(before.length)
    .filter(({ outcome }) => !isSuccess(outcome) && outcome !== 'not-launched');
  if (failed.length > 0) {
    const count = await store.addFailures(failed.map(({ name }) => name));
    if (count >= batch.maxFailures && !halted) await store.setFuse(`${count} targets have failed`);
  }
  const done = batch.targets.every(({ name }) => tokens.targets[name] === ENDED);
  return {
    done,
    tokens: await writeTokens(tokens, id, store),
    ended: outcomes.length,
    waitSeconds: waitOf(batch, tokens, edge),
  };
}

/** Which targets have begun and not ended, with what their tokens say of their tasks. `begin`: they begin now. */
function progressOf({ targets }: Batch, tokens: BatchTokens, begin: readonly Row[]): BatchProgress {
  const begun = new Set(begin.map(({ name }) => name));
  const entries = targets.flatMap(({ name, attempt = 1 }) => {
    const token = tokens.targets[name];
    if (token === ENDED || (token === undefined && !begun.has(name))) return [];
    const progress = decodeToken(token)?.progress;
    if (progress?.at !== 'watch') return [[name, { attempt }] as const];
    const { taskArn, launchedAt } = progress;
    return [[name, { attempt, taskArn, launchedAt }] as const];
  });
  return { targets: Object.fromEntries(entries) };
}

function readBatch(event: Record<string, unknown>): Batch {
  const wave = event['wave'];
  return {
    ...readExecution(event),
    wave: typeof wave === 'number' ? wave : 0,
    targets: readRows(event['targets'], (index) => `target ${index + 1} of the batch`),
    rate: readCount(event, 'rate', 1),
    concurrency: readCount(event, 'concurrency', 10),
    maxFailures: readCount(event, 'maxFailures', 1),
    tokens: event['tokens'],
  };
}

async function readTokens({ tokens }: Batch, store: FleetStore, now: number): Promise<BatchTokens> {
  const given = isMap(tokens) && typeof tokens['key'] === 'string' ? await store.read(tokens['key']) : tokens;
  if (!isMap(given) || typeof given['began'] !== 'number' || !isMap(given['targets']))
    return { began: now, targets: {} };
  return { began: given['began'], targets: { ...(given['targets'] as Record<string, string>) } };
}

async function writeTokens(tokens: BatchTokens, id: string, store: FleetStore): Promise<TurnAnswer['tokens']> {
  if (JSON.stringify(tokens).length <= LARGEST_TOKENS) return tokens;
  const key = `tokens/${id}.json`;
  await store.write(key, tokens);
  return { key };
}

/** Which targets go on, which begin in this turn, and which the fuse has stopped. */
function chooseTargets({ targets, rate, concurrency }: Batch, tokens: BatchTokens, halted: boolean) {
  const running = targets.filter(({ name }) => ![undefined, ENDED].includes(tokens.targets[name]));
  const waiting = targets.filter(({ name }) => tokens.targets[name] === undefined);
  if (halted) return { running, begin: [], left: waiting };
  const most = Math.max(1, Math.floor(rate * LAUNCHING_S));
  return { running, begin: waiting.slice(0, Math.max(0, Math.min(most, concurrency - running.length))), left: [] };
}

interface Turn {
  edge: LambdaRuntime;
  openAws: (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;
  time: ReturnType<typeof callTime>;
}

interface Ended {
  result: ResultEvent;
  /** The last lines of the migration container. */
  lines: string[];
}

/** A step of one target: its next token, or how it ended. */
async function stepTarget(
  row: Row,
  tokens: BatchTokens,
  { fleet, settings }: Batch,
  { edge, openAws, time }: Turn,
): Promise<{ token: string } | Ended> {
  const { name, group: _, digest: __, attempt = 1, ...own } = row;
  const now = edge.clock.now();
  const from = decodeToken(tokens.targets[name]) ?? { began: now, build: {}, progress: undefined };
  const where = `target ${name}`;
  const given = settingsOf(checkSettings({ ...settings, ...own }, where), where, edge.env);
  const findings = [...given.findings, ...refuseImageFrom(given)];
  const resolved = {
    ...given,
    findings,
    settings: { ...given.settings, idempotencyKey: `${fleet} ${name} ${attempt}` },
  };
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
    openAws,
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
  return { result: stepped.result, lines: lines.all().map(mask) };
}

/** A fleet has no deployment and no artifact whose image could be looked up. */
function refuseImageFrom({ settings, origins }: Given): Finding[] {
  const source = readImageSource(settings.imageFrom);
  if (source === undefined || source.from === 'task-definition') return [];
  const problem = `${origins.imageFrom}: a fleet has no deployment to take an image from`;
  return [{ code: 'usage', problem, fix: 'give image, or a task definition with the image' }];
}

function outcomeOf(row: Row, { result, lines }: Ended, batch: Execution, at: string): TargetOutcome {
  const { outcome, exitCode, containerExitCode, taskArn, cause, next, phases, ...more } = result;
  const { ending, reasons, causeCode, causeLine, again } = more;
  return {
    ...identityOf(row, batch, at),
    ...{ outcome, exitCode, containerExitCode, taskArn, cause, next, tookMs: phases.total ?? null },
    ...{ ending, reasons, causeCode, causeLine, again, phases },
    ...(isSuccess(outcome) || lines.length === 0 ? {} : { lines }),
  };
}

const identityOf = ({ name, attempt = 1, digest }: Row, { fleet }: Execution, at: string) => {
  return { name, attempt, fleet, at, ...(digest === undefined ? {} : { digest }) };
};

const NOTHING = { containerExitCode: null, taskArn: null, tookMs: null };

function notLaunched(row: Row, batch: Execution, at: string): TargetOutcome {
  const cause = 'the fuse stopped all further launches of this execution';
  const next = 'start another execution with the failures file when the reason of the failures is repaired';
  return { ...identityOf(row, batch, at), outcome: 'not-launched', exitCode: 75, ...NOTHING, cause, next };
}

/** AWS was too slow for too long, or this code has a bug: nobody knows how the task ends. */
function brokenOff(row: Row, problem: string, batch: Execution, at: string): TargetOutcome {
  const next = 'start another execution with the failures file: it finds the task, if there is one';
  return { ...identityOf(row, batch, at), outcome: 'unknown', exitCode: 76, ...NOTHING, cause: problem, next };
}

/** Spreads the first launches of the batches, from their ids. */
function offsetMs(id: string, rate: number): number {
  return (Number.parseInt(id.slice(0, 8), 16) / 2 ** 32) * Math.min(5_000, 1_000 / rate);
}

/** While targets wait for their launch, the turns follow each other soon. Seconds. */
function waitOf({ targets }: Batch, tokens: BatchTokens, { clock }: LambdaRuntime): number {
  const begins = targets.some(({ name }) => tokens.targets[name] === undefined);
  if (begins) return 1;
  const ageS = (clock.now() - tokens.began) / 1_000;
  return Math.round(Math.min(WAITS_S.longest, Math.max(WAITS_S.shortest, ageS * WAITS_S.growth)));
}
