import type { Answer, CallFailure } from '../base/failure.ts';
import type { Mask } from '../base/mask.ts';
import type { Result } from '../base/result.ts';
import type { Placement } from '../ecs/cluster.ts';
import type { LaunchBlock } from '../ecs/pipeline.ts';
import type { TaskState } from '../ecs/task.ts';
import type { EventBody } from '../events/events.ts';
import type { Ending } from '../explain/endings.ts';
import type { MildFinding } from '../findings/findings.ts';
import type { GuardFacts, IfRunning } from './guard.ts';

/**
 * The progress of a launch, as small plain data. While the launch waits, a run in turns stores it between two turns.
 * Times are milliseconds since the epoch, on our clock.
 */
export interface LaunchState {
  at: 'start';
  /** Our attempts below this number are known to have run nothing, or have failed and are tried again. */
  leastAttempt?: number;
  /**
   * What the launch follows: our last attempt, which has failed, or the preview. Its task, and since when nobody else may have
   * migrated, by the clock of ECS: the end of the attempt, or the beginning of the preview, which may have read its list then.
   */
  after?: { what: 'attempt' | 'preview'; taskArn: string; since: number };
  /**
   * The highest attempt for which ECS is known to have placed no task. It is used only to choose the next client token.
   */
  refused?: number;
  /** Another migration that this run waits for, and when all tasks were last listed. */
  waiting?: { since: number; rival: string; rivalSince: number; surveyedAt: number };
  /** The revision that this run registered. */
  revision?: string;
  /** ECS cannot place the task: since when, and how often we asked. */
  placing?: { since: number; asked: number };
  /** The client token of an attempt is in use, but its task cannot be found: since when, and how often we tried. */
  inUse?: { attempt: number; since: number; tries: number };
  /** Since when AWS has not answered, and whether one of the unanswered calls may have launched the task. */
  troubleSince?: number;
  mayHaveLaunched?: boolean;
  /** All tasks were listed a second time, because preparing the launch took long. */
  surveyedAgain?: true;
  /**
   * `said`: the warning that the pipeline's execution could not be read was reported. `blind`: it will never be
   * readable.
   */
  gate?: 'said' | 'blind';
  /**
   * Set only while an answer is awaited: what to do when the pipeline allows the launch, or which attempt is being
   * launched.
   */
  pending?: Pending;
}

export type Pending =
  | { do: 'launch'; attempt: number; surveyedAt?: number }
  | { do: 'wait'; rival: TaskState }
  | { do: 'refuse'; rival: TaskState }
  | { do: 'run'; attempt: number; surveyedAt?: number; renewed?: boolean };

/** What the decisions about a launch depend on, besides the inputs. */
export interface LaunchContext {
  now: number;
  /** From 0 (inclusive) to 1 (exclusive): the jitter of the waits. */
  random: number;
  facts: GuardFacts;
  ifRunning: IfRunning | undefined;
  waitTimeoutMs: number;
  startTimeoutMs: number;
  /** When the whole run must have ended. */
  endsAt: number;
  cluster: string;
  /** The name of the signal that interrupted the run. */
  signal: string | undefined;
  mask: Mask;
  /**
   * How long AWS may fail to answer, across waits. It matters if the time of a turn ends before a call was retried for
   * long. 0 if the calls themselves are retried for long.
   */
  troubleMs: number;
}

/**
 * What the pipeline says about the launch: why it must not happen, or `undefined` if it may. Or why that could not be
 * read, and whether it never can be.
 */
export type PipelineAnswer = Result<LaunchBlock | undefined, { unread: MildFinding; forGood: boolean }>;

/** The same of a deployment that waits for the migration: how the run ends, or why the deployment could not be read. */
export type GateAnswer = PipelineAnswer | Result<{ ends: Ending } | undefined, CallFailure>;

/** The inputs of the launch. */
export type LaunchInput =
  /** The launch begins, or a wait has ended. */
  | { on: 'due' }
  /** Our task had to give way. `task`: its last known state. */
  | { on: 'gave-way'; whose: TaskOwner; task: TaskState | undefined }
  /** Our task has failed, and the migration is tried again. */
  | { on: 'again'; task: TaskState }
  | { on: 'rival-seen'; answer: Answer<TaskState | undefined> }
  /** `surveyedAt`: when the survey began, if that was before it was asked for. */
  | { on: 'surveyed'; answer: Answer<TaskState[]>; surveyedAt?: number }
  | { on: 'gate-asked'; answer: GateAnswer }
  /** `registered`: this run registered the revision, and so uses it again. */
  | { on: 'revision-ready'; revision: string; registered: boolean }
  | { on: 'revision-failed'; failure: CallFailure }
  | { on: 'revision-unusable'; ending: Ending }
  /** `mayHaveLaunched`: the answer to a call was lost, so the call may have launched a task. */
  | {
      on: 'run-answered';
      answer: Answer<{ tasks: TaskState[]; failures: Placement[] }>;
      mayHaveLaunched: boolean;
    }
  | { on: 'task-described'; task: TaskState }
  | { on: 'bound-described'; answer: Answer<TaskState> }
  | { on: 'own-searched'; answer: Answer<TaskState[]>; failure: CallFailure };

/** What to do next: exactly one thing at a time. */
export type LaunchEffect =
  /** Describe the task that this run waits for. */
  | { do: 'see-rival'; taskArn: string }
  /** List and describe all tasks that could conflict with the launch. */
  | { do: 'survey' }
  /** Ask the pipeline whether its execution may still launch. */
  | { do: 'ask-gate' }
  /**
   * Make sure that there is an active revision to launch. `known`: the revision that this run registered before.
   * `refusal`: ECS's error about the last revision.
   */
  | { do: 'prepare-revision'; known: string | undefined; mayBeInactive: boolean; refusal?: CallFailure }
  /** One RunTask call with the client token of this attempt. It is repeated while its answer is lost. */
  | { do: 'run'; attempt: number }
  /** RunTask returned the task of an earlier call with this token. Only DescribeTasks shows how it has ended. */
  | { do: 'describe-task'; task: TaskState }
  /** Describe the task that the client token is bound to. */
  | { do: 'describe-bound'; taskArn: string }
  /** Look for a task of ours, because RunTask's answer does not say whether there is one. */
  | { do: 'search-own'; failure: CallFailure }
  | { do: 'wait'; ms: number; text: string; event?: EventBody }
  /** The task exists: watch it. */
  | { do: 'watch'; task: TaskState; whose: TaskOwner }
  | { do: 'end'; ending: Ending };

export interface LaunchStep {
  state: LaunchState;
  events: EventBody[];
  effect: LaunchEffect;
  /** The attempt for which ECS has just placed no task. */
  refused?: number;
}

/** Whose task is followed. `ours`: just launched. `ours-again`: found again. `others`: launched by somebody else. */
export type TaskOwner = 'ours' | 'ours-again' | 'others';
