import type { Answer, CallFailure } from '../base/failure.ts';
import type { Mask } from '../base/mask.ts';
import type { Placement } from '../ecs/cluster.ts';
import type { LaunchBlock } from '../ecs/pipeline.ts';
import type { TaskState } from '../ecs/task.ts';
import type { EventBody } from '../events/events.ts';
import type { Ending } from '../explain/endings.ts';
import type { MildFinding } from '../findings/findings.ts';
import type { GuardFacts, IfRunning } from './guard.ts';

/**
 * How far a launch has come: plain data, and small. While the launch waits, it is what a run in turns keeps between two
 * turns. Times are milliseconds since the epoch, on our clock.
 */
export interface LaunchState {
  at: 'start';
  /** Our attempts below it are known to have come to nothing. */
  leastAttempt?: number;
  /** The highest attempt that ECS is known to have refused a place: it chooses the next token alone. */
  refused?: number;
  /** Another migration that is waited for, and when all tasks were looked at last. */
  waiting?: { since: number; rival: string; rivalSince: number; surveyedAt: number };
  /** The revision that was registered for this run. */
  revision?: string;
  /** ECS finds no place for the task: since when, and how often it was asked. */
  placing?: { since: number; asked: number };
  /** The client token of an attempt is in use, and no task is to be seen: since when, and how often it was tried. */
  inUse?: { attempt: number; since: number; tries: number };
  /** Since when AWS brings no answer, and whether a launch may be among what it did not answer. */
  troubleSince?: number;
  mayHaveLaunched?: boolean;
  /** Who else is there was looked at a second time, for the launch took its time. */
  surveyedAgain?: true;
  /** What the pipeline's execution could not say has been said; or it never will. */
  gate?: 'said' | 'blind';
  /** Only while an answer is awaited: what is to be done when the gate is open, or which attempt is being launched. */
  pending?: Pending;
}

export type Pending =
  | { do: 'launch'; attempt: number; surveyedAt?: number }
  | { do: 'wait'; rival: TaskState }
  | { do: 'refuse'; rival: TaskState }
  | { do: 'run'; attempt: number; surveyedAt?: number; renewed?: boolean };

/** What the decisions about a launch depend on, besides what happens. */
export interface LaunchContext {
  now: number;
  /** From 0 up to, but not including, 1: for the jitter of waits. */
  random: number;
  facts: GuardFacts;
  ifRunning: IfRunning | undefined;
  waitTimeoutMs: number;
  startTimeoutMs: number;
  /** When the whole run must be over. */
  endsAt: number;
  cluster: string;
  /** The name of the signal that has interrupted the run. */
  signal: string | undefined;
  mask: Mask;
  /**
   * How long AWS may bring no answer, across waits, where the calls themselves were not patient: the time of a turn had
   * come to its end. 0 where they were.
   */
  troubleMs: number;
}

/** What the pipeline says of a launch. */
export type GateAnswer = { withheld: LaunchBlock } | { unread: MildFinding; forGood: boolean } | { free: true };

/** What can happen. */
export type LaunchInput =
  /** It begins, or a wait is over, or ours had to give way. */
  | { on: 'due' }
  /** `task`: ours that gave way, as it was seen last. */
  | { on: 'gave-way'; whose: TaskOwner; task: TaskState | undefined }
  | { on: 'rival-seen'; answer: Answer<TaskState | undefined> }
  | { on: 'surveyed'; answer: Answer<TaskState[]> }
  | { on: 'gate-asked'; answer: GateAnswer }
  /** `registered`: for this run, so that it is used again. */
  | { on: 'revision-ready'; revision: string; registered: boolean }
  | { on: 'revision-failed'; failure: CallFailure }
  | { on: 'revision-unusable'; ending: Ending }
  /** `mayHaveLaunched`: an answer was lost on the way. */
  | {
      on: 'run-answered';
      answer: Answer<{ tasks: TaskState[]; failures: Placement[] }>;
      mayHaveLaunched: boolean;
    }
  | { on: 'task-described'; task: TaskState }
  | { on: 'bound-described'; answer: Answer<TaskState> }
  | { on: 'own-searched'; answer: Answer<TaskState[]>; failure: CallFailure };

/** What is to be done next: exactly one thing at a time. */
export type LaunchEffect =
  /** Look at the task that is waited for. */
  | { do: 'see-rival'; taskArn: string }
  /** Read all tasks that could be in the way. */
  | { do: 'survey' }
  /** Ask the pipeline whether its execution may still launch. */
  | { do: 'ask-gate' }
  /** Have an active revision to launch: `known` was registered for this run before, `refusal` is ECS's of the last one. */
  | { do: 'prepare-revision'; known: string | undefined; mayBeInactive: boolean; refusal?: CallFailure }
  /** One RunTask under the token of this attempt, repeated while its answer is lost. */
  | { do: 'run'; attempt: number }
  /** A task whose token was replayed: only DescribeTasks shows how it has ended. */
  | { do: 'describe-task'; task: TaskState }
  /** The task that a token is bound to. */
  | { do: 'describe-bound'; taskArn: string }
  /** Look for a task of ours, for RunTask's answer does not tell. */
  | { do: 'search-own'; failure: CallFailure }
  | { do: 'wait'; ms: number; text: string; event?: EventBody }
  /** A task is there. */
  | { do: 'watch'; task: TaskState; whose: TaskOwner }
  | { do: 'end'; ending: Ending };

export interface LaunchStep {
  state: LaunchState;
  events: EventBody[];
  effect: LaunchEffect;
  /** An attempt that ECS has just refused a place. */
  refused?: number;
}

/** Whose task is followed: ours, just launched or found again, or one that this run did not ask for. */
export type TaskOwner = 'ours' | 'ours-again' | 'others';
