import fc from 'fast-check';
import {
  A_FATE,
  A_PROCESS,
  A_SCENARIO,
  type DefinitionPlan,
  type Fate,
  type Fault,
  type FaultKind,
  type ForeignPlan,
  OPERATIONS,
  type ProcessPlan,
  type Scenario,
  type SidecarFate,
  type TurnsPlan,
  type When,
} from '../support/virtual-aws/scenario.ts';
import { driveInTurns } from './mirror.ts';

/** Usually the first value, sometimes one of the others. Shrinks to the first. */
function usually<T>(first: T, other: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: other });
}

const ms = (from: number, to: number) => fc.integer({ min: from, max: to });

/** Usually short: long runs take the most time and find the least. */
const runsMs = fc.oneof(
  { weight: 12, arbitrary: ms(0, 4_000) },
  { weight: 7, arbitrary: ms(4_000, 20_000) },
  { weight: 1, arbitrary: ms(20_000, 200_000) },
);

const code = usually(0, fc.constantFrom(1, 3, 64, 137, 143, 255, 256, 300, -1), 2);

const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

const sidecarFate: fc.Arbitrary<SidecarFate> = fc
  .record({
    lateMs: usually(0, fc.oneof(ms(0, 20_000), ms(0, 900_000)), 3),
    runsMs: fc.option(runsMs, { freq: 3 }),
    // No 143 here: a sidecar that ends by itself with 143 looks like one that ECS has stopped, because nothing else
    // sends SIGTERM.
    code: fc.constantFrom(0, 0, 1, 2, 137, 137, 255),
    // A container killed for its memory does not always have this reason: the killed process may be a child.
    reason: fc.constantFrom(null, OUT_OF_MEMORY),
    onTerm: fc.option(
      fc.record({ afterMs: fc.oneof(ms(0, 3_000), ms(0, 35_000)), code: fc.constantFrom(143, 143, 0, 1) }),
      { freq: 4 },
    ),
  })
  .map((one) => ({ ...one, reason: one.code === 137 ? one.reason : null }));

const lines = fc.record({
  count: usually(3, ms(0, 40)),
  lastWords: fc.boolean(),
  coarse: fc.boolean(),
  identical: usually(false, fc.constant(true)),
  lateMs: ms(0, 4_500),
  lastLate: usually(A_FATE.lines.lastLate, fc.record({ lines: ms(1, 3), ms: ms(0, 25_000) }), 3),
});

const fate: fc.Arbitrary<Fate> = fc
  .record({
    shownAfterMs: ms(0, 3_000),
    listedAfterMs: ms(0, 4_000),
    // Added to the listing time: the assumption that promise 1 names.
    startAfterMs: fc.oneof(
      { weight: 30, arbitrary: ms(2_000, 9_000) },
      { weight: 3, arbitrary: ms(9_000, 40_000) },
      { weight: 3, arbitrary: ms(0, 2_000) },
      { weight: 1, arbitrary: ms(0, 900_000) },
    ),
    migrateLateMs: usually(0, fc.oneof(ms(0, 20_000), ms(0, 900_000)), 6),
    startSeenMs: ms(0, 900),
    bare: fc.boolean(),
    failsToStart: usually(null, fc.constant('CannotPullContainerError: no such image'), 12),
    runsMs,
    exitCode: code,
    onTerm: usually(
      A_FATE.onTerm,
      fc.option(fc.record({ afterMs: ms(0, 40_000), code: fc.constantFrom(143, 0, 1) })),
      2,
    ),
    sidecars: fc.tuple(sidecarFate, sidecarFate),
    stopTimeoutMs: fc.constantFrom(30_000, 2_000, 120_000),
    teardownMs: ms(1_000, 20_000),
    toldSeenMs: ms(0, 2_000),
    stopCodeSeenMs: usually(0, ms(0, 2_000)),
    codeSeen: usually<Fate['codeSeen']>(200, fc.oneof(ms(0, 2_000), fc.constantFrom('after-stopped', 'never')), 3),
    stop: usually(null, fc.record({ afterMs: ms(0, 60_000), by: fc.constantFrom('spot', 'operator', 'host') }), 6),
    lines,
  })
  .map((one) => ({ ...one, startAfterMs: one.listedAfterMs + one.startAfterMs }));

const when: fc.Arbitrary<When> = fc.oneof(
  fc.record({ afterMs: ms(0, 60_000) }),
  fc.record({
    onCall: fc.constantFrom('RunTask', 'ListTasks', 'DescribeTasks', 'StopTask', 'GetLogEvents'),
    nth: ms(1, 12),
  }),
);

const start: fc.Arbitrary<ProcessPlan['start']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ atMs: 0 }) },
  { weight: 3, arbitrary: fc.record({ atMs: ms(0, 3_000) }) },
  { weight: 3, arbitrary: fc.record({ atMs: ms(0, 90_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ afterStopMs: fc.constantFrom(1_000, 60_000, 59 * 60_000, 61 * 60_000) }),
  },
);

type Settings = ProcessPlan['settings'];

const settings: fc.Arbitrary<Settings> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Settings>({}) },
  {
    weight: 6,
    arbitrary: fc.record<Settings>(
      {
        timeout: fc.oneof(ms(1_000, 60_000), ms(60_000, 600_000)),
        startTimeout: ms(1_000, 60_000),
        waitTimeout: ms(1_000, 120_000),
        ifRunning: fc.constantFrom('attach', 'wait', 'fail', 'allow'),
        onInterrupt: fc.constantFrom('stop', 'detach'),
        onTimeout: fc.constantFrom('stop', 'detach'),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Settings>({ detach: true }) },
  { weight: 1, arbitrary: fc.constant<Settings>({ rerun: true }) },
);

const turns: fc.Arbitrary<TurnsPlan> = fc.record({
  everyMs: fc.constantFrom(30_000, 10_000),
  callMs: fc.constantFrom(60_000, 60_000, 15_000),
  limitMs: usually(24 * 60 * 60_000, ms(60_000, 1_200_000), 3),
});

const process: fc.Arbitrary<ProcessPlan> = fc
  .record({
    start,
    build: fc.constantFrom(1, 1, 1, 2, 3),
    tenant: usually(1, fc.constantFrom(1, 2), 2),
    execution: usually<number | null>(null, fc.constantFrom(1, 1, 2), 2),
    clock: usually(A_PROCESS.clock, fc.record({ aheadMs: ms(-600_000, 600_000), driftPpm: ms(-200, 200) }), 2),
    otherCommand: usually(false, fc.constant(true), 9),
    kill: usually(null, when, 5),
    signal: usually(null, when, 6),
    settings,
    turns: usually(null, turns, 3),
  })
  .map((one): ProcessPlan => (one.turns === null ? one : driveInTurns(one, one.turns)));

const foreign: fc.Arbitrary<ForeignPlan> = fc.record({
  kind: fc.constantFrom('service', 'migration', 'other-command'),
  atMs: ms(-60_000, 20_000),
  startAfterMs: ms(1_000, 10_000),
  runsMs: ms(1_000, 120_000),
});

const kinds: FaultKind[] = ['throttled', 'unreachable', 'lost-before', 'lost-after', 'slow'];
const graveKinds: FaultKind[] = ['denied', 'expired', 'refused', 'clock', 'blocked'];

const fault: fc.Arbitrary<Fault> = fc.record({
  operation: fc.constantFrom(...OPERATIONS, 'RunTask', 'RunTask', 'DescribeTasks', 'ListTasks', 'all'),
  process: usually<number | null>(null, ms(0, 3), 3),
  kind: fc.constantFrom(...kinds, ...kinds, ...kinds, ...graveKinds),
  when: fc.oneof(
    { weight: 12, arbitrary: fc.record({ nth: ms(1, 12), times: ms(1, 4) }) },
    { weight: 4, arbitrary: fc.record({ fromMs: ms(0, 60_000), forMs: ms(1_000, 30_000) }) },
    { weight: 1, arbitrary: fc.record({ fromMs: ms(0, 60_000), forMs: ms(30_000, 5_400_000) }) },
  ),
});

const sidecar = fc.record({ essential: fc.boolean(), listedFirst: fc.boolean(), afterMigrate: fc.boolean() });

const definition = fc
  .record({
    essential: usually(true, fc.constant(false), 6),
    sidecars: usually<DefinitionPlan['sidecars']>([], fc.array(sidecar, { maxLength: 2 }), 2),
    injected: usually(false, fc.constant(true)),
    streamPrefix: usually(true, fc.constant(false)),
    lock: usually(false, fc.constant(true)),
  })
  // ECS rejects a task definition without an essential container.
  .map((one): DefinitionPlan => {
    const essential = one.essential || !one.sidecars.some((sidecar) => sidecar.essential);
    // ECS also rejects a dependency on the end of an essential container.
    const sidecars = one.sidecars.map((it) => ({ ...it, afterMigrate: it.afterMigrate && !essential }));
    return { ...one, essential, sidecars };
  });

const CAPACITY = 'Capacity is unavailable at this time. Please try again later or in a different availability zone';

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(),
  latencyMs: fc.constantFrom(0, 0, 0, 40, 400),
  definition,
  refusals: usually<string[]>([], fc.array(fc.constantFrom(CAPACITY, CAPACITY, 'ATTRIBUTE'), { maxLength: 3 }), 5),
  inUseMs: fc.constantFrom(0, 0, 500, 5_000),
  remembers: usually(true, fc.constant(false), 4),
  fates: fc.array(fate, { minLength: 1, maxLength: 3 }),
  processes: fc.oneof(
    { weight: 1, arbitrary: fc.tuple(process) },
    { weight: 2, arbitrary: fc.array(process, { minLength: 1, maxLength: 4 }) },
    // A process that is killed at its launch, and the process after it.
    { weight: 1, arbitrary: fc.tuple(fc.constant(killedAtLaunch()), process) },
  ),
  foreign: usually<ForeignPlan[]>([], fc.array(foreign, { minLength: 1, maxLength: 2 }), 4),
  faults: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Fault[]>([]) },
    { weight: 2, arbitrary: fc.array(fault, { maxLength: 5 }) },
  ),
  listPage: fc.constantFrom(100, 100, 1),
  logs: fc.record({
    pageLines: fc.constantFrom(1_000, 1_000, 2),
    emptyPages: fc.boolean(),
    tokenLifeMs: usually(A_SCENARIO.logs.tokenLifeMs, ms(1_500, 60_000), 3),
  }),
  dated: usually(true, fc.constant(false)),
});

function killedAtLaunch(): ProcessPlan {
  return { ...A_PROCESS, kill: { onCall: 'RunTask', nth: 1 } };
}
