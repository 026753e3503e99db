import { COMMANDS } from '../api.ts';
import type { Answer, CallFailure } from '../core/base/failure.ts';
import { neverRan } from '../core/ecs/task.ts';
import type { MigrationEvent, ResultEvent } from '../core/events/events.ts';
import { explainForgotten } from '../core/fleet/forgotten.ts';
import type { Start } from '../core/fleet/resume.ts';
import type { TargetEnd } from '../core/fleet/schedule-targets.ts';
import type { Aws } from '../core/ports.ts';
import { withoutLaunch } from '../migrate/share/without-launch.ts';
import type { FleetWork } from './fleet.ts';
import type { Prepared } from './prepare.ts';

export interface TargetRun {
  fleet: string;
  prepared: Prepared;
  start: Exclude<Start, { do: 'skip' }>;
  /** Called before the first RunTask call. If it returns false, nothing is launched. */
  intend(): Promise<boolean>;
  /** Called with every event except the result. */
  onEvent(event: Exclude<MigrationEvent, ResultEvent>): void | Promise<void>;
  launchHalt: AbortSignal;
  /** Aborts when its log is followed while it is written; until then, it is read after the end of the task. */
  live: AbortSignal;
}

/** Runs one target as a single run would, or follows the task that an earlier process has launched for it. */
export async function runTarget(
  { fleet, prepared, start, intend, onEvent, launchHalt, live }: TargetRun,
  options: FleetWork,
): Promise<{ result: ResultEvent; end: TargetEnd }> {
  const { target } = prepared;
  const { rerun: _, ...settings } = target.resolved.settings;
  const idempotencyKey = `${fleet} ${target.name} ${start.attempt}`;
  const { revision } = prepared;
  const pinned = revision === undefined || target.files.taskDefinition ? {} : { taskDefinition: revision };
  const resolved = { ...target.resolved, settings: { ...settings, ...pinned, idempotencyKey } };
  const command = start.do === 'attach' ? COMMANDS.attachTo(start.taskArn) : COMMANDS.RUN;
  const result = await options.perform(command, resolved, {
    ...options.each,
    ...target.files,
    ...(target.ownsLock ? {} : { lockTarget: target.name }),
    openAws: async (where) => {
      const opened = await options.aws.join(where, live);
      return opened.ok ? { ok: true, value: withIntent(opened.value, start, intend) } : opened;
    },
    signal: options.stop,
    launchHalt,
    onEvent: (event) => (event.type === 'result' ? undefined : onEvent(event)),
  });
  return classify(result, start, launchHalt.aborted);
}

/** Before a task is launched, the journal must say so: a process that is killed leaves nothing else. */
function withIntent(aws: Aws, start: Start, intend: () => Promise<boolean>): Aws {
  let intended: Promise<boolean> | undefined;
  if (start.do === 'look-for') return withoutLaunch(aws);
  const run: Aws['tasks']['run'] = async (request) => {
    intended ??= intend();
    return (await intended) ? aws.tasks.run(request) : refused(UNWRITTEN);
  };
  return { ...aws, tasks: { ...aws.tasks, run } };
}

const refused = (failure: CallFailure): Answer<never> => ({ ok: false, failure });

const UNWRITTEN: CallFailure = {
  kind: 'refused',
  operation: 'ecs:RunTask',
  name: 'JournalUnwritten',
  message: 'the journal could not be written',
};

/** Endings before any container of the target has started. Another launch may succeed. */
const STARTS_THAT_FAILED = new Set(['not-started-in-time', 'placement', 'gave-way']);

function classify(result: ResultEvent, start: Start, halted: boolean): { result: ResultEvent; end: TargetEnd } {
  const { outcome, exitCode, ending, reasons, task, taskArn } = result;
  if (exitCode === 0 && (outcome === 'succeeded' || outcome === 'skipped')) return { result, end: 'succeeded' };
  if (start.do === 'look-for' && taskArn === null) return { result: forgotten(result), end: 'unknown' };
  if (start.do === 'attach' && reasons.includes('task-unknown')) return { result: forgotten(result), end: 'unknown' };
  if (outcome === 'unknown' || reasons.includes('task-left')) return { result, end: 'unknown' };
  if (outcome === 'bug' && reasons.includes('launched')) return { result, end: 'unknown' };
  const nothingRan = task === null ? taskArn === null : neverRan(task);
  if (outcome === 'never-started') {
    return { result, end: nothingRan && result.again !== 'no' ? 'never-started' : 'failed' };
  }
  if (halted && nothingRan && (ending === 'interrupted' || ending === 'aws')) return { result, end: 'not-launched' };
  return { result, end: outcome === 'try-later' && STARTS_THAT_FAILED.has(ending) ? 'never-started' : 'failed' };
}

function forgotten(result: ResultEvent): ResultEvent {
  const look = 'look at its log and its database';
  return explainForgotten(result, `${look}; then run it again with --rerun and --only, or leave it out with --except`);
}
