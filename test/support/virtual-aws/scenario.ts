/**
 * The description of a simulated run. It is plain data, so that fast-check can generate and shrink it, and people can
 * read it. All times are milliseconds. The same scenario always leads to the same calls.
 */
export interface Scenario {
  /** Seed of the jitter and the latencies. */
  seed: number;
  latencyMs: number;
  definition: DefinitionPlan;
  /** Responses to the first RunTask calls with a new token: reasons of `failures[]`. Later calls start a task. */
  refusals: string[];
  /** How long after a RunTask call its token is still in use for requests with other parameters. */
  inUseMs: number;
  /** Whether the machine remembers refused attempts between two runs of a build. */
  remembers: boolean;
  /** The nth launched task has the nth fate. The last fate repeats. */
  fates: Fate[];
  processes: ProcessPlan[];
  /** Tasks of others in the same cluster. */
  foreign: ForeignPlan[];
  faults: Fault[];
  /** ARNs per page of ListTasks. */
  listPage: number;
  logs: {
    pageLines: number;
    emptyPages: boolean;
    /** A token older than this is rejected. */
    tokenLifeMs: number;
    /** At the end of a stream, each response has a new token. */
    endlessTokens?: true;
  };
  /** Whether responses contain AWS's time, as those of the real AWS do. */
  dated: boolean;
}

export interface DefinitionPlan {
  /** Whether the end of the migration container ends the task. */
  essential: boolean;
  /**
   * Containers of the definition besides `migrate`. Those with `listedFirst` come before it. `afterMigrate`: it depends
   * on `migrate` with the condition SUCCESS, which ECS allows only if `migrate` is not essential.
   */
  sidecars: { essential: boolean; listedFirst: boolean; afterMigrate: boolean }[];
  /** AWS adds its own container and lists it first. */
  injected: boolean;
  /** Without a prefix, the stream is named by the container's runtime id, as on EC2. */
  streamPrefix: boolean;
  /** Whether `--lock` is set, which families share. Otherwise the lock is the family. */
  lock: boolean;
}

/** What happens to a task that ECS has accepted, and how late ECS shows it. */
export interface Fate {
  /** How long DescribeTasks returns MISSING for it. */
  shownAfterMs: number;
  /** How long ListTasks does not return it. Shorter than the start: this is the assumption that promise 1 names. */
  listedAfterMs: number;
  /** From the launch until the first container runs. */
  startAfterMs: number;
  /** How much later the migration container starts: its image takes longer to pull, or it waits for a sidecar. */
  migrateLateMs: number;
  /** How much later ECS shows RUNNING. */
  startSeenMs: number;
  /** `containers: []` while the task is being provisioned. */
  bare: boolean;
  /** The reason of TaskFailedToStart, if the task never starts. */
  failsToStart: string | null;
  runsMs: number;
  exitCode: number;
  /** The container's reaction to SIGTERM. null: none, until SIGKILL. */
  onTerm: { afterMs: number; code: number } | null;
  /** By index of the definition's sidecars. */
  sidecars: SidecarFate[];
  stopTimeoutMs: number;
  /** From the end of the last container until STOPPED. */
  teardownMs: number;
  /**
   * `toldSeenMs`: from an essential container's end until ECS shows desiredStatus STOPPED. `stopCodeSeenMs`: from then
   * until it shows a stop code.
   */
  toldSeenMs: number;
  stopCodeSeenMs: number;
  /** When ECS shows the migration container's exit code: after this many ms, a second after STOPPED, or never. */
  codeSeen: number | 'after-stopped' | 'never';
  /** Somebody else stops the task, this long after its launch. */
  stop: { afterMs: number; by: 'spot' | 'operator' | 'host' } | null;
  lines: LinesPlan;
}

export interface SidecarFate {
  /** How much later than the first container it starts. */
  lateMs: number;
  /** null: runs until it is told to stop. */
  runsMs: number | null;
  code: number;
  /** The reason of its own end, if ECS reports one. */
  reason: string | null;
  /** Its reaction to SIGTERM. null: none, until SIGKILL. */
  onTerm: { afterMs: number; code: number } | null;
}

export interface LinesPlan {
  /** The number of lines, spread over the run. */
  count: number;
  /** One more line at the very end, for any kind of end. */
  lastWords: boolean;
  /** Timestamps are whole seconds, so lines share them. */
  coarse: boolean;
  identical: boolean;
  /** Up to how much later lines and the stream itself become readable. */
  lateMs: number;
  /** How many of a container's last lines become readable even later, and by how much. */
  lastLate: { lines: number; ms: number };
  /** Alternatively: when each line becomes readable, counted from the launch. The text of a line is its number. */
  readableMs?: number[];
}

export interface ProcessPlan {
  start: { atMs: number } | { afterStopMs: number };
  /** Processes of the same build and the same migration have the same identity. */
  build: number;
  /** For several migrations of one family in one build: each has a different TENANT in its environment. */
  tenant: number;
  /** The execution of the pipeline. null outside a pipeline. */
  execution: number | null;
  clock: ClockPlan;
  /** Uses `-- migrate check` instead of the definition's command. */
  otherCommand: boolean;
  /** The turns of a Lambda function. null: the run is made in one go. */
  turns: TurnsPlan | null;
  /**
   * `kill -9`: the process does nothing any more. For a run in turns, only the turn dies and the next one continues.
   */
  kill: When | null;
  /** Makes its calls through the ports that the runs of a fleet share. */
  shared?: true;
  /** When it receives SIGINT. */
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
    retries?: number;
    retrySafe?: 'transactional';
    retryOn?: { code: number }[];
    retryWait?: { leastMs: number; mostMs: number };
  };
}

/** A run made in turns. */
export interface TurnsPlan {
  /** From the end of a turn until the next one. */
  everyMs: number;
  /** The time limit of one turn. */
  callMs: number;
  /** The time limit of all turns together. */
  limitMs: number;
}

/** The clock of a process relative to that of AWS. */
export interface ClockPlan {
  /** How far it is ahead when the process starts. Negative: behind. */
  aheadMs: number;
  /** How much faster it runs, in parts per million. */
  driftPpm: number;
}

/** A time after the start of the process, or while the response to its nth call of an operation is on its way. */
export type When = { afterMs: number } | { onCall: Operation; nth: number };

export interface ForeignPlan {
  /** `migration`: somebody's standalone task with the same command. The other kinds must never matter. */
  kind: 'migration' | 'service' | 'other-command';
  /** Relative to the beginning. Can be negative. */
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
  | 'FilterLogEvents'
  | 'GetPipelineExecution'
  | 'ListActionExecutions'
  | 'ListServiceDeployments'
  | 'DescribeServiceDeployments'
  | 'ContinueServiceDeployment';

/**
 * `lost-before`: nothing was done and the response was lost. `lost-after`: the call was performed and the response was
 * lost. `slow`: performed, but the response is late.
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

/** Calls that fail: some in a row by number, or all within a time span. */
export interface Fault {
  operation: Operation | 'all';
  /** Calls of one process only. null: of all processes. */
  process: number | null;
  kind: FaultKind;
  when: { nth: number; times: number } | { fromMs: number; forMs: number };
}

/** The value of an environment override. Correct code never writes it. */
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

/** A calm scenario: one process, one container, no fault. */
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
