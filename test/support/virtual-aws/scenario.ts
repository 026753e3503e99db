/**
 * What a simulated run is made of: plain data, so that fast-check can make it up and shrink it, and people can read
 * it. All times are milliseconds; a world with the same scenario goes the same way to the last call.
 */
export interface Scenario {
  /** Of the jitter and the latencies. */
  seed: number;
  latencyMs: number;
  definition: DefinitionPlan;
  /** Answers to the first RunTasks with a fresh token: reasons of `failures[]`. Later ones place a task. */
  refusals: string[];
  /** While RunTask is under way, its token is in use for requests with other parameters. */
  inUseMs: number;
  /** The machine remembers between two runs of a build which attempts were refused. */
  remembers: boolean;
  /** The nth launched task meets the nth fate; the last fate repeats. */
  fates: Fate[];
  processes: ProcessPlan[];
  /** Tasks of others in the same cluster. */
  foreign: ForeignPlan[];
  faults: Fault[];
  /** ARNs in one page of ListTasks. */
  listPage: number;
  logs: {
    pageLines: number;
    emptyPages: boolean;
    /** A token that is older is refused. */
    tokenLifeMs: number;
    /** At the end of a stream each answer has another token. */
    endlessTokens?: true;
  };
  /** Whether answers say what time it is for AWS, as those of AWS do. */
  dated: boolean;
}

export interface DefinitionPlan {
  /** Whether the end of the migration container ends the task. */
  essential: boolean;
  /**
   * Containers of the definition beside `migrate`; those listed first come first. `afterMigrate`: it depends on
   * `migrate` with the condition SUCCESS, which ECS allows only where `migrate` is not essential.
   */
  sidecars: { essential: boolean; listedFirst: boolean; afterMigrate: boolean }[];
  /** AWS injects a container of its own, and lists it first. */
  injected: boolean;
  /** Without it the stream is named by the container's runtime id, as on EC2. */
  streamPrefix: boolean;
  /** `--lock`, shared by families; the family where absent. */
  lock: boolean;
}

/** What becomes of a task that ECS has accepted, and how late ECS shows it. */
export interface Fate {
  /** DescribeTasks answers MISSING for so long. */
  shownAfterMs: number;
  /** ListTasks does not know it for so long. Shorter than the start: the assumption that promise 1 names. */
  listedAfterMs: number;
  /** From the launch until the first container runs. */
  startAfterMs: number;
  /** The migration container starts so much later: its image is pulled more slowly, or it waits for a sidecar. */
  migrateLateMs: number;
  /** ECS shows RUNNING so much later. */
  startSeenMs: number;
  /** `containers: []` while the task is being provisioned. */
  bare: boolean;
  /** It never starts: the reason of TaskFailedToStart. */
  failsToStart: string | null;
  runsMs: number;
  exitCode: number;
  /** What the container does on SIGTERM; null: nothing, until SIGKILL. */
  onTerm: { afterMs: number; code: number } | null;
  /** By index of the definition's sidecars. */
  sidecars: SidecarFate[];
  stopTimeoutMs: number;
  /** From the end of the last container until STOPPED. */
  teardownMs: number;
  /** From an essential container's end until ECS shows desired STOPPED, and from there until it shows a stop code. */
  toldSeenMs: number;
  stopCodeSeenMs: number;
  /** When ECS shows the migration container's exit code: after so long, a second after STOPPED, or never. */
  codeSeen: number | 'after-stopped' | 'never';
  /** Somebody else ends the task, so long after its launch. */
  stop: { afterMs: number; by: 'spot' | 'operator' | 'host' } | null;
  lines: LinesPlan;
}

export interface SidecarFate {
  /** It starts so much later than the first container. */
  lateMs: number;
  /** null: until it is told to stop. */
  runsMs: number | null;
  code: number;
  /** Why it ended by itself, where ECS says so. */
  reason: string | null;
  /** What it does on SIGTERM; null: nothing, until SIGKILL. */
  onTerm: { afterMs: number; code: number } | null;
}

export interface LinesPlan {
  /** Spread over the run. */
  count: number;
  /** One more at the very end, whatever ended it. */
  lastWords: boolean;
  /** Timestamps of whole seconds, shared by lines. */
  coarse: boolean;
  identical: boolean;
  /** Lines become readable up to so much later, and the stream itself. */
  lateMs: number;
  /** The last lines of a container, so many, become readable even later, by so much. */
  lastLate: { lines: number; ms: number };
  /** Instead: when each of these lines becomes readable, counted from the launch. Their text is their number. */
  readableMs?: number[];
}

export interface ProcessPlan {
  start: { atMs: number } | { afterStopMs: number };
  /** Processes of one build and one migration have one identity. */
  build: number;
  /** Several migrations of one family in one build: each has another TENANT in its environment. */
  tenant: number;
  /** Of the pipeline; null outside one. */
  execution: number | null;
  clock: ClockPlan;
  /** Gives `-- migrate check` instead of the definition's command. */
  otherCommand: boolean;
  /** Made in the turns of a Lambda function; null: in one go. */
  turns: TurnsPlan | null;
  /** `kill -9`: nothing of it ever runs again. Of a run in turns it is the turn that dies; the next one goes on. */
  kill: When | null;
  /** SIGINT. */
  signal: When | null;
  settings: {
    timeout?: number;
    startTimeout?: number;
    waitTimeout?: number;
    ifRunning?: 'attach' | 'wait' | 'fail' | 'allow';
    onInterrupt?: 'stop' | 'detach';
    onTimeout?: 'stop' | 'detach';
    detach?: true;
    rerun?: true;
  };
}

/** A run that is made in turns. */
export interface TurnsPlan {
  /** From the end of a turn until the next one. */
  everyMs: number;
  /** How long one turn may take. */
  callMs: number;
  /** How long all of them may take. */
  limitMs: number;
}

/** The clock of a process against that of AWS. */
export interface ClockPlan {
  /** How far it is ahead when the process starts; negative: behind. */
  aheadMs: number;
  /** How much faster it goes, in millionths. */
  driftPpm: number;
}

/** So long after the process has started, or while the answer to its nth call of an operation is on its way. */
export type When = { afterMs: number } | { onCall: Operation; nth: number };

export interface ForeignPlan {
  /** `migration`: somebody's standalone task with the same command. The others must never matter. */
  kind: 'migration' | 'service' | 'other-command';
  /** Relative to the beginning; may be negative. */
  atMs: number;
  startAfterMs: number;
  runsMs: number;
}

export const OPERATIONS = [
  'RunTask',
  'DescribeTasks',
  'ListTasks',
  'StopTask',
  'GetLogEvents',
  'DescribeTaskDefinition',
  'DescribeClusters',
] as const;

export type Operation =
  | (typeof OPERATIONS)[number]
  | 'RegisterTaskDefinition'
  | 'GetPipelineExecution'
  | 'ListActionExecutions';

/**
 * `lost-before`: the answer was lost and nothing was done; `lost-after`: it was done, and the answer was lost;
 * `slow`: done, and answered late.
 */
export type FaultKind =
  | 'throttled'
  | 'unreachable'
  | 'lost-before'
  | 'lost-after'
  | 'denied'
  | 'expired'
  | 'clock'
  | 'blocked'
  | 'refused'
  | 'slow';

/** Calls that go wrong: some in a row by number, or all in a span of time. */
export interface Fault {
  operation: Operation | 'all';
  /** Of one process only; null: of all. */
  process: number | null;
  kind: FaultKind;
  when: { nth: number; times: number } | { fromMs: number; forMs: number };
}

/** The value of an environment override: nothing that works ever writes it. */
export const SECRET = 'hunter2-simulated';

export const A_FATE: Fate = {
  shownAfterMs: 300,
  listedAfterMs: 500,
  startAfterMs: 15_000,
  startSeenMs: 200,
  bare: false,
  migrateLateMs: 0,
  failsToStart: null,
  runsMs: 5_000,
  exitCode: 0,
  onTerm: { afterMs: 100, code: 143 },
  sidecars: [],
  stopTimeoutMs: 30_000,
  teardownMs: 12_000,
  toldSeenMs: 300,
  stopCodeSeenMs: 0,
  codeSeen: 200,
  stop: null,
  lines: { count: 3, lastWords: true, coarse: true, identical: false, lateMs: 2_000, lastLate: { lines: 0, ms: 0 } },
};

export const A_SIDECAR: SidecarFate = {
  lateMs: 0,
  runsMs: null,
  code: 0,
  reason: null,
  onTerm: { afterMs: 50, code: 143 },
};

export const A_PROCESS: ProcessPlan = {
  start: { atMs: 0 },
  clock: { aheadMs: 0, driftPpm: 0 },
  build: 1,
  tenant: 1,
  execution: null,
  otherCommand: false,
  turns: null,
  kill: null,
  signal: null,
  settings: {},
};

/** A calm day: one process, one container, no fault. */
export const A_SCENARIO: Scenario = {
  seed: 1,
  latencyMs: 40,
  refusals: [],
  inUseMs: 0,
  remembers: true,
  fates: [A_FATE],
  processes: [A_PROCESS],
  foreign: [],
  faults: [],
  definition: { essential: true, sidecars: [], injected: false, streamPrefix: true, lock: false },
  listPage: 100,
  logs: { pageLines: 1_000, emptyPages: false, tokenLifeMs: 24 * 60 * 60_000 },
  dated: true,
};
