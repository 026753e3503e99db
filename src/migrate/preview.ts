import type { Result } from '../core/base/result.ts';
import { containerOf, hasStopped, type TaskState } from '../core/ecs/task.ts';
import type { ContainerDefinition } from '../core/ecs/task-definition.ts';
import { warn } from '../core/events/warnings.ts';
import { errorsAmong, type Finding } from '../core/findings/findings.ts';
import { digestOf } from '../core/plan/deployed-image.ts';
import { effectiveCommand } from '../core/plan/identity.ts';
import { overrideOf } from '../core/plan/request.ts';
import type { RunContext, TaskContext } from '../core/ports.ts';
import { PRESETS, previewCommandOf } from '../core/preview/presets.ts';
import { digestText, doesOnlyMigrate, type Preview, plainLines, summarize } from '../core/preview/preview.ts';
import type { Reading } from '../core/preview/reading.ts';
import { isVoid } from '../core/run/guard.ts';
import type { LaunchState } from '../core/run/launch-types.ts';
import { nextLookMs } from '../core/run/schedule.ts';
import type { Resolved } from '../core/settings/source.ts';
import { type PreviewTool, TOOLS_WITH_PREVIEW } from '../core/settings/tools-with-preview.ts';
import { toolsIn } from '../core/tools/recognize.ts';
import { wordsOfContainer } from '../core/tools/words-of-container.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch, type RunResult } from './base/endings.ts';
import { retry, retryOptionsOf } from './base/retry.ts';
import { warnOfFindings } from './base/warn.ts';
import { type Launchable, launchCallsOf, launchPlan } from './launch-plan.ts';
import { type Files, makePlan, type Plan } from './plan/make-plan.ts';
import { preparePlan } from './plan/prepare-plan.ts';

/** A preview that ran: its result, and what it showed. `preview` is absent if the tool failed, or nothing ran. */
interface Previewed {
  ran: RunResult;
  preview?: Preview;
  /** The digest of the image that the migration container of the preview ran. */
  imageDigest?: string;
}

/** The command `preview`: asks the migration tool, as a task of its own, what is pending. */
export async function preview(given: Resolved, files: Files, initial: RunContext): Promise<RunResult> {
  const { planning, pipelineFindings, context } = await preparePlan(given, files, initial);
  if (context.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(context));
  if (!planning.ok) return endedBeforeLaunch({ kind: 'aws', failure: planning.failure });
  const { plan, findings } = planning.value;
  await warnOfFindings([...pipelineFindings, ...findings], context);
  if (plan === undefined) return invalid(findings);
  const previewed = await askTool({ plan, resolved: planning.resolved, remakes: false }, files, context);
  if (previewed.preview === undefined) return previewed.ran;
  return { ...previewed.ran, ending: { kind: 'previewed', summary: previewed.preview.summary } };
}

/** `run --approved` and `run --skip-if-none`: previews under the lock, and then launches, or not. */
export async function runAfterPreview(launchable: Launchable, files: Files, context: RunContext): Promise<RunResult> {
  const { approved, skipIfNone } = launchable.resolved.settings;
  // A run of this build that was killed may have launched the migration. It is followed, and nothing is asked.
  if (await hasLaunched(launchable, context)) return launchPlan(launchable, context);
  const { ran, preview: found, imageDigest } = await askTool(launchable, files, context);
  if (found === undefined && (approved !== undefined || ran.ending.kind !== 'preview-failed')) return ran;
  if (approved !== undefined && found?.digest !== approved) {
    const { digest = null, summary = '' } = found ?? {};
    return { ...ran, ending: { kind: 'changed-since-approval', approved, found: digest, summary } };
  }
  if (skipIfNone && found?.provesNone) return { ...ran, ending: { kind: 'nothing-pending' } };
  const after = await endOfPreview(ran, context);
  if (after === undefined) return ran;
  const pinned =
    approved === undefined
      ? ({ ok: true, value: launchable } as const)
      : await pinImage(launchable, files, imageDigest, context);
  return pinned.ok ? launchPlan({ ...launchable, ...pinned.value, after }, context) : pinned.failure;
}

async function hasLaunched(launchable: Launchable, context: RunContext): Promise<boolean> {
  const { facts, perform } = launchCallsOf(launchable, context);
  const surveyed = await perform({ do: 'survey' });
  if (surveyed.on !== 'surveyed' || !surveyed.answer.ok) return false;
  return surveyed.answer.value.some((task) => task.marks?.identity === facts.identity && !isVoid(task));
}

/** Runs the tool's preview as a task, and reads what it printed. */
async function askTool({ plan, resolved }: Launchable, files: Files, context: RunContext): Promise<Previewed> {
  const { words, tool, command } = commandToAsk(plan, resolved);
  if (command === undefined) {
    const findings: Finding[] = [{ code: 'no-preview-command', tool: tool ?? null }];
    return { ran: endedBeforeLaunch({ kind: 'invalid', findings }) };
  }
  const planned = await planPreview({ plan, resolved }, command, files, context);
  if (!planned.ok) return { ran: planned.failure };
  const previewing = planned.value;

  const lines: string[] = [];
  let characters = 0;
  let isWhole = true;
  const listening: RunContext = {
    ...context,
    emit(event) {
      if (event.type === 'log' && event.container === previewing.plan.container.name) {
        characters += event.message.length;
        if (characters <= MOST_CHARACTERS) lines.push(event.message);
      }
      // Any of these means that lines may be missing.
      if (event.type === 'warning' && event.code.startsWith('log-')) isWhole &&= !INCOMPLETE.has(event.code);
      return context.emit(event);
    },
  };
  const ran = await launchPlan(previewing, listening);
  const exitCode = exitCodeOf(ran);
  if (exitCode === undefined || ran.ending.kind !== 'verdict') return { ran };
  const { verdict } = ran.ending;
  const isComplete = isWhole && !ran.unread && characters <= MOST_CHARACTERS;
  const read: Reading = tool === undefined ? byCodeAlone(exitCode) : PRESETS[tool].read(plainLines(lines), exitCode);
  if ('toolFailed' in read)
    return { ran: { ...ran, ending: { kind: 'preview-failed', exitCode: exitCode || 1, verdict } } };
  // What the command does besides migrating is in no list, so nothing proves that it can be left out.
  const isProof = !('provesNone' in read && read.provesNone) || doesOnlyMigrate(words);
  const reading: Reading = isComplete && isProof ? read : { unknown: true };
  const imageDigest = ran.task && containerOf(ran.task, previewing.plan.container.name)?.imageDigest;
  const text = digestText(
    { image: imageDigest ?? digestOf(previewing.plan.container.image), ...identityOf(plan, context) },
    reading,
  );
  const found = describePreview(reading, { tool: tool ?? null, isComplete, text }, context);
  await context.emit({ type: 'preview', ...found });
  if (text === undefined) await context.emit(warn('preview-no-digest', { image: previewing.plan.container.image }));
  if (found.pending === 'unknown') await context.emit(warn('preview-unknown', { isComplete, tool: found.tool }));
  return { ran, preview: found, ...(imageDigest === undefined ? {} : { imageDigest }) };
}

/** `text`: what is approved; `undefined` if nothing can be. */
function describePreview(
  reading: Reading,
  { tool, isComplete, text }: { tool: string | null; isComplete: boolean; text: string | undefined },
  { mask, digest }: Pick<RunContext, 'mask' | 'digest'>,
): Preview {
  const names = 'names' in reading ? reading.names : undefined;
  const not = reasonAgainst({ isComplete, text });
  return {
    tool,
    pending: names?.length ?? 'unknown',
    names: (names ?? []).map(mask),
    provesNone: 'names' in reading && reading.provesNone,
    digest: text === undefined || not !== undefined ? null : digest(text),
    summary: mask(summarize(reading, not)),
  };
}

/** The tool that the migration runs, and the command that asks it. */
function commandToAsk(plan: Plan, { settings }: Resolved) {
  const words = wordsOfContainer(plan.container, commandOf(plan));
  const named: string[] = toolsIn(words);
  const tool: PreviewTool | undefined = settings.tool ?? named.find(isPreviewed);
  const own = tool && previewCommandOf(commandOf(plan), PRESETS[tool]);
  return { words, tool, command: settings.previewCommand ?? own };
}

/** Why what was found cannot be approved. */
function reasonAgainst({ isComplete, text }: { isComplete: boolean; text: string | undefined }) {
  if (!isComplete) return 'incomplete';
  return text === undefined ? 'no-image' : undefined;
}

/** A preview may print the SQL of many migrations. More than this is not read. */
const MOST_CHARACTERS = 4_000_000;

const INCOMPLETE = new Set(['log-incomplete', 'log-may-end-early', 'log-missing', 'log-unavailable', 'log-class']);

/** A command without a preset: its output is for people alone. */
function byCodeAlone(exitCode: number): Reading {
  return exitCode === 0 ? { unknown: true } : { toolFailed: true };
}

function isPreviewed(name: string): name is PreviewTool {
  return TOOLS_WITH_PREVIEW.some((one) => one === name);
}

function commandOf({ container, request }: Plan): string[] {
  return effectiveCommand(overrideOf(request, container.name)?.command, container);
}

/** What of the migration's plan is approved besides image and names. */
function identityOf(plan: Plan, { region }: Pick<RunContext, 'region'>): { command: string[]; database: string[] } {
  const { container, clusterName } = plan;
  return { command: commandOf(plan), database: [region, clusterName, ...placesOf(container)] };
}

function placesOf({ database, secretsFrom = [] }: ContainerDefinition): string[] {
  return [...(database?.places ?? []), ...secretsFrom];
}

/**
 * The plan of the preview: the same as that of the migration, with another command, and never the same migration. It
 * holds the same lock.
 */
async function planPreview(
  { plan, resolved }: { plan: Plan; resolved: Resolved },
  command: string[],
  files: Files,
  context: RunContext,
): Promise<Result<Launchable, RunResult>> {
  const { previewTaskDefinition: other, lock } = resolved.settings;
  const { retries: _, retryOn: __, retrySafe: ___, detach: ____, ...kept } = resolved.settings;
  const { container, image, build, secret, ...elsewhere } = kept;
  if (other === undefined) return await planned({ ...kept, command, rerun: true }, files);
  const own = { ...elsewhere, taskDefinition: other, lock: lock ?? plan.definition.family, command, rerun: true };
  const { taskDefinition: ____f, images: _____f, ...others } = files;
  const first = await planned(own, others);
  // What is previewed is the image that would migrate, whatever image this definition has.
  if (!first.ok || first.value.plan.container.image === plan.container.image) return first;
  return await planned(
    { ...own, image: [{ container: first.value.plan.container.name, image: plan.container.image }] },
    others,
  );

  async function planned(settings: Resolved['settings'], files: Files): Promise<Result<Launchable, RunResult>> {
    const planning = await makePlan({ ...resolved, settings }, files, context);
    if (!planning.ok) return { ok: false, failure: endedBeforeLaunch({ kind: 'aws', failure: planning.failure }) };
    const { plan: made, findings } = planning.value;
    if (made === undefined) return { ok: false, failure: invalid(findings) };
    const remakes = files.taskDefinition !== undefined || made.images.length > 0;
    return { ok: true, value: { plan: made, resolved: planning.resolved, remakes } };
  }
}

/** The same plan with the image that the preview ran, by digest. It stays the same migration. */
async function pinImage(
  { plan, resolved }: Launchable,
  files: Files,
  digest: string | undefined,
  context: RunContext,
): Promise<Result<Launchable, RunResult>> {
  const remakes = files.taskDefinition !== undefined || plan.images.length > 0;
  const { image, name } = plan.container;
  if (digest === undefined || image.endsWith(`@${digest}`)) return { ok: true, value: { plan, resolved, remakes } };
  const repository = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const others = (resolved.settings.image ?? []).filter(({ container = name }) => container !== name);
  const settings = { ...resolved.settings, image: [...others, { container: name, image: `${repository}@${digest}` }] };
  const { images: _, ...rest } = files;
  const planning = await makePlan({ ...resolved, settings }, rest, context);
  if (!planning.ok) return { ok: false, failure: endedBeforeLaunch({ kind: 'aws', failure: planning.failure }) };
  const { plan: made, findings } = planning.value;
  if (made === undefined) return { ok: false, failure: invalid(findings) };
  const pinned = { ...made, images: plan.images };
  return { ok: true, value: { plan: pinned, resolved: planning.resolved, remakes: true } };
}

function invalid(findings: readonly Finding[]): RunResult {
  return endedBeforeLaunch({ kind: 'invalid', findings: errorsAmong(findings) });
}

function exitCodeOf({ ending }: RunResult): number | undefined {
  if (ending.kind !== 'verdict') return undefined;
  if (ending.verdict.kind === 'succeeded') return 0;
  return ending.verdict.kind === 'failed' ? ending.verdict.exitCode : undefined;
}

/**
 * The preview's task has to have stopped before the migration is launched. `undefined` if that cannot be seen. A foreign migration
 * that ended since the task was created may have changed what is pending after the list was read.
 */
async function endOfPreview({ task, ref }: RunResult, context: TaskContext): Promise<LaunchState['after']> {
  const { clock, random, interrupt, tasks } = context;
  const began = clock.now();
  let last: TaskState | undefined = task;
  while (last !== undefined && ref !== undefined && !hasStopped(last) && !interrupt.aborted) {
    const inPhaseMs = clock.now() - began;
    await clock.sleep(nextLookMs({ phase: 'stopping', inPhaseMs, failures: 0 }, random.next()), interrupt);
    const answer = await retry(() => tasks.describe(ref.cluster, [ref.taskArn]), retryOptionsOf(context));
    if (!answer.ok) return undefined;
    last = answer.value.tasks[0] ?? last;
  }
  if (last === undefined) return undefined;
  return { what: 'preview', taskArn: last.taskArn, since: last.createdAt ?? 0 };
}
