import { readCount, readDuration, readFailedStart, refuseValue, requireValue } from './fault-values.ts';
import { SCENARIOS } from './scenarios.ts';

/** A fault as `--fault` lists it. */
export interface FaultKind {
  name: string;
  syntax: string;
  /** The incident that the fault simulates. */
  rehearses: string;
}

/** A fault of single requests, either before the operation is performed or after it. */
export interface WireFault {
  name: WireFaultName;
  /** An operation such as `RunTask`, a service (`ecs`, `logs`), or `*`. */
  scope: string;
  /** Which of the requests in scope the fault hits. */
  hits: { first: number } | { every: number };
  /** Only for `slow` and `outage`. */
  durationMs: number;
}

type WireFaultName = (typeof COUNTED)[number]['name'] | (typeof TIMED)[number]['name'];

/**
 * Faults in the behaviour of tasks and logs. Undefined, zero or false means normal behaviour. Durations are
 * milliseconds.
 */
export interface Behaviour {
  /** How many more RunTask calls return a capacity failure. */
  noCapacity: number;
  /** The reason of the failure that the next RunTask returns. */
  runFailure: string | undefined;
  /** Why the next starts fail, and how many of them. */
  failedStart: { reason: string; times: number } | undefined;
  spotMs: number | undefined;
  hostTerminatedMs: number | undefined;
  stuck: 'PROVISIONING' | 'PENDING' | undefined;
  /** How many DescribeTasks calls do not find a new task. */
  missing: number;
  containersLate: boolean;
  /** The name of a container that AWS adds to each task. */
  injected: string | undefined;
  /** A container that starts later than the others. */
  late: { container: string; ms: number } | undefined;
  noExitCode: boolean;
  stopCodeLate: boolean;
  logsLateMs: number;
  noStream: boolean;
  /** The age, in milliseconds, at which a token of GetLogEvents expires. */
  tokenLifeMs: number;
  /** How many empty pages precede each page of events. */
  emptyPages: number;
  provisioningMs: number | undefined;
  deprovisioningMs: number | undefined;
  /** How far the clock of AWS is ahead of this machine's clock. Negative if it is behind. */
  clockAheadMs: number;
}

export interface FaultPlan {
  wire: WireFault[];
  behaviour: Behaviour;
}

const COUNTED = [
  { name: 'throttle', rehearses: 'AWS answers ThrottlingException: Rate exceeded. Nothing is done.' },
  { name: 'error-500', rehearses: 'AWS fails with ServerException. Nothing is done.' },
  { name: 'error-503', rehearses: 'AWS is unavailable. Nothing is done.' },
  { name: 'error-html', rehearses: 'A proxy answers 502 with a page of HTML. Nothing is done.' },
  { name: 'reset', rehearses: 'The connection breaks before the operation is performed.' },
  { name: 'lost', rehearses: 'The operation is performed, and its answer is lost.' },
  { name: 'cut', rehearses: 'The operation is performed, and its answer breaks off half-way.' },
  { name: 'denied', rehearses: 'The caller lacks a permission: AccessDeniedException.' },
  { name: 'expired', rehearses: "The caller's credentials have expired: ExpiredTokenException." },
] as const;

const TIMED = [
  { name: 'slow', rehearses: 'Every answer takes this much longer.' },
  { name: 'outage', rehearses: 'From the first call on, every connection breaks, for this long.' },
] as const;

interface BehaviourKind extends FaultKind {
  read(value: string | undefined): Partial<Behaviour>;
}

const behaviour = (syntax: string, rehearses: string, read: BehaviourKind['read']): BehaviourKind => ({
  name: /^[a-z-]+/.exec(syntax)?.[0] ?? '',
  syntax,
  rehearses,
  read,
});

const BEHAVIOURS: readonly BehaviourKind[] = [
  behaviour('no-capacity[:COUNT]', 'RunTask finds no Fargate capacity: a failure, no task.', (value) => ({
    noCapacity: readCount(value),
  })),
  behaviour('run-failure:REASON', 'RunTask answers a failure with this reason, once.', (value) => ({
    runFailure: requireValue(value, 'a reason'),
  })),
  behaviour(
    'failed-start:[COUNT:]REASON',
    'Tasks stop before their containers start, such as for an image that is not there. Without COUNT, all do.',
    (value) => ({ failedStart: readFailedStart(requireValue(value, 'a reason')) }),
  ),
  behaviour(
    'spot[:DURATION]',
    'Fargate Spot takes its capacity back, this long after the task is RUNNING.',
    (value) => ({ spotMs: readDuration(value ?? '0s') }),
  ),
  behaviour(
    'host-terminated[:DURATION]',
    'The EC2 instance goes away, and no container has an exit code.',
    (value) => ({ hostTerminatedMs: readDuration(value ?? '0s') }),
  ),
  behaviour('stuck:PROVISIONING|PENDING', 'The task never leaves that state until it is stopped.', (value) => {
    if (value !== 'PROVISIONING' && value !== 'PENDING') throw new Error('expects PROVISIONING or PENDING');
    return { stuck: value };
  }),
  behaviour('missing[:COUNT]', 'A new task is MISSING for the first calls of DescribeTasks.', (value) => ({
    missing: readCount(value),
  })),
  behaviour('containers-late', 'The task shows no containers until it is RUNNING.', (value) =>
    refuseValue(value, { containersLate: true }),
  ),
  behaviour(
    'injected[:NAME]',
    'GuardDuty puts its agent into the task, first in the list; it ends with 137.',
    (value) => ({ injected: value ?? 'aws-guardduty-agent-x1y2' }),
  ),
  behaviour(
    'late-container:NAME:DURATION',
    'The image of this container takes so much longer to pull: the others run, and the task is not yet RUNNING.',
    (value) => {
      const [container = '', after] = requireValue(value, 'a name and a duration').split(':');
      return { late: { container, ms: readDuration(requireValue(after, 'a name and a duration')) } };
    },
  ),
  behaviour('no-exit-code', 'All containers stop without an exit code.', (value) =>
    refuseValue(value, { noExitCode: true }),
  ),
  behaviour(
    'stop-code-late',
    'The exit code is there while the stop code is not, until the task is STOPPED.',
    (value) => refuseValue(value, { stopCodeLate: true }),
  ),
  behaviour(
    'logs-late:DURATION',
    'Streams and events are readable only this long after they were written.',
    (value) => ({ logsLateMs: readDuration(requireValue(value, 'a duration')) }),
  ),
  behaviour('no-stream', 'The log stream never comes into being.', (value) => refuseValue(value, { noStream: true })),
  behaviour(
    'empty-pages[:COUNT]',
    'This many empty pages, each with a new token, precede each page of events.',
    (value) => ({ emptyPages: readCount(value) }),
  ),
  behaviour(
    'token-life:DURATION',
    'A token of a log is refused when it is this old, not only after 24 hours.',
    (value) => ({ tokenLifeMs: readDuration(requireValue(value, 'a duration')) }),
  ),
  behaviour('provisioning:DURATION', 'The task waits this long in PROVISIONING.', (value) => ({
    provisioningMs: readDuration(requireValue(value, 'a duration')),
  })),
  behaviour(
    'deprovisioning:DURATION',
    'The task stays this long in DEPROVISIONING (some 12 s on Fargate).',
    (value) => ({ deprovisioningMs: readDuration(requireValue(value, 'a duration')) }),
  ),
  behaviour(
    'clock:[-]DURATION',
    'The clock of this machine is wrong: the one of AWS is this much ahead of it, or behind it.',
    (value) => {
      const [, minus = '', amount = ''] = /^(-?)(.*)$/.exec(requireValue(value, 'a duration')) ?? [];
      return { clockAheadMs: minus === '' ? readDuration(amount) : -readDuration(amount) };
    },
  ),
];

/**
 * All faults. OPERATION is an operation such as `RunTask`, a service (`ecs`, `logs`) or `*`. COUNT is how many calls
 * are hit: 1 by default, `*` for all, `every2` for every second one. DURATION has a unit: `500ms`, `2s`.
 */
export const FAULTS: readonly FaultKind[] = [
  ...COUNTED.map((kind) => ({ ...kind, syntax: `${kind.name}:OPERATION[:COUNT]` })),
  ...TIMED.map((kind) => ({ ...kind, syntax: `${kind.name}:OPERATION:DURATION` })),
  ...BEHAVIOURS.map(({ name, syntax, rehearses }) => ({ name, syntax, rehearses })),
];

/**
 * Parses `--fault` words.
 * @throws {Error} If a word is not valid; names it, and lists the valid ones.
 */
export function parseFaults(words: readonly string[], scopes: readonly string[]): FaultPlan {
  const plan: FaultPlan = { wire: [], behaviour: goodDay() };
  for (const word of words.flatMap(wordsOf)) {
    try {
      read(word, scopes, plan);
    } catch (error) {
      const valid = [...SCENARIOS.map((scenario) => scenario.name), ...FAULTS.map((kind) => kind.syntax)]
        .map((word) => `  ${word}`)
        .join('\n');
      throw new Error(`fault "${word}" ${(error as Error).message}. The faults are:\n${valid}`);
    }
  }
  return plan;
}

/** The name of a scenario is replaced by its fault words. */
const wordsOf = (word: string) => SCENARIOS.find((scenario) => scenario.name === word)?.words ?? [word];

const goodDay = (): Behaviour => ({
  noCapacity: 0,
  runFailure: undefined,
  failedStart: undefined,
  spotMs: undefined,
  hostTerminatedMs: undefined,
  stuck: undefined,
  missing: 0,
  containersLate: false,
  injected: undefined,
  late: undefined,
  noExitCode: false,
  stopCodeLate: false,
  logsLateMs: 0,
  noStream: false,
  emptyPages: 0,
  tokenLifeMs: 24 * 60 * 60_000,
  provisioningMs: undefined,
  deprovisioningMs: undefined,
  clockAheadMs: 0,
});

function read(word: string, scopes: readonly string[], plan: FaultPlan): void {
  const colon = word.indexOf(':');
  const name = colon < 0 ? word : word.slice(0, colon);
  const value = colon < 0 ? undefined : word.slice(colon + 1);
  const behaviour = BEHAVIOURS.find((kind) => kind.name === name);
  if (behaviour !== undefined) {
    Object.assign(plan.behaviour, behaviour.read(value));
    return;
  }
  const counted = COUNTED.find((kind) => kind.name === name);
  const timed = TIMED.find((kind) => kind.name === name);
  const [scope = '', amount, ...rest] = value?.split(':') ?? [];
  if (counted === undefined && timed === undefined) throw new Error('is unknown');
  if (!scopes.includes(scope)) throw new Error(`expects an operation, a service or *, not "${scope}"`);
  if (rest.length > 0) throw new Error('has too many parts');
  if (counted !== undefined) plan.wire.push({ name: counted.name, scope, hits: hits(amount), durationMs: 0 });
  if (timed !== undefined) {
    const durationMs = readDuration(requireValue(amount, 'a duration'));
    plan.wire.push({ name: timed.name, scope, hits: { first: Number.POSITIVE_INFINITY }, durationMs });
  }
}

function hits(amount: string | undefined): WireFault['hits'] {
  const every = /^every([1-9]\d*)$/.exec(amount ?? '')?.[1];
  return every === undefined ? { first: readCount(amount) } : { every: Number(every) };
}
