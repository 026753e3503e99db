import { errorText } from '../../core/base/bug.ts';
import { isMap } from '../../core/base/json.ts';
import { type BatchProgress, isSuccess, type TargetOutcome } from '../../core/fleet/target-outcome.ts';
import { openShared } from '../../migrate/share/open-shared.ts';
import { sha256 } from '../../system.ts';
import { callTime } from '../call-time.ts';
import type { LambdaContext, LambdaRuntime } from '../runtime.ts';
import { decodeToken } from '../token.ts';
import { type FleetStore, openStore } from './fleet-store.ts';
import { type Batch, type BatchTokens, ENDED, type FleetPorts, type Row } from './fleet-types.ts';
import { launchAll, planLaunches } from './plan-launches.ts';
import { readCount, readExecution, readRows } from './read-event.ts';
import { shareLists } from './shared-lists.ts';
import { brokenOff, notLaunched, outcomeOf, stepTarget, type Turn } from './step-target.ts';
import { waitSeconds } from './wait-seconds.ts';

/** What one call returns to the state machine. */
export interface TurnAnswer {
  done: boolean;
  /** The progress, for the next call; or where it is, if it is large. */
  tokens: BatchTokens | { key: string };
  waitSeconds: number;
  /** How many targets have ended so far. */
  ended: number;
}

/** The state machine's payload may have 256 KiB, and the batch itself is part of it. Characters. */
const LARGEST_TOKENS = 100_000;
/**
 * DescribeTasks calls of the runs of a batch wait half a second for each other. Only one function at a time reads the lists, which
 * are most of the reads, so it need not leave a part of the quota to the others.
 */
const RATES = { gatherMs: 500, readsPerSecond: 12 };

/**
 * One turn of a batch: a step of the run of each target, with one DescribeTasks call and one log batch for all of them, and
 * the survey that all batches of the execution share. If the call is repeated with the same tokens, nothing is launched a
 * second time, because the identity follows from the fleet, the target and its attempt.
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
  tokens.turns = (tokens.turns ?? 0) + 1;
  const before = await store.outcomes(batch.wave, id);
  // They count even if the answer of the call that wrote them was lost.
  for (const { name } of before) tokens.targets[name] = ENDED;

  using time = callTime(context, edge.clock);
  const lists = shareLists(store, edge);
  const share = { ...edge, ...RATES, launchesPerSecond: batch.rate, openLists: lists.open };
  const turn: Turn = { edge, openAws: openShared(ports.openAws, share), time };
  const outcomes: TargetOutcome[] = [];
  const beganAt = edge.clock.now();
  const end = (row: Row, outcome: TargetOutcome) => {
    outcomes.push(outcome.outcome === 'unknown' ? { ...outcome, ...whenBegun(row, batch, tokens, beganAt) } : outcome);
    tokens.targets[row.name] = ENDED;
  };
  const now = () => new Date(edge.clock.now()).toISOString();

  async function step(row: Row): Promise<void> {
    const stepped = await stepTarget(row, tokens.targets[row.name], batch, turn).catch(errorText);
    if (typeof stepped === 'string') end(row, brokenOff(row, stepped, batch, now()));
    else if ('token' in stepped) tokens.targets[row.name] = stepped.token;
    else end(row, outcomeOf(row, stepped, batch, now()));
  }

  const { running, waiting } = sortTargets(batch, tokens);
  let shown = JSON.stringify(progressOf(batch, tokens, [], beganAt));
  const halted = await store.isFuseSet();
  const stopped = halted ? [...waiting, ...running.filter((row) => isUnlaunched(tokens.targets[row.name]))] : [];
  for (const row of stopped) end(row, notLaunched(row, batch, now()));
  const steps = running.filter((row) => !stopped.includes(row)).map(step);
  const planning = { store, edge, time };
  const counts = { waiting: halted ? [] : waiting, running: steps.length, id };
  const plan = await planLaunches(counts, batch, tokens, planning);
  if (plan !== undefined) {
    // Written before the launch: if this execution is stopped from outside, it shows what may be running.
    const begun = progressOf(batch, tokens, plan.rows, beganAt);
    shown = JSON.stringify(begun);
    await store.writeProgress(batch.wave, id, begun);
    const rest = await launchAll(plan, (row) => void steps.push(step(row)), planning);
    for (const row of rest) end(row, notLaunched(row, batch, now()));
  }
  await Promise.all(steps);
  await lists.settled();

  if (outcomes.length > 0) await store.writeOutcomes(batch.wave, id, outcomes);
  const progress = progressOf(batch, tokens, [], beganAt);
  if (JSON.stringify(progress) !== shown) await store.writeProgress(batch.wave, id, progress);
  const failed = outcomes.filter(({ outcome }) => !isSuccess(outcome) && outcome !== 'not-launched');
  if (failed.length > 0) {
    const count = await store.addFailures(failed.map(({ name }) => name));
    if (count >= batch.maxFailures && !halted) await store.setFuse(`${count} targets have failed`);
  }
  const slotAt = tokens.slot && store.toOurTime(tokens.slot.at);
  return {
    done: batch.targets.every(({ name }) => tokens.targets[name] === ENDED),
    tokens: await writeTokens(tokens, id, store),
    ended: before.length + outcomes.length,
    waitSeconds: waitSeconds(batch, tokens, edge.clock.now(), slotAt),
  };
}

/** Which targets have begun and not ended, with what their tokens say of their tasks. `begin`: they begin now. */
function progressOf({ targets }: Batch, tokens: BatchTokens, begin: readonly Row[], now: number): BatchProgress {
  const begun = new Set(begin.map(({ name }) => name));
  const entries = targets.flatMap(({ name, attempt = 1, begunAt: before }) => {
    const token = tokens.targets[name];
    if (token === ENDED || (token === undefined && !begun.has(name))) return [];
    const { began = now, progress } = decodeToken(token) ?? {};
    // In an earlier execution, if its end was not known there.
    const begunAt = before ?? began;
    if (progress?.at !== 'watch') return [[name, { attempt, begunAt }] as const];
    const { taskArn, launchedAt } = progress;
    return [[name, { attempt, begunAt, taskArn, launchedAt }] as const];
  });
  return { targets: Object.fromEntries(entries) };
}

/** When a target began whose end is unknown, and its task: whoever continues the fleet must know whether ECS still has it. */
function whenBegun(row: Row, batch: Batch, tokens: BatchTokens, now: number) {
  const { begunAt = now, taskArn = null } =
    progressOf({ ...batch, targets: [row] }, tokens, [row], now).targets[row.name] ?? {};
  return { begunAt, taskArn };
}

function readBatch(event: Record<string, unknown>): Batch {
  const wave = event['wave'];
  return {
    ...readExecution(event),
    wave: typeof wave === 'number' ? wave : 0,
    targets: readRows(event['targets'], (index) => `target ${index + 1} of the batch`),
    rate: readCount(event, 'rate', 1),
    children: readCount(event, 'children', 1),
    concurrency: readCount(event, 'concurrency', 10),
    maxFailures: readCount(event, 'maxFailures', 1),
    tokens: event['tokens'],
  };
}

async function readTokens({ tokens }: Batch, store: FleetStore, now: number): Promise<BatchTokens> {
  const given = isMap(tokens) && typeof tokens['key'] === 'string' ? await store.read(tokens['key']) : tokens;
  if (!isMap(given) || typeof given['began'] !== 'number' || !isMap(given['targets']))
    return { began: now, targets: {} };
  return { ...given, began: given['began'], targets: { ...(given['targets'] as Record<string, string>) } };
}

async function writeTokens(tokens: BatchTokens, id: string, store: FleetStore): Promise<TurnAnswer['tokens']> {
  if (JSON.stringify(tokens).length <= LARGEST_TOKENS) return tokens;
  const key = `tokens/${id}.json`;
  await store.write(key, tokens);
  return { key };
}

/** The targets whose runs go on, and those that have not begun. */
function sortTargets({ targets }: Batch, tokens: BatchTokens) {
  return {
    running: targets.filter(({ name }) => ![undefined, ENDED].includes(tokens.targets[name])),
    waiting: targets.filter(({ name }) => tokens.targets[name] === undefined),
  };
}

/** Whether it is certain that the run has not launched anything yet: it waits for capacity, or for another migration. */
function isUnlaunched(token: string | undefined): boolean {
  const progress = decodeToken(token)?.progress;
  return progress?.at === 'start' && progress.mayHaveLaunched !== true && progress.inUse === undefined;
}
