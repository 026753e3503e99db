import { attachCommand } from '../core/attach-command.ts';
import { DEFAULTS } from '../core/defaults.ts';
import { type Finding, severityOf, wordFinding } from '../core/findings.ts';
import type { Ending } from '../core/outcome.ts';
import type { World } from '../core/ports.ts';
import { type Resolved, shownSettings } from '../core/settings.ts';
import type { Settings } from '../core/settings-table.ts';
import type { TaskDefinitionInput } from '../core/task-definition.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { findTask } from './attach.ts';
import { type Followed, follow } from './follow.ts';
import { makePlan } from './plan.ts';
import { start } from './start.ts';
import { requestStop } from './stop.ts';
import { createWatcher } from './watch.ts';

/** How a run ended, and how to follow its task again. */
export interface Ran extends Followed {
  ref: TaskRef | undefined;
  attach: string | null;
}

const without = (ending: Ending): Ran => ({ ending, task: undefined, ref: undefined, attach: null });

/** Plan, launch, watch, verdict: the whole run. */
export async function run(resolved: Resolved, file: TaskDefinitionInput | undefined, world: World): Promise<Ran> {
  const { settings } = resolved;
  await world.emit({ type: 'settings', settings: shownSettings(resolved) });

  const planning = await makePlan(resolved, file, world);
  if (world.interrupt.aborted) return without(interruptedEarly(world));
  if ('failure' in planning) return without({ kind: 'aws', failure: planning.failure });
  await warn(planning.findings, world);
  if (planning.plan === undefined) return without({ kind: 'invalid', findings: errors(planning.findings) });

  const started = await start(planning.plan, settings.startTimeout ?? DEFAULTS.startTimeoutMs, world);
  if ('ending' in started) return without(started.ending);
  return followed(started.ref, settings, { adopted: false }, world);
}

/** Follows a task that is running or has stopped. */
export async function attach(task: string, resolved: Resolved, world: World): Promise<Ran> {
  const found = await findTask(task, resolved.settings.cluster ?? '', resolved, world);
  if ('ending' in found) return without(found.ending);
  return followed(found.ref, resolved.settings, { adopted: true }, world);
}

/** Stops a task and follows it to its end. */
export async function stop(task: string, resolved: Resolved, world: World): Promise<Ran> {
  const found = await findTask(task, resolved.settings.cluster ?? '', resolved, world);
  if ('ending' in found) return without(found.ending);
  await requestStop(found.ref, 'Stopped by ecs-migrate stop', world);
  const ran = await followed(found.ref, resolved.settings, { adopted: true }, world);
  return ran.ending.kind === 'verdict' ? { ...ran, ending: { kind: 'stop-done', verdict: ran.ending.verdict } } : ran;
}

async function followed(ref: TaskRef, settings: Settings, how: { adopted: boolean }, world: World): Promise<Ran> {
  const attach = settings.local ? null : attachCommand(ref, settings.endpointUrl);
  const { taskArn, taskDefinitionArn: taskDefinition, cluster, container, logs: logStreams } = ref;
  await world.emit({ type: 'launched', taskArn, taskDefinition, cluster, container, ...how, logStreams, attach });
  if (settings.detach) return { ref, attach, ending: { kind: 'detached' }, task: undefined };
  const limits = {
    timeoutMs: settings.timeout,
    startTimeoutMs: settings.startTimeout,
    onTimeout: settings.onTimeout ?? DEFAULTS.onTimeout,
    onInterrupt: settings.onInterrupt ?? DEFAULTS.onInterrupt,
    quietMs: settings.logQuiet ?? DEFAULTS.logQuietMs,
  };
  const watcher = createWatcher(world.tasks, ref.cluster, world.clock);
  return { ref, attach, ...(await follow(ref, limits, watcher, world)) };
}

function errors(findings: Finding[]): Finding[] {
  return findings.filter((finding) => severityOf(finding) === 'error');
}

async function warn(findings: Finding[], { emit }: World): Promise<void> {
  for (const finding of findings.filter((one) => severityOf(one) === 'warning')) {
    const { cause, mend } = wordFinding(finding);
    await emit({ type: 'warning', code: finding.code, text: `${cause}: ${mend}` });
  }
}

function interruptedEarly({ interrupt }: World): Ending {
  return { kind: 'interrupted', signal: String(interrupt.reason), stopped: false, launched: false, verdict: undefined };
}
