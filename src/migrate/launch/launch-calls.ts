import { assertNever } from '../../core/base/assert-never.ts';
import type { Answer } from '../../core/base/failure.ts';
import { marksToEnvironment, type RunMarks } from '../../core/ecs/run-metadata.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { TaskDefinition } from '../../core/ecs/task-definition.ts';
import type { RunTaskRequest } from '../../core/plan/request.ts';
import type { LaunchCallContext, LockScope, Surveyed } from '../../core/ports.ts';
import type { GuardFacts } from '../../core/run/guard.ts';
import type { GateAnswer, LaunchContext, LaunchEffect, LaunchInput } from '../../core/run/launch-types.ts';
import { defaultOf } from '../../core/settings/settings-table.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import { surveyForOwn, surveyTasks } from '../base/survey.ts';
import type { Plan } from '../plan/make-plan.ts';
import { askExecution } from '../plan/pipeline-gate.ts';
import { guardFacts } from './guard-facts.ts';
import { prepareRevision, type Revision } from './revision.ts';

/** What a launch requests, except to wait, to end, and to watch the task. */
type Call = Exclude<LaunchEffect, { do: 'wait' | 'end' | 'watch' }>;

/** What the task of a further attempt carries besides its other marks. */
type Series = Pick<RunMarks, 'series' | 'began'>;

/** Carries out what a launch requests. Decides nothing. */
export interface LaunchCalls {
  scope: LockScope;
  facts: GuardFacts;
  /** The current facts that the decisions depend on. */
  context(): LaunchContext;
  perform(call: Call): Promise<LaunchInput>;
  /** The next task is another attempt of a migration that has failed. `endsAt`: when all attempts must have ended. */
  continueSeries(next: { series: Series; endsAt: number }): void;
  /** The revision that was prepared last. */
  definition(): TaskDefinition;
  /** ARNs of the revisions that were registered for this run. */
  registered(): readonly string[];
}

export interface LaunchOptions {
  /** Whether the revision of the plan was made for a run, so that a copy of it may be registered again. */
  remakes: boolean;
  /** When the whole run must have ended. Milliseconds since the epoch. */
  endsAt: number | undefined;
  /** See {@link LaunchContext}. */
  troubleMs: number;
  /** Asked before a launch, in place of the pipeline. */
  askGate?: (() => Promise<GateAnswer>) | undefined;
  /** Returns the reason why a revision cannot be launched, if there is one. */
  check?: (definition: TaskDefinition) => Extract<LaunchInput, { on: 'revision-unusable' }> | undefined;
}

/** Creates the calls that a launch requests, with the retries of each. */
export function createLaunchCalls(
  plan: Plan,
  resolved: Resolved,
  { remakes, endsAt = Number.POSITIVE_INFINITY, troubleMs, check, askGate }: LaunchOptions,
  context: LaunchCallContext,
): LaunchCalls {
  const { settings } = resolved;
  const { clock, random, interrupt, mask } = context;
  const { cluster, startedBy } = plan.request;
  const facts = guardFacts(plan, resolved, context);
  const scope: LockScope = { cluster, startedBy, family: facts.family, sharedLock: settings.lock !== undefined };
  const registered: string[] = [];
  let { definition } = plan;
  let series: Series = {};
  let until = endsAt;

  function requestOf(attempt: number): RunTaskRequest {
    const { draft, marks } = { draft: plan.request, marks: { ...marksOf(facts, attempt, context), ...series } };
    const [container, ...others] = draft.overrides.containerOverrides;
    if (container === undefined) throw new Error('a request without a container override');
    const environment = [...(container.environment ?? []), ...marksToEnvironment(marks)];
    return {
      ...draft,
      taskDefinition: definition.arn,
      clientToken: context.digest(`${marks.identity} ${attempt}`).slice(0, 64),
      overrides: { ...draft.overrides, containerOverrides: [{ ...container, environment }, ...others] },
    };
  }

  async function perform(call: Call): Promise<LaunchInput> {
    switch (call.do) {
      case 'see-rival':
        return { on: 'rival-seen', answer: await describeTask(call.taskArn) };
      case 'survey':
        return surveyed(await surveyTasks(scope, context));
      case 'ask-gate':
        return { on: 'gate-asked', answer: await (askGate?.() ?? askExecution(settings, context)) };
      case 'prepare-revision':
        return prepare(call);
      case 'run':
        return runTask(requestOf(call.attempt));
      case 'describe-task': {
        const answer = await describeTask(call.task.taskArn);
        // ECS answers a repeated request whose task has stopped without its revision, which is that of the request.
        const { taskDefinitionArn } = call.task;
        const bare = { ...call.task, taskDefinitionArn: taskDefinitionArn === '' ? definition.arn : taskDefinitionArn };
        return { on: 'task-described', task: (answer.ok && answer.value) || bare };
      }
      case 'describe-bound': {
        const { taskArn } = call;
        const answer = await describeTask(taskArn);
        const found = answer.ok ? { ...answer, value: answer.value ?? unseenTask(taskArn, definition) } : answer;
        return { on: 'bound-described', answer: found };
      }
      case 'search-own':
        return { on: 'own-searched', failure: call.failure, answer: await surveyForOwn(scope, context) };
      default:
        return assertNever(call);
    }
  }

  async function prepare(call: Extract<Call, { do: 'prepare-revision' }>): Promise<LaunchInput> {
    const { known, mayBeInactive, refusal } = call;
    const before = definition.arn;
    const answer: Answer<Revision> = await prepareRevision(plan, known, { mayBeInactive, remakes }, context);
    if (!answer.ok) return { on: 'revision-failed', failure: answer.failure };
    if (refusal !== undefined && answer.value.definition.arn === before) {
      return { on: 'revision-failed', failure: refusal };
    }
    definition = answer.value.definition;
    const { arn } = definition;
    if (answer.value.registered && !registered.includes(arn)) registered.push(arn);
    return check?.(definition) ?? { on: 'revision-ready', revision: arn, registered: answer.value.registered };
  }

  /**
   * One RunTask call. It is repeated with the same client token while its outcome is unknown: ECS answers repeats with
   * the same task.
   */
  async function runTask(request: RunTaskRequest): Promise<LaunchInput> {
    let mayHaveLaunched = false;
    const call = async (): ReturnType<typeof context.tasks.run> => {
      const answer = await context.tasks.run(request);
      mayHaveLaunched ||= !answer.ok && answer.failure.kind === 'lost';
      return answer;
    };
    // Once an answer was lost, no later failure can prove that nothing runs.
    const purpose = () => (mayHaveLaunched ? 'task' : 'prepare');
    const answer = await retry(call, { ...retryOptionsOf(context), purpose });
    return { on: 'run-answered', answer, mayHaveLaunched };
  }

  async function describeTask(taskArn: string): Promise<Answer<TaskState | undefined>> {
    const answer = await retry(() => context.tasks.describe(cluster, [taskArn]), retryOptionsOf(context));
    return answer.ok ? { ok: true, value: answer.value.tasks[0] } : answer;
  }

  return {
    scope,
    facts,
    perform,
    continueSeries(next) {
      ({ series } = next);
      until = Math.min(endsAt, next.endsAt);
    },
    definition: () => definition,
    registered: () => registered,
    context: () => ({
      now: clock.now(),
      random: random.next(),
      facts,
      ifRunning: settings.ifRunning,
      waitTimeoutMs: settings.waitTimeout ?? defaultOf('waitTimeout'),
      startTimeoutMs: settings.startTimeout ?? defaultOf('startTimeout'),
      endsAt: until,
      cluster,
      signal: interrupt.aborted ? String(interrupt.reason) : undefined,
      mask,
      troubleMs,
    }),
  };
}

/** The runs of a fleet share a survey, which may have begun some seconds ago. */
function surveyed(answer: Surveyed): LaunchInput {
  const { surveyedAt } = answer;
  return { on: 'surveyed', answer, ...(surveyedAt === undefined ? {} : { surveyedAt }) };
}

/** The marks of the run that our task carries. */
function marksOf(
  { identity, migration }: GuardFacts,
  attempt: number,
  { build }: Pick<LaunchCallContext, 'build'>,
): RunMarks {
  return { ...build, identity, ...(migration === undefined ? {} : { migration }), attempt };
}

/** Stands for a task that ECS has named but does not show yet. */
function unseenTask(taskArn: string, { arn: taskDefinitionArn }: TaskDefinition): TaskState {
  return { taskArn, taskDefinitionArn, lastStatus: '', desiredStatus: '', containers: [] };
}
