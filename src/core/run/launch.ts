import { type CallFailure, isDenied } from '../base/failure.ts';
import { hasStopped, type TaskState } from '../ecs/task.ts';
import { warn, warnOf } from '../events/warnings.ts';
import { findForeignSince, guardStep, isEarlierAttempt, isOver, isVoid, nameRival, warnIfKilled } from './guard.ts';
import { addEvents, endLaunch, forgetKeys, stepTo } from './launch-step.ts';
import type { LaunchContext, LaunchInput, LaunchState, LaunchStep, Pending, TaskOwner } from './launch-types.ts';
import { failLaunch, isInUse, refuse, tryTokenAgain, waitFor } from './launch-waits.ts';

/**
 * The only rule for how a run gets its task. It is pure. The attempt number, and with it the client token, rises only
 * after proof that nothing of ours runs: `failures[]` without a task, or a task that never began.
 * @throws {Error} If an answer belongs to no request: a bug of the driver.
 */
export function launch(state: LaunchState, input: LaunchInput, context: LaunchContext): LaunchStep {
  const rule = RULES[input.on] as (state: LaunchState, input: LaunchInput, context: LaunchContext) => LaunchStep;
  return rule(state, input, context);
}

/** Our task gave way, so its attempt is spent. If another build's task gave way, our attempts are unaffected. */
export function giveWay(state: LaunchState, whose: TaskOwner, task: TaskState | undefined): LaunchState {
  const rest = forgetKeys(state, ['waiting', 'troubleSince'], {});
  if (whose === 'others') return rest;
  return { ...rest, leastAttempt: Math.max(state.leastAttempt ?? 1, (task?.marks?.attempt ?? 1) + 1) };
}

/** While the run waits for another migration, it lists all tasks and asks the pipeline again at this interval. */
const SURVEY_EVERY_MS = 60_000;

/** A list that is older may lack new tasks: list them again. Only once: if AWS is slow, it would never end. */
const SURVEY_HOLDS_MS = 4_000;

type Rule<On extends LaunchInput['on']> = (
  state: LaunchState,
  input: Extract<LaunchInput, { on: On }>,
  context: LaunchContext,
) => LaunchStep;

const RULES: { [On in LaunchInput['on']]: Rule<On> } = {
  due(state, _, context) {
    const { waiting, inUse } = state;
    if (context.signal !== undefined) return interrupt(state, context, inUse && TOKEN_IN_USE);
    if (inUse !== undefined) return prepare(state, { do: 'run', attempt: inUse.attempt });
    // In the meantime, a twin process may have launched our migration, or the pipeline may have moved on. So it is not
    // enough to look at the rival.
    const isOld = waiting === undefined || context.now - waiting.surveyedAt >= SURVEY_EVERY_MS;
    return isOld ? askSurvey(state) : stepTo(state, { do: 'see-rival', taskArn: waiting.rival });
  },

  'gave-way': (state, { whose, task }) => askSurvey(giveWay(state, whose, task)),

  again(state, { task }) {
    const attempt = task.marks?.attempt ?? 1;
    const endedAt = task.executionStoppedAt ?? task.stoppedAt ?? 0;
    const rest = forgetKeys(state, ['waiting', 'troubleSince', 'placing', 'surveyedAgain', 'gate'], {});
    const leastAttempt = Math.max(state.leastAttempt ?? 1, attempt + 1);
    return askSurvey({ ...rest, leastAttempt, after: { what: 'attempt', taskArn: task.taskArn, since: endedAt } });
  },

  'rival-seen'(state, { answer }, context) {
    if (context.signal !== undefined) return interrupt(state, context);
    // If this call failed, the survey reports the failure.
    const rival = answer.ok ? answer.value : undefined;
    if (rival === undefined || isOver(rival)) return askSurvey(state);
    return waitFor(state, rival, state.waiting?.surveyedAt ?? context.now, context);
  },

  surveyed(state, { answer, surveyedAt: beganAt }, context) {
    const { facts, ifRunning, signal, now } = context;
    const surveyedAt = beganAt ?? now;
    if (signal !== undefined) return interrupt(state, context);
    if (!answer.ok) {
      const blindly = ifRunning === 'allow' && isDenied(answer.failure);
      return blindly
        ? atGate(state, { do: 'launch', attempt: 1 }, context)
        : failLaunch(state, answer.failure, context);
    }
    if (state.after !== undefined) {
      const { what, taskArn, since } = state.after;
      const others = answer.value.filter((task) => task.taskArn !== taskArn);
      const rival = findForeignSince(others, since, facts);
      if (rival !== undefined) return endLaunch(state, { kind: 'overtaken', rival: nameRival(rival), since: what });
      if (answer.value.some((task) => isEarlierAttempt(task, state.leastAttempt ?? 1, facts) && !hasStopped(task))) {
        if (context.now >= context.endsAt) return endLaunch(state, { kind: 'no-time-left' });
        return stepTo(state, { do: 'wait', ms: 3_000, text: 'waiting for the task of the last attempt to stop' });
      }
    }
    const killed = state.waiting && warnIfKilled(answer.value, state.waiting.rival);
    const events = killed === undefined ? [] : [killed];
    const decision = guardStep(answer.value, { ...facts, leastAttempt: state.leastAttempt ?? 1 }, ifRunning);
    // An existing task is followed, whatever the pipeline reports, because that launches nothing.
    if (decision.do === 'adopt') return addEvents(events, follow(state, decision.task, 'ours-again', context));
    if (decision.do === 'follow') return addEvents(events, follow(state, decision.task, 'others', context));
    const pending = decision.do === 'launch' ? { ...decision, surveyedAt } : decision;
    return addEvents(events, atGate(state, pending, context));
  },

  'gate-asked'(state, { answer }, context) {
    if (context.signal !== undefined) return interrupt(state, context);
    if (answer.ok) {
      if (answer.value === undefined) return passGate(state, context);
      return endLaunch(
        state,
        'ends' in answer.value ? answer.value.ends : { kind: 'withheld', withheld: answer.value },
      );
    }
    if (!('forGood' in answer.failure)) return failLaunch(state, answer.failure, context);
    const { unread, forGood } = answer.failure;
    // Permissions do not change while we wait. An outage ends.
    const gate = forGood ? 'blind' : 'said';
    const events = state.gate === undefined ? [warnOf(unread)] : [];
    return addEvents(events, passGate({ ...state, gate }, context));
  },

  'revision-ready'(state, { revision, registered }, context) {
    const { attempt, surveyedAt = context.now } = pendingRun(state);
    const ready: LaunchState = registered ? { ...state, revision } : state;
    // Things may have changed while the revision was registered. This does not apply if the client token is in use,
    // because its task may already exist.
    if (state.inUse === undefined) {
      if (context.signal !== undefined) return interrupt(ready, context);
      if (context.now >= context.endsAt) return endLaunch(ready, { kind: 'no-time-left' });
      const isOld = context.now - surveyedAt >= SURVEY_HOLDS_MS;
      if (isOld && !state.surveyedAgain) return askSurvey({ ...ready, surveyedAgain: true });
    }
    return stepTo(ready, { do: 'run', attempt });
  },

  'revision-failed': (state, { failure }, context) =>
    context.signal === undefined ? failLaunch(state, failure, context) : interrupt(state, context),

  'revision-unusable': (state, { ending }) => endLaunch(state, ending),

  'run-answered'(state, { answer, mayHaveLaunched }, context) {
    const pending = pendingRun(state);
    const { attempt } = pending;
    if (answer.ok) {
      const [task] = answer.value.tasks;
      if (task === undefined) return refuse(state, attempt, answer.value.failures, context);
      return hasStopped(task)
        ? stepTo(state, { do: 'describe-task', task })
        : takeLaunched(state, task, attempt, context);
    }
    const { failure } = answer;
    const inUse = isInUse(failure);
    const [bound] = (inUse && failure.resourceIds) || [];
    if (bound !== undefined) {
      return addEvents(
        [warn('already-running', { boundTo: bound })],
        stepTo(state, { do: 'describe-bound', taskArn: bound }),
      );
    }
    if (mayHaveLaunched || inUse) return stepTo(state, { do: 'search-own', failure });
    if (isInactive(failure) && !pending.renewed) return prepare(state, { ...pending, renewed: true }, failure);
    return context.signal === undefined ? failLaunch(state, failure, context) : interrupt(state, context);
  },

  'task-described'(state, { task }, context) {
    return takeLaunched(state, task, pendingRun(state).attempt, context);
  },

  'bound-described'(state, { answer }, context) {
    if (!answer.ok) return failLaunch({ ...state, mayHaveLaunched: true }, answer.failure, context);
    return takeLaunched(state, answer.value, pendingRun(state).attempt, context);
  },

  'own-searched'(state, { answer, failure }, context) {
    const { attempt } = pendingRun(state);
    const { identity } = context.facts;
    // Only a task of this attempt counts. A task of an earlier attempt may exist that lost the race.
    const isOurs = ({ marks }: TaskState) => marks?.identity === identity && marks.attempt === attempt;
    const task = answer.ok ? answer.value.find(isOurs) : undefined;
    if (task !== undefined) return takeLaunched(state, task, attempt, context);
    return isInUse(failure)
      ? tryTokenAgain(state, attempt, failure, context)
      : failLaunch({ ...state, mayHaveLaunched: true }, failure, context);
  },
};

function pendingRun({ pending }: LaunchState): Pending & { do: 'run' } {
  if (pending?.do !== 'run') throw new Error('an answer to a launch that nobody asked for');
  return pending;
}

function askSurvey(state: LaunchState): LaunchStep {
  return stepTo(state, { do: 'survey' });
}

function atGate(state: LaunchState, pending: Pending, context: LaunchContext): LaunchStep {
  const at = { ...state, pending };
  return state.gate === 'blind' ? passGate(at, context) : stepTo(at, { do: 'ask-gate' });
}

/** The pipeline allows the launch. */
function passGate(state: LaunchState, context: LaunchContext): LaunchStep {
  const { pending, leastAttempt = 1, refused = 0 } = state;
  switch (pending?.do) {
    case 'refuse':
      return endLaunch(state, { kind: 'busy', rival: nameRival(pending.rival), waitedMs: undefined });
    case 'wait':
      return waitFor(state, pending.rival, context.now, context);
    case 'launch': {
      if (context.now >= context.endsAt) return endLaunch(state, { kind: 'no-time-left' });
      const attempt = Math.max(pending.attempt, leastAttempt, refused + 1);
      return prepare(state, { ...pending, do: 'run', attempt });
    }
    default:
      throw new Error('a gate that nothing waits at');
  }
}

/** `refusal`: ECS has just refused the revision, because somebody deregistered it. */
function prepare(state: LaunchState, pending: Pending & { do: 'run' }, refusal?: CallFailure): LaunchStep {
  const { revision: known, waiting } = state;
  const mayBeInactive = refusal !== undefined || waiting !== undefined;
  const refused = refusal === undefined ? {} : { refusal };
  return stepTo({ ...state, pending }, { do: 'prepare-revision', known, mayBeInactive, ...refused });
}

/** RunTask has named a task. The task is new, or is that of an earlier call with the same token. */
function takeLaunched(state: LaunchState, task: TaskState, attempt: number, context: LaunchContext): LaunchStep {
  const known = forgetKeys(
    state,
    ['pending', 'surveyedAgain', 'troubleSince', 'mayHaveLaunched', 'inUse', 'placing', 'waiting'],
    {
      leastAttempt: attempt + 1,
    },
  );
  // We stopped this task before anything in it started. If no list shows it, only its token can still return it.
  if (isVoid(task)) return askSurvey(known);
  // If the token's task has ended, ECS returns that task and launches nothing.
  return hasStopped(task)
    ? follow(known, task, 'ours-again', context)
    : stepTo(known, { do: 'watch', task, whose: 'ours' });
}

function follow(
  state: LaunchState,
  task: TaskState,
  whose: 'ours-again' | 'others',
  { now }: LaunchContext,
): LaunchStep {
  const { pending: _, ...rest } = state;
  const agoMs = task.stoppedAt === undefined ? undefined : Math.max(0, now - task.stoppedAt);
  const own = hasStopped(task) ? warn('already-ran', { agoMs }) : warn('already-running', {});
  const event = whose === 'others' ? warn('following-other', { rival: nameRival(task) }) : own;
  return addEvents([event], stepTo(rest, { do: 'watch', task, whose }));
}

/** A signal interrupted the run; or the time of a turn has ended, which counts as a failure of the call in progress. */
function interrupt(state: LaunchState, context: LaunchContext, failure: CallFailure = TURN_OVER): LaunchStep {
  // If a task may have been launched, we cannot report that none was.
  if (context.troubleMs > 0 || state.mayHaveLaunched) return failLaunch(state, failure, context);
  const signal = String(context.signal);
  return endLaunch(state, { kind: 'interrupted', signal, stopped: false, launched: false, verdict: undefined });
}

const TURN_OVER: CallFailure = {
  kind: 'lost',
  operation: 'aws',
  name: 'TimeoutError',
  message: 'AWS did not answer in time',
};

const TOKEN_IN_USE: CallFailure = {
  kind: 'refused',
  operation: 'ecs:RunTask',
  name: 'ConflictException',
  message: 'the client token of this launch is in use',
};

/** ECS refuses the revision, because somebody deregistered it. The error's name varies, but not this text. */
function isInactive({ kind, message }: CallFailure): boolean {
  return kind === 'refused' && /task ?definition is inactive/i.test(message);
}
