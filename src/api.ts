import { setMaxListeners } from 'node:events';
import type { AwsOptions } from './core/base/aws-options.ts';
import type { Clock, Random } from './core/base/clock.ts';
import { onTheirClock, UNKNOWN_LEAD } from './core/base/clock-lead.ts';
import { DEFAULTS } from './core/base/defaults.ts';
import { errorText } from './core/base/error-text.ts';
import { phaseTimes } from './core/ecs/phase.ts';
import type { BuildFacts } from './core/ecs/run-metadata.ts';
import type { RunTaskInput } from './core/ecs/run-task-input.ts';
import { shownTask } from './core/ecs/task.ts';
import type { TaskDefinitionInput } from './core/ecs/task-definition.ts';
import type { Emit, EventBody, MigrationEvent, ResultEvent } from './core/events/events.ts';
import { outcomeOf } from './core/explain/explain.ts';
import { errorsAmong, type Finding } from './core/findings/findings.ts';
import { maskAnswers } from './core/masking/mask-answers.ts';
import { createRedactor } from './core/masking/redact.ts';
import type { FoundImages } from './core/plan/images.ts';
import type { AttemptMemory, Aws, ImageBuilder, RunContext } from './core/ports.ts';
import type { Progress } from './core/run/progress.ts';
import type { MigrationSettings } from './core/settings/migration-settings.ts';
import { regionOfArns } from './core/settings/regions.ts';
import { defaultSource, resolveSettings, shownSettings } from './core/settings/settings.ts';
import { SETTING_KEYS, settingOf } from './core/settings/settings-table.ts';
import type { Resolved, Source } from './core/settings/source.ts';
import { endedBeforeLaunch, type RunResult } from './migrate/base/endings.ts';
import { type Command, PLAN, RUN } from './migrate/commands.ts';
import type { StepLimits } from './migrate/steps/step-types.ts';
import { sha256, systemClock, systemRandom } from './system.ts';

/** @internal */
export { retry } from './migrate/base/retry.ts';
/** @internal */
export { COMMANDS, type Command } from './migrate/commands.ts';

/** Everything about one run that is not a setting. */
export interface RunOptions {
  /** Ends the run as SIGINT would (reason `SIGTERM` or `SIGHUP`: as that would), following `onInterrupt`. Default: never. */
  signal?: AbortSignal;
  /** Gets each event as it happens. It is awaited: a slow reader holds the run back. An error that it throws ends the run. */
  onEvent?: (event: MigrationEvent) => void | Promise<void>;
  /** How to reach AWS; by default as the AWS SDK finds region and credentials. */
  aws?: AwsOptions;
  /** What the build says of itself, such as its id: two runs of one build and one migration launch one task. */
  build?: BuildFacts;
  /** When that build began, in milliseconds since the epoch: its limit `buildTimeout` counts from then. Default now. */
  buildStartedAt?: number;
  /** Time, for tests. Default: the machine's. */
  clock?: Clock;
  /** Randomness of waits and ids, for tests. Default: the machine's. */
  random?: Random;
  /** A task definition to register and run, instead of the setting `taskDefinition`. */
  taskDefinition?: TaskDefinitionInput;
  /** Other members of RunTask, instead of the file that the setting `runTaskInput` names. */
  runTaskInput?: RunTaskInput;
  /** What the files of the setting `imageFrom` say, already read. */
  images?: readonly FoundImages[];
}

/**
 * Runs a migration as an ECS task and follows it to its end. Never rejects for anything that happened to the
 * migration or to AWS: the outcome says it, and `exitCode` is what a process should exit with. A setting that is not valid
 * is a result with exit code 64, and nothing is launched.
 * @example
 * const result = await migrate({ cluster: 'staging', taskDefinition: 'app-migrate', timeout: '30m' });
 * process.exitCode = result.exitCode;
 * @see docs/library.md
 */
export function migrate(settings: MigrationSettings, options: RunOptions = {}): Promise<ResultEvent> {
  return perform(RUN, fromSettings(settings, options), options);
}

/** Everything that {@link migrate} would do, as an event of type `plan`; launches and registers nothing. */
export function plan(settings: MigrationSettings, options: RunOptions = {}): Promise<ResultEvent> {
  return perform(PLAN, fromSettings(settings, options), options);
}

function fromSettings(settings: MigrationSettings, { aws }: RunOptions): Resolved & { findings: Finding[] } {
  const given: Source = { values: settings, origin: (key) => `settings.${key}` };
  // It is what AWS is reached with: an ARN of another region would not be found.
  const region: Source = {
    values: aws?.region === undefined ? {} : { region: aws.region },
    origin: () => 'aws.region',
  };
  const sources = [region, given, regionOfArns([given]), defaultSource(settings.local === true)];
  const resolved = resolveSettings(sources);
  const stray = SETTING_KEYS.flatMap((key): Finding[] => {
    const { notInLibrary } = settingOf(key);
    if (notInLibrary === undefined || settings[key] === undefined) return [];
    return [{ code: 'usage', problem: notInLibrary.problem, fix: notInLibrary.next }];
  });
  return { ...resolved, findings: [...resolved.findings, ...stray] };
}

/** What the command line has besides. @internal */
export interface PerformOptions extends RunOptions {
  /** Builds the image of the setting `build`. */
  builder?: ImageBuilder;
  /** Which attempts ECS has refused a place, across the runs of a build. */
  attempts?: AttemptMemory;
  /** Told of each call that launches or stops a task, as it is made. */
  onTaskCall?: (operation: 'run' | 'stop', call: Promise<{ ok: boolean }>) => void;
}

/** Performs a command with settings that were resolved already; the way in for the command line. @internal */
export function perform(
  command: Command,
  resolved: Resolved & { findings: Finding[] },
  options: PerformOptions,
): Promise<ResultEvent> {
  const { knowsItsSettings: early = false, readsLog = false } = command;
  return conduct<never>(resolved, options, { early, readsLog }, (world) => command.perform(resolved, options, world));
}

/** How far a run has come after a step, and what it waits for; or how it ended. @internal */
export type Step = { progress: Progress; status: string; taskArn?: string } | { result: ResultEvent };

/**
 * One step of a run that many short processes make together, such as the calls of a Lambda function: a launch or a look.
 * `options.signal` ends the step's own retries, not the run. `deadlineAt` is when the whole run must be over, in
 * milliseconds since the epoch. `limit` is asked before the launch what stands against the longest progress to come.
 * @internal
 */
export async function performStep(
  from: Progress | undefined,
  resolved: Resolved & { findings: Finding[] },
  options: RunOptions & StepLimits,
): Promise<Step> {
  // Loaded here: only functions make steps.
  const { makeStep: step } = await import('./migrate/steps/step.ts');
  const ended = await conduct(resolved, options, { early: false, readsLog: true }, (world) =>
    step(from, resolved, { files: options, ...options }, world),
  );
  return 'progress' in ended ? ended : { result: ended };
}

/**
 * Opens AWS, acts, and words the ending; where a step has none yet, answers how far it has come. `early`: the settings are known.
 * `readsLog`: what reads it is loaded at once, for hours later an update may have taken the file away.
 */
async function conduct<T extends { progress: Progress }>(
  resolved: Resolved & { findings: Finding[] },
  options: PerformOptions,
  { early, readsLog }: { early: boolean; readsLog: boolean },
  act: (world: RunContext) => Promise<RunResult | T>,
): Promise<ResultEvent | T> {
  const { clock = systemClock, random = systemRandom, signal = new AbortController().signal } = options;
  // Each thing that waits listens to it; Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  const redactor = createRedactor(resolved.settings, options);
  const mask = redactor.text;
  const stamp = (event: EventBody) =>
    ({ ...redactor.event(event), at: new Date(clock.now()).toISOString() }) as MigrationEvent;
  let launched = false;
  const emit: Emit = async (event) => {
    launched ||= event.type === 'launched';
    await options.onEvent?.(stamp(event));
  };

  let ran: RunResult | T;
  try {
    const found = errorsAmong(resolved.findings);
    const errors = found.length > 0 ? found : strayLocal(resolved, options);
    // A run's are known once tags and service have been read.
    if (early || errors.length > 0) await emit({ type: 'settings', settings: shownSettings(resolved) });
    ran =
      errors.length > 0
        ? endedBeforeLaunch({ kind: 'invalid', findings: errors })
        : await inWorld({ clock, random, emit, mask, interrupt: signal, digest: sha256, build: options.build ?? {} });
  } catch (error) {
    ran = endedBeforeLaunch({
      kind: 'bug',
      error: errorText(error),
      launched,
    });
  }
  if ('progress' in ran) return ran;
  const before = ran.linesBefore === undefined ? {} : { before: ran.linesBefore };
  const log = { lines: ran.lastLines, ...before, command: ran.ref?.command ?? [], unread: ran.unread ?? false, mask };
  const outcome = outcomeOf(ran.ending, ran.ref?.taskArn ?? null, ran.attach, log);
  const task = ran.task === undefined ? null : shownTask(ran.task);
  const until = onTheirClock(clock.now(), ran.lead ?? UNKNOWN_LEAD);
  const result = stamp({ type: 'result', ...outcome, phases: phaseTimes(ran.task, until), task }) as ResultEvent;
  await options.onEvent?.(result);
  return result;

  async function inWorld(around: Omit<RunContext, keyof Aws>): Promise<RunResult | T> {
    // Loaded here, so that --help and --version do not pay for the SDK.
    const { openAws } = await import('./aws/index.ts');
    if (readsLog) await import('./aws/logs.ts');
    const opened = await openAws(awsOptions(resolved, options.aws), clock.now);
    if ('failure' in opened) return endedBeforeLaunch({ kind: 'aws', failure: opened.failure });
    const builder = options.builder === undefined ? {} : { builder: options.builder };
    const attempts = options.attempts === undefined ? {} : { attempts: options.attempts };
    const masked = maskAnswers(opened.aws, redactor);
    const aws = options.onTaskCall ? tellTaskCalls(masked, options.onTaskCall) : masked;
    return act({ ...aws, ...around, ...deadlineOf(resolved, options, clock.now()), ...builder, ...attempts });
  }
}

/** The same, telling of each call that launches or stops a task. */
function tellTaskCalls(aws: Aws, onCall: NonNullable<PerformOptions['onTaskCall']>): Aws {
  const tell = <C extends Promise<{ ok: boolean }>>(operation: 'run' | 'stop', call: C): C => {
    onCall(operation, call);
    return call;
  };
  const { run, stop } = aws.tasks;
  const told = { run: (...to: Parameters<typeof run>) => tell('run', run(...to)) };
  return { ...aws, tasks: { ...aws.tasks, ...told, stop: (...to) => tell('stop', stop(...to)) } };
}

/** When the build has to be done, with time left to stop the task and to read its log to the end. */
function deadlineOf({ settings }: Resolved, { buildStartedAt }: RunOptions, now: number): { deadlineAt?: number } {
  const { buildTimeout } = settings;
  if (buildTimeout === undefined) return {};
  return { deadlineAt: (buildStartedAt ?? now) + buildTimeout - DEFAULTS.buildMarginMs };
}

/** The command line starts the local engine; endedBeforeLaunch its endpoint the run would be one on AWS. */
function strayLocal({ settings }: Resolved, { aws }: RunOptions): Finding[] {
  if (!settings.local || aws?.endpoint !== undefined) return [];
  const fix = 'start one with: ecs-migrate local; and give its address as aws.endpoint';
  return [{ code: 'usage', problem: 'the library starts no local engine', fix }];
}

function awsOptions({ settings }: Resolved, given: AwsOptions = {}): AwsOptions {
  return {
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(settings.endpointUrl === undefined ? {} : { endpoint: settings.endpointUrl }),
    ...(settings.roleArn === undefined ? {} : { roleArn: settings.roleArn }),
    ...(settings.externalId === undefined ? {} : { externalId: settings.externalId }),
    ...given,
  };
}
