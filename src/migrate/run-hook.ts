import { shortName } from '../core/base/arn.ts';
import { onOurClock } from '../core/base/clock-lead.ts';
import type { Result } from '../core/base/result.ts';
import type { HookFate, WaitingHook } from '../core/ecs/service-deployment.ts';
import type { Ending } from '../core/explain/endings.ts';
import { explainExpiry, explainNotContinued, untilWhen, wordFate } from '../core/explain/explain-hook.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { HookPlace } from '../core/hook/find-hook.ts';
import { forbidsLaunch, LEAST_MS } from '../core/hook/may-launch.ts';
import { wantedAction } from '../core/hook/wanted-action.ts';
import type { RunContext } from '../core/ports.ts';
import type { GateAnswer } from '../core/run/launch-types.ts';
import type { Resolved } from '../core/settings/source.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch, type RunResult } from './base/endings.ts';
import { retry, retryOptionsOf } from './base/retry.ts';
import { actOnHook } from './hook/act-on-hook.ts';
import { awaitHook, type FoundHook } from './hook/await-hook.ts';
import { findImages } from './hook/find-images.ts';
import { lookAt } from './hook/read-deployments.ts';
import type { Files } from './plan/make-plan.ts';
import { run } from './run.ts';

/**
 * Runs the migration that a deployment waits for at a PAUSE hook, and acts on that hook: an earned zero continues the
 * deployment, a failure rolls it back. The hook is found once, before the launch, and the action goes to it alone.
 */
export async function runHook(given: Resolved, files: Files, initial: RunContext): Promise<RunResult> {
  const place = placeOf(given);
  if (!place.ok) return endedBeforeLaunch({ kind: 'invalid', findings: [place.failure] });
  const awaited = await awaitHook(place.value, given, files, initial);
  if (!awaited.ok) return endedBeforeLaunch(awaited.failure);
  const found = awaited.value;
  const ran = await migrateFor(found, given, files, initial);
  const wanted = wantedAction(ran.ending, given.settings.onFailure ?? 'rollback');
  const { hook } = found;
  const fate = await actOnHook(hook, wanted, found.lead, initial);
  await initial.emit({ type: 'hook', state: stateOf(fate), ...shown(hook), text: wordFate(hook, fate) });
  return { ...ran, ending: endingWith(ran.ending, hook, fate), deployment: { hook, fate } };
}

function placeOf({ settings, origins }: Resolved): Result<HookPlace, Finding> {
  const { cluster, service, stage = 'PRE_SCALE_UP' } = settings;
  if (cluster === undefined) return { ok: false, failure: { code: 'no-cluster' } };
  if (service === undefined) {
    const fix = 'give --service NAME, or set ECS_MIGRATE_SERVICE';
    return { ok: false, failure: { code: 'usage', problem: 'no service was given', fix } };
  }
  if (settings.approved !== undefined) {
    const problem = `${origins.approved} is not possible here: hook previews nothing`;
    const fix =
      'approve in a stage or job before the deployment, which previews and runs the migration (docs/preview.md), or leave it out';
    return { ok: false, failure: { code: 'usage', problem, fix } };
  }
  return { ok: true, value: { cluster, service: shortName(service), stage } };
}

/** The migration family with the image that is deployed. */
async function migrateFor(found: FoundHook, given: Resolved, files: Files, initial: RunContext): Promise<RunResult> {
  const { hook, lead } = found;
  const images: string[] = [];
  const lookup = await findImages(found, given, initial, (line) => void images.push(line));
  const waits = `a deployment of ${hook.service} waits at ${hook.stage}${untilWhen(hook)}`;
  await initial.emit({ type: 'hook', state: 'found', ...shown(hook), text: [waits, ...images].join('; ') });
  if (!lookup.ok) return endedBeforeLaunch(lookup.failure);
  if (initial.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(initial));

  // The hook identifies the migration, not the build: two builds for one event run one task.
  const { commit } = initial.build;
  const build = {
    build: `ecs-hook/${hook.deployment}/${hook.hookId}`,
    execution: hook.deployment,
    ...(commit === undefined ? {} : { commit }),
  };
  const askGate = async (): Promise<GateAnswer> => {
    const answer = await retry(() => lookAt(hook.deployment, initial), retryOptionsOf(initial));
    if (!answer.ok) return answer;
    const { deployment, lead: later = lead } = answer.value;
    const look = { deployment, now: initial.clock.now(), lead: later, rerun: given.settings.rerun === true };
    const ends = forbidsLaunch(hook, look);
    return { ok: true, value: ends && { ends } };
  };
  const launchUntil = hook.expiresAt === undefined ? undefined : onOurClock(hook.expiresAt - LEAST_MS, lead);
  const limits = launchUntil === undefined ? { askGate } : { askGate, launchUntil };
  // A deployment carries the images that it was found with, by whatever name the pipeline's file has for them.
  const own = { ...files, images: lookup.value };
  const waitMs = launchUntil === undefined ? undefined : launchUntil - initial.clock.now();
  return run(settingsFor(given, waitMs), own, { ...initial, build }, limits);
}

/**
 * There is no second event, so a lock is waited for until the hook expires. If the build ends before the migration, the task
 * is left running: the next start of the command follows it.
 */
function settingsFor({ settings, origins, ...given }: Resolved, waitMs: number | undefined): Resolved {
  const isDefault = (key: 'waitTimeout' | 'onTimeout') => origins[key]?.startsWith('default') ?? true;
  const longest = waitMs !== undefined && isDefault('waitTimeout') ? { waitTimeout: Math.max(0, waitMs) } : {};
  const left = settings.timeout === undefined && isDefault('onTimeout') ? { onTimeout: 'detach' as const } : {};
  // A file may say for `run` that it previews first. Here a deployment waits, and what it waits for is the migration.
  const { skipIfNone: _, ...kept } = settings;
  return { ...given, origins, settings: { ...kept, ...longest, ...left } };
}

/** Success is a migration whose deployment goes on. */
function endingWith(ending: Ending, hook: WaitingHook, fate: HookFate): Ending {
  const earned = ending.kind === 'verdict' && ending.verdict.kind === 'succeeded';
  if (earned && fate.did !== 'continued')
    return { kind: 'not-continued', words: explainNotContinued({ hook, fate }), verdict: ending.verdict };
  // The launch was to end before the hook expires.
  return ending.kind === 'no-time-left' ? { kind: 'hook-expires', words: explainExpiry(hook) } : ending;
}

function shown({ deployment, hookId, service, stage, expiresAt, timeoutAction }: WaitingHook) {
  const at = expiresAt === undefined ? null : new Date(expiresAt).toISOString();
  return { deployment, hookId, service, stage, expiresAt: at, timeoutAction };
}

function stateOf({ did }: HookFate) {
  return did === 'unread' ? 'unknown' : did;
}
