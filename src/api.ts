import { setMaxListeners } from 'node:events';
import type { AwsOptions } from './core/base/aws-options.ts';
import { errorText } from './core/base/bug.ts';
import { type Clock, type Random, timeFormatter } from './core/base/clock.ts';
import { onTheirClock, UNKNOWN_LEAD } from './core/base/clock-lead.ts';
import { DEFAULTS } from './core/base/defaults.ts';
import type { Answer } from './core/base/failure.ts';
import type { Result } from './core/base/result.ts';
import type { LiveRevision } from './core/ecs/live-revision.ts';
import { phaseTimes } from './core/ecs/phase.ts';
import type { BuildFacts } from './core/ecs/run-metadata.ts';
import type { RunTaskInput } from './core/ecs/run-task-input.ts';
import { shownTask } from './core/ecs/task.ts';
import type { TaskDefinitionInput } from './core/ecs/task-definition.ts';
import type { Emit, EventBody, MigrationEvent, ResultEvent } from './core/events/events.ts';
import { outcomeOf } from './core/explain/explain.ts';
import { explainFailure } from './core/explain/explain-failure.ts';
import { errorsAmong, type Finding } from './core/findings/findings.ts';
import type { FindCause } from './core/log-causes/find-cause.ts';
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
import { retry } from './migrate/base/retry.ts';
import { tellTaskCalls } from './migrate/base/tell-task-calls.ts';
import { warnOfFindings } from './migrate/base/warn.ts';
import { type Command, PLAN, RUN } from './migrate/commands.ts';
import type { Check } from './migrate/diagnose.ts';
import type { NotFound } from './migrate/find-live.ts';
import type { findDeployedImages as FindDeployedImages } from './migrate/plan/find-deployed-images.ts';
import type { StepLimits } from './migrate/steps/step-types.ts';
import { sha256, systemClock, systemRandom } from './system.ts';

/** @internal */
export { COMMANDS, type Command } from './migrate/commands.ts';
/** @internal */
export type { Check } from './migrate/diagnose.ts';
export type { FindRevision, ImageLookup } from './migrate/plan/find-deployed-images.ts';
/** @internal */
export { retry };

/** Loaded on demand: only functions that a deployment calls ask what it deploys. @internal */
export const findDeployedImages: typeof FindDeployedImages = async (...to) =>
  (await import('./migrate/plan/find-deployed-images.ts')).findDeployedImages(...to);

/** Everything about one run that is not a setting. */
export interface RunOptions {
  /**
   * Ends the run as SIGINT would, following the setting `onInterrupt`. With the reason `SIGTERM` or `SIGHUP`, as that
   * signal would. Default: never.
   */
  signal?: AbortSignal;
  /**
   * Called with each event as it happens. The run waits for the returned promise, so a slow reader slows it down. An
   * error that it throws ends the run.
   */
  onEvent?: (event: MigrationEvent) => void | Promise<void>;
  /** How to reach AWS. Default: the AWS SDK finds the region and the credentials. */
  aws?: AwsOptions;
  /** Facts about the build, such as its id. Two runs of one build and one migration launch one task. */
  build?: BuildFacts;
  /** When the build began. The limit `buildTimeout` counts from then. Milliseconds since the epoch. Default: now. */
  buildStartedAt?: number;
  /** The clock, for tests. Default: the clock of the machine. */
  clock?: Clock;
  /** The source of random waits and ids, for tests. Default: that of the machine. */
  random?: Random;
  /** A task definition to register and run, instead of the setting `taskDefinition`. */
  taskDefinition?: TaskDefinitionInput;
  /** Other members of RunTask. They replace the file of the setting `runTaskInput`. */
  runTaskInput?: RunTaskInput;
  /** The contents of the files of the setting `imageFrom`. */
  images?: readonly FoundImages[];
}

/**
 * Runs a migration as an ECS task and follows it to its end. Does not reject if the migration or AWS fails: the outcome
 * says what happened, and `exitCode` is what the process should exit with. If a setting is not valid, the exit code is
 * 64, and nothing is launched.
 * @example
 * const result = await migrate({ cluster: 'staging', taskDefinition: 'app-migrate', timeout: '30m' });
 * process.exitCode = result.exitCode;
 * @see docs/library.md
 */
export function migrate(settings: MigrationSettings, options: RunOptions = {}): Promise<ResultEvent> {
  return perform(RUN, fromSettings(settings, options), options);
}

/** Reports everything that {@link migrate} would do, as an event of type `plan`. Launches and registers nothing. */
export function plan(settings: MigrationSettings, options: RunOptions = {}): Promise<ResultEvent> {
  return perform(PLAN, fromSettings(settings, options), options);
}

function fromSettings(settings: MigrationSettings, { aws }: RunOptions): Resolved & { findings: Finding[] } {
  const given: Source = { values: settings, origin: (key) => `settings.${key}` };
  // This region is used to reach AWS, so it comes first: an ARN of another region would not be found.
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

/** Further options, for the command line only. @internal */
export interface PerformOptions extends RunOptions {
  /** Builds the image of the setting `build`. */
  builder?: ImageBuilder;
  /** Remembers which attempts ECS has refused to place, across the runs of a build. */
  attempts?: AttemptMemory;
  /** Opens AWS instead of the SDK: many targets share its clients. */
  openAws?: (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;
  /** See {@link RunContext}. */
  lockTarget?: string;
  launchHalt?: AbortSignal;
  /** Called with each call that launches or stops a task, when the call is made. */
  onTaskCall?: (operation: 'run' | 'stop', call: Promise<{ ok: boolean }>) => void;
}

/** Performs a command with settings that are already resolved. The command line starts here. @internal */
export function perform(
  command: Command,
  resolved: Resolved & { findings: Finding[] },
  options: PerformOptions,
): Promise<ResultEvent> {
  const { knowsItsSettings: early = false, readsLog = false } = command;
  return conduct<never>(resolved, options, { early, readsLog }, (context) =>
    command.perform(resolved, options, context),
  );
}

/**
 * Checks what a migration needs of AWS, by calls that change nothing. `env`: the variables that name a proxy. The
 * command line's `doctor`. @internal
 */
export async function diagnose(
  resolved: Resolved,
  env: Readonly<Record<string, string | undefined>>,
  given: AwsOptions = {},
): Promise<Check[]> {
  const { diagnose: ask } = await import('./migrate/diagnose.ts');
  const { openAws } = await import('./aws/index.ts');
  const { describeRoute } = await import('./aws/describe-route.ts');
  const options = awsOptions(resolved, given);
  const opened = await openAws(options, systemClock.now);
  if (!opened.ok) {
    const { cause, next } = explainFailure(opened.failure);
    const name = opened.failure.kind === 'unconfigured' ? 'region' : 'network';
    return [{ name, state: 'error', says: cause, next }];
  }
  const { region } = opened.value;
  const how = resolved.origins.region ?? 'found by the AWS SDK';
  return [
    { name: 'region', state: 'ok', says: `${region} (${how})`, next: '' },
    { name: 'proxy', state: 'ok', says: describeRoute(options.endpoint, region, env), next: '' },
    ...(await ask(
      resolved.settings,
      maskAnswers(opened.value, createRedactor(resolved.settings, {})),
      systemClock.now,
    )),
  ];
}

/**
 * Every revision that can take traffic of services, for the command line's `lint`. A failure says what is not known.
 * @internal
 */
export async function findLiveRevisions(
  cluster: string,
  services: readonly string[],
  resolved: Resolved,
): Promise<Result<LiveRevision[], NotFound>> {
  const { findLive } = await import('./migrate/find-live.ts');
  const { openAws } = await import('./aws/index.ts');
  const opened = await openAws(awsOptions(resolved), systemClock.now);
  if (!opened.ok) return { ok: false, failure: { kind: 'aws', failure: opened.failure } };
  const { live, services: known, definitions } = maskAnswers(opened.value, createRedactor(resolved.settings, {}));
  if (live === undefined) throw new Error('AWS was opened without the port of what is live');
  const patience = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, patience);
  return findLive(cluster, services, { live, services: known, definitions, ask });
}

/** After a step: how far the run has come, and what it waits for; or how it ended. @internal */
export type Step = { progress: Progress; status: string; taskArn?: string } | { result: ResultEvent };

/**
 * Makes one step of a run that is spread over many short processes, such as the calls of a Lambda function: a launch or
 * a look. `options.signal` ends the retries of the step, not the run. `deadlineAt` is when the whole run must have
 * ended, in milliseconds since the epoch. `limit` is called before the launch, and says what is wrong with the longest
 * possible progress.
 * @internal
 */
export async function performStep(
  from: Progress | undefined,
  resolved: Resolved & { findings: Finding[] },
  options: PerformOptions & StepLimits,
): Promise<Step> {
  // Loaded on demand: only Lambda functions make steps.
  const { makeStep: step } = await import('./migrate/steps/step.ts');
  const ended = await conduct(resolved, options, { early: false, readsLog: true }, (context) =>
    step(from, resolved, { files: options, ...options }, context),
  );
  return 'progress' in ended ? ended : { result: ended };
}

/**
 * Opens AWS, acts, and puts the ending into words. If a step has no ending yet, returns how far it has come. `early`:
 * the settings are complete already. `readsLog`: loads the log client and the causes of failures at once, because an update
 * may have removed their files hours later.
 */
async function conduct<T extends { progress: Progress }>(
  resolved: Resolved & { findings: Finding[] },
  options: PerformOptions,
  { early, readsLog }: { early: boolean; readsLog: boolean },
  act: (context: RunContext) => Promise<RunResult | T>,
): Promise<ResultEvent | T> {
  const { clock = systemClock, random = systemRandom, signal = new AbortController().signal } = options;
  // Everything that waits listens to this signal. Node takes more than ten listeners for a memory leak.
  setMaxListeners(0, signal);
  const redactor = createRedactor(resolved.settings, options);
  const mask = redactor.text;
  const time = timeFormatter();
  // The redactor returns a copy, or a log line that nobody else holds. Copying each line again with a spread would double the
  // memory of a long log on Node 20.
  const stamp = (event: EventBody) => Object.assign(redactor.event(event), { at: time(clock.now()) }) as MigrationEvent;
  let launched = false;
  let findCause: FindCause = () => undefined;
  const emit: Emit = (event) => {
    launched ||= event.type === 'launched';
    return options.onEvent?.(stamp(event));
  };

  let ran: RunResult | T;
  try {
    const found = errorsAmong(resolved.findings);
    const errors = found.length > 0 ? found : strayLocal(resolved, options);
    // The settings of a run are complete only when tags and the service have been read.
    if (early || errors.length > 0) await emit({ type: 'settings', settings: shownSettings(resolved) });
    if (errors.length === 0) await warnOfFindings(resolved.findings, { emit });
    ran =
      errors.length > 0
        ? endedBeforeLaunch({ kind: 'invalid', findings: errors })
        : await actInContext({
            clock,
            random,
            emit,
            mask,
            interrupt: signal,
            digest: sha256,
            build: options.build ?? {},
          });
  } catch (error) {
    ran = endedBeforeLaunch({
      kind: 'bug',
      error: errorText(error),
      launched,
    });
  }
  if ('progress' in ran) return ran;
  const before = ran.linesBefore === undefined ? {} : { before: ran.linesBefore };
  const log = {
    lines: ran.lastLines,
    ...before,
    command: ran.ref?.command ?? [],
    unread: ran.unread ?? false,
    findCause,
    mask,
  };
  const ended = outcomeOf(ran.ending, ran.ref?.taskArn ?? null, ran.attach, log);
  const { deployment } = ran;
  const outcome =
    deployment === undefined
      ? ended
      : (await import('./core/explain/explain-hook.ts')).addFate(ended, ran.ending.kind, deployment);
  const task = ran.task === undefined ? null : shownTask(ran.task);
  const until = onTheirClock(clock.now(), ran.lead ?? UNKNOWN_LEAD);
  const result = stamp({ type: 'result', ...outcome, phases: phaseTimes(ran.task, until), task }) as ResultEvent;
  await options.onEvent?.(result);
  return result;

  async function actInContext(around: Omit<RunContext, keyof Aws>): Promise<RunResult | T> {
    // Loaded here, so that --help and --version do not load the SDK.
    const openAws = options.openAws ?? (await import('./aws/index.ts')).openAws;
    if (readsLog) {
      await import('./aws/logs.ts');
      ({ findCause } = await import('./core/log-causes/find-cause.ts'));
    }
    const opened = await openAws(awsOptions(resolved, options.aws), clock.now);
    if (!opened.ok) return endedBeforeLaunch({ kind: 'aws', failure: opened.failure });
    const builder = options.builder === undefined ? {} : { builder: options.builder };
    const attempts = options.attempts === undefined ? {} : { attempts: options.attempts };
    const masked = maskAnswers(opened.value, redactor);
    const aws = options.onTaskCall ? tellTaskCalls(masked, options.onTaskCall) : masked;
    const { lockTarget, launchHalt } = options;
    const ofTarget = { ...(lockTarget === undefined ? {} : { lockTarget }), ...(launchHalt && { launchHalt }) };
    const deadline = deadlineOf(resolved, options, clock.now());
    return act({ ...aws, ...around, ...deadline, ...builder, ...attempts, ...ofTarget });
  }
}

/**
 * When the migration must have ended so that the build stays within its limit, with time left to stop the task and read
 * its log to the end.
 */
function deadlineOf({ settings }: Resolved, { buildStartedAt }: RunOptions, now: number): { deadlineAt?: number } {
  const { buildTimeout } = settings;
  if (buildTimeout === undefined) return {};
  return { deadlineAt: (buildStartedAt ?? now) + buildTimeout - DEFAULTS.buildMarginMs };
}

/** The command line starts the local engine. Without its endpoint, the run would use the real AWS. */
function strayLocal({ settings }: Resolved, { aws }: RunOptions): Finding[] {
  if (!settings.local || aws?.endpoint !== undefined) return [];
  const fix = 'start the engine with ecs-migrate local, and give its address as aws.endpoint';
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
