import { describe, expect, test } from 'vitest';
import type { ContainerState, TaskState } from '../../../src/core/ecs/task.ts';
import type { TaskRef } from '../../../src/core/ecs/task-ref.ts';
import { addObservation, NO_OBSERVATIONS } from '../../../src/core/verdict/observations.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import { judge, type Verdict } from '../../../src/core/verdict/verdict.ts';
import { aContainer, aRef, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

/** Looks a second apart; with `laterMs`, the last one again that much later. */
function verdictOn(looks: (TaskState | undefined)[], ref: TaskRef = aRef(), laterMs = 0): Verdict['kind'] | 'open' {
  const times = looks.map((task, i) => ({ askedAt: NOON + i * 1_000, at: NOON + i * 1_000, task }));
  const last = times.at(-1);
  if (laterMs > 0 && last) times.push({ ...last, askedAt: last.at + laterMs, at: last.at + laterMs });
  const seen = times.reduce((known, look) => addObservation(known, look, ref), NO_OBSERVATIONS);
  return judge(ref, seen)?.kind ?? 'open';
}

const ended = (exitCode?: number) => [
  aContainer({ lastStatus: 'STOPPED', ...(exitCode === undefined ? {} : { exitCode }) }),
];
const deprovisioning = (over: Partial<TaskState>) => aStoppedTask({ lastStatus: 'DEPROVISIONING', ...over });

describe('one container', () => {
  test.each<[string, TaskState, Verdict['kind'] | 'open']>([
    ['running', aTask(), 'open'],
    ['provisioning with no containers yet', aTask({ lastStatus: 'PROVISIONING', containers: [] }), 'open'],
    ['stopped with 0', aStoppedTask(), 'succeeded'],
    ['still deprovisioning with 0', deprovisioning({}), 'succeeded'],
    ['stopped with 3', aStoppedTask({ containers: ended(3) }), 'failed'],
    ['still deprovisioning with 3', deprovisioning({ containers: ended(3) }), 'failed'],
    ['a code of 256', aStoppedTask({ containers: ended(256) }), 'failed'],
    ['a code of -1', aStoppedTask({ containers: ended(-1) }), 'failed'],
    ['0 while the task is still meant to run', aTask({ containers: ended(0) }), 'succeeded'],
    ['3 while the task is still meant to run', aTask({ containers: ended(3) }), 'failed'],
    ['0 after StopTask', aStoppedTask({ stopCode: 'UserInitiated' }), 'stopped'],
    ['0 after a Spot interruption', aStoppedTask({ stopCode: 'SpotInterruption' }), 'stopped'],
    ['0 after a termination notice', aStoppedTask({ stopCode: 'TerminationNotice' }), 'stopped'],
    ['0 after a scheduler stop', aStoppedTask({ stopCode: 'ServiceSchedulerInitiated' }), 'stopped'],
    ['0 with a stop code of the future', aStoppedTask({ stopCode: 'SolarFlare' }), 'stopped'],
    ['137 after StopTask', aStoppedTask({ stopCode: 'UserInitiated', containers: ended(137) }), 'failed'],
    ['143 after Spot', aStoppedTask({ stopCode: 'SpotInterruption', containers: ended(143) }), 'failed'],
  ])('%s', (_, task, kind) => {
    expect(verdictOn([task])).toBe(kind);
  });

  test('a task that never started has no code', () => {
    const { startedAt: _, ...task } = aStoppedTask({ stopCode: 'TaskFailedToStart', containers: ended() });
    expect(verdictOn([task])).toBe('never-started');
    expect(verdictOn([{ ...task, containers: [] }])).toBe('never-started');
  });

  test('the only container failed to start: nothing more is waited for, though it was made', () => {
    const made = { ...aContainer({ lastStatus: 'STOPPED' }), runtimeId: 'r', reason: 'CannotStartContainerError' };
    const { startedAt: _, ...task } = aStoppedTask({ stopCode: 'TaskFailedToStart', containers: [made] });
    expect(verdictOn([task])).toBe('never-started');
    expect(verdictOn([task], aRef({ containers: ['migrate', 'proxy'] }))).toBe('open');
  });

  test('a code may come a moment after STOPPED, and its lack is final only then', () => {
    const silent = aStoppedTask({ containers: ended() });
    expect(verdictOn([silent])).toBe('open');
    expect(verdictOn([silent, aStoppedTask()])).toBe('succeeded');
    expect(verdictOn([silent], aRef(), 5_000)).toBe('no-exit-code');
  });

  test('no code and a stop by others is a stop', () => {
    const lost = aStoppedTask({ stopCode: 'TerminationNotice', containers: ended() });
    expect(verdictOn([lost], aRef(), 5_000)).toBe('stopped');
  });

  test('no container at all is never a zero', () => {
    expect(verdictOn([aStoppedTask({ containers: [] })], aRef(), 5_000)).toBe('no-exit-code');
  });

  test('0 before any stop code: open while ECS may still say who stopped it', () => {
    const { stopCode: _, ...uncoded } = aStoppedTask({ lastStatus: 'STOPPING' });
    expect(verdictOn([uncoded])).toBe('open');
    expect(verdictOn([uncoded, aStoppedTask()])).toBe('succeeded');
    expect(verdictOn([uncoded, aStoppedTask({ stopCode: 'UserInitiated' })])).toBe('stopped');
    const { stopCode: __, ...never } = aStoppedTask();
    expect(verdictOn([never])).toBe('open');
    expect(verdictOn([never], aRef(), 5_000)).toBe('stopped');
  });

  test('a code that was seen while the task was meant to run is earned, whatever comes after', () => {
    const stopped = aStoppedTask({ stopCode: 'UserInitiated' });
    expect(verdictOn([aTask({ containers: ended(0) }), stopped])).toBe('succeeded');
  });
});

describe('several containers', () => {
  const sidecar = (exitCode?: number) =>
    aContainer({
      name: 'proxy',
      ...(exitCode === undefined ? { lastStatus: 'RUNNING' } : { lastStatus: 'STOPPED', exitCode }),
    });
  const harmless = aRef({ containers: ['proxy', 'migrate'] });
  const both = aRef({ containers: ['proxy', 'migrate'], essential: ['proxy', 'migrate'] });

  test.each([0, 1, 137, 143, 255])('a non-essential sidecar with code %i never decides, in any order', (code) => {
    const ours = aContainer({ lastStatus: 'STOPPED', exitCode: 0 });
    expect(verdictOn([aStoppedTask({ containers: [sidecar(code), ours] })], harmless)).toBe('succeeded');
    expect(verdictOn([aStoppedTask({ containers: [ours, sidecar(code)] })], harmless)).toBe('succeeded');
    const failed = aContainer({ lastStatus: 'STOPPED', exitCode: 3 });
    expect(verdictOn([aStoppedTask({ containers: [sidecar(0), failed] })], harmless)).toBe('failed');
  });

  test('an injected container never decides, whatever its code', () => {
    const guard = aContainer({ name: 'aws-guardduty-agent-x1', lastStatus: 'STOPPED', exitCode: 1 });
    const task = aStoppedTask({ containers: [guard, aContainer({ lastStatus: 'STOPPED', exitCode: 0 })] });
    expect(verdictOn([task], both)).toBe('open');
    expect(verdictOn([task])).toBe('succeeded');
  });

  /** Seen when all is over, and not before. */
  const late = (other: ContainerState, over: Partial<TaskState> = {}, ref: Partial<TaskRef> = {}) =>
    verdictOn([aStoppedTask({ containers: [other, ...ended(0)], ...over })], { ...both, ...ref });
  const tookMs = (ms: number) => ({ stoppingAt: NOON, executionStoppedAt: NOON + ms });
  const SLOW = { stopTimeoutMs: 30_000 };

  test('another essential one that shows ECS’s SIGTERM was stopped because ours had ended', () => {
    expect(late(sidecar(143))).toBe('succeeded');
  });

  test('one that shows 0 may have ended first, and ours been told to stop: no zero', () => {
    expect(late(sidecar(0))).toBe('uncertain');
  });

  test.each<[string, number, Partial<TaskRef>, Verdict['kind']]>([
    ['after the stop time-out', 30_200, SLOW, 'succeeded'],
    ['sooner, for something else', 500, SLOW, 'uncertain'],
    ['at a time-out that nobody knows', 60_000, {}, 'uncertain'],
  ])('one that was killed %s', (_, ms, ref, kind) => {
    expect(late(sidecar(137), tookMs(ms), ref)).toBe(kind);
  });

  test('one that was killed for its memory is no witness, however long the stop took', () => {
    const killed = { ...sidecar(137), reason: 'OutOfMemoryError: Container killed due to memory usage' };
    expect(late(killed, tookMs(60_000), SLOW)).toBe('uncertain');
  });

  test('one that was never made cannot have ended, once an essential one has exited', () => {
    const unmade = aContainer({ name: 'proxy', lastStatus: 'STOPPED' });
    expect(late(unmade)).toBe('succeeded');
    expect(late({ ...unmade, runtimeId: 'r' })).toBe('open');
    const failed = aStoppedTask({ stopCode: 'TaskFailedToStart', containers: [unmade, ...ended(0)] });
    expect(verdictOn([failed], both)).toBe('stopped');
  });

  test('one that ECS starts only after ours is proof of its end, whatever ended it', () => {
    const after = { container: 'migrate', essential: ['app'], containers: ['app', 'migrate'], followers: ['app'] };
    for (const stopCode of ['EssentialContainerExited', 'UserInitiated', 'SpotInterruption']) {
      const app = aContainer({ name: 'app', lastStatus: 'STOPPED', exitCode: 1 });
      const task = aStoppedTask({ stopCode, containers: [app, ...ended(0)] });
      expect(verdictOn([task], aRef(after))).toBe('succeeded');
    }
    const unmade = aContainer({ name: 'app', lastStatus: 'STOPPED' });
    const stopped = aStoppedTask({ stopCode: 'UserInitiated', containers: [unmade, ...ended(0)] });
    expect(verdictOn([stopped], aRef(after))).toBe('stopped');
  });

  test.each<[number | undefined, Verdict['kind']]>([
    [0, 'succeeded'],
    [3, 'failed'],
    [undefined, 'no-exit-code'],
  ])('ours is not essential and shows %s: that we stopped the rest says that it had ended', (code, kind) => {
    const app = aContainer({ name: 'app', lastStatus: 'STOPPED', exitCode: 0 });
    const over = { stopCode: 'UserInitiated', stoppedReason: reasonOfOwnStop('ended') };
    const task = aStoppedTask({ ...over, containers: [app, ...ended(code)] });
    const ref = aRef({ essential: ['app'], containers: ['app', 'migrate'] });
    expect(verdictOn([task], ref, 5_000)).toBe(kind);
    const asked = { ...task, stoppedReason: reasonOfOwnStop('asked') };
    expect(verdictOn([asked], ref, 5_000)).toBe(code === 3 ? 'failed' : 'stopped');
  });

  test('another essential one that crashed may have ended ours: no zero', () => {
    const task = aStoppedTask({ containers: [sidecar(1), ...ended(0)] });
    expect(verdictOn([task], both)).toBe('uncertain');
  });

  test('ours seen to end first is earned, whatever the other shows later', () => {
    const first = aStoppedTask({ lastStatus: 'STOPPING', containers: [sidecar(), ...ended(0)] });
    const then = aStoppedTask({ containers: [sidecar(1), ...ended(0)] });
    expect(verdictOn([first, then], both)).toBe('succeeded');
  });

  test('the other seen to end first, before ours: cannot tell', () => {
    const first = aStoppedTask({ lastStatus: 'STOPPING', containers: [sidecar(1), aContainer()] });
    const then = aStoppedTask({ containers: [sidecar(1), ...ended(0)] });
    expect(verdictOn([first, then], both)).toBe('uncertain');
  });

  test('a dependency that failed: ours never started', () => {
    const reason = 'dependency graph: dependency did not exit successfully';
    const { startedAt: _, ...task } = aStoppedTask({
      stopCode: 'TaskFailedToStart',
      containers: [
        aContainer({ name: 'init', lastStatus: 'STOPPED', exitCode: 1 }),
        { ...ended()[0], name: 'migrate', reason },
      ],
    });
    expect(verdictOn([task], aRef({ containers: ['init', 'migrate'] }), 5_000)).toBe('never-started');
  });

  test('code 0 seen early does not outweigh another essential one that had crashed before', () => {
    const early = aTask({ containers: [sidecar(1), ...ended(0)] });
    expect(verdictOn([early], both)).toBe('uncertain');
    expect(verdictOn([early, aStoppedTask({ containers: [sidecar(1), ...ended(0)] })], both)).toBe('uncertain');
  });

  test('a non-essential migration container that fails to start is not waited for for ever', () => {
    const atlas = aRef({ containers: ['app', 'migrate'], essential: ['app'] });
    const task = aTask({ containers: [aContainer({ name: 'app' }), ...ended()] });
    expect(verdictOn([task], atlas)).toBe('open');
    expect(verdictOn([task], atlas, 5_000)).toBe('no-exit-code');
  });

  test('a non-essential migration container is judged while the task goes on', () => {
    const atlas = aRef({ containers: ['app', 'migrate'], essential: ['app'] });
    const task = aTask({ containers: [aContainer({ name: 'app' }), ...ended(0)] });
    expect(verdictOn([task], atlas)).toBe('succeeded');
  });
});

describe('MISSING', () => {
  test('just after the launch it is normal; after a minute the task is forgotten', () => {
    expect(verdictOn([undefined])).toBe('open');
    expect(verdictOn([undefined, undefined, aTask()])).toBe('open');
    expect(verdictOn([undefined], aRef(), 60_000)).toBe('forgotten');
  });
});

describe('who else may have been the cause', () => {
  const ref = aRef({ containers: ['init', 'proxy', 'migrate'], essential: ['proxy', 'migrate'] });
  const proxy = (over: Partial<ContainerState> = {}) => aContainer({ name: 'proxy', lastStatus: 'STOPPED', ...over });

  test('nothing seen: no verdict', () => {
    expect(judge(ref, NO_OBSERVATIONS)).toBeUndefined();
  });

  test('a host that is gone may have taken the code with it; else ours never started', () => {
    const made = aContainer({ lastStatus: 'STOPPED', runtimeId: 'r' });
    const { startedAt: _, ...lost } = aStoppedTask({ stopCode: 'TerminationNotice', containers: [made] });
    expect(verdictOn([lost], ref)).toBe('open');
    expect(verdictOn([lost], ref, 5_000)).toBe('stopped');
    expect(verdictOn([{ ...lost, stopCode: 'UserInitiated' }], ref, 5_000)).toBe('never-started');
  });

  test('a failure is open while ECS may still say who stopped the task', () => {
    const { stopCode: _, ...uncoded } = aStoppedTask({ containers: ended(3) });
    expect(verdictOn([uncoded])).toBe('open');
    expect(verdictOn([uncoded], aRef(), 5_000)).toBe('failed');
  });

  test('neither code nor stop code: nobody is known to have stopped it', () => {
    const { stopCode: _, ...silent } = aStoppedTask({ containers: ended() });
    expect(verdictOn([silent], aRef(), 5_000)).toBe('no-exit-code');
  });

  test('one suspect shows its code and another may still', () => {
    const three = aRef({ containers: ['init', 'proxy', 'migrate'], essential: ['init', 'proxy', 'migrate'] });
    const task = aStoppedTask({
      containers: [proxy({ name: 'init', exitCode: 1 }), proxy({ runtimeId: 'r' }), ...ended(0)],
    });
    expect(verdictOn([task], three)).toBe('open');
    expect(verdictOn([task], three, 5_000)).toBe('uncertain');
  });

  test('one that shows nothing is a suspect as long as no essential one is known to have exited', () => {
    expect(verdictOn([aTask({ containers: [proxy(), ...ended(0)] })], ref)).toBe('open');
  });

  test('one that was killed just at the stop time-out', () => {
    const times = { stoppingAt: NOON, executionStoppedAt: NOON + 30_000 };
    const task = aStoppedTask({ containers: [proxy({ exitCode: 137 }), ...ended(0)], ...times });
    expect(verdictOn([task], { ...ref, stopTimeoutMs: 30_000 })).toBe('succeeded');
  });

  test('a follower that runs is proof; one that is not to be seen is none', () => {
    const after = aRef({ essential: ['app'], containers: ['app', 'migrate'], followers: ['app'] });
    const running = aStoppedTask({
      lastStatus: 'STOPPING',
      stopCode: 'UserInitiated',
      containers: [aContainer({ name: 'app' }), ...ended(0)],
    });
    expect(verdictOn([running], after)).toBe('succeeded');
    expect(verdictOn([{ ...running, containers: ended(0) }], after)).toBe('stopped');
  });
});

describe('the facts of a stop', () => {
  const ref = aRef({ containers: ['init', 'proxy', 'migrate'], waitsFor: ['init'] });
  const stopOf = (init: Partial<ContainerState>, stopCode?: string) => {
    const containers = [
      aContainer({ name: 'init', lastStatus: 'STOPPED', ...init }),
      aContainer({ name: 'proxy', lastStatus: 'STOPPED' }),
      aContainer({ name: 'aws-guardduty-agent-x', lastStatus: 'STOPPED', exitCode: 0, reason: 'injected' }),
      aContainer({ lastStatus: 'STOPPED', exitCode: 3, reason: 'mine' }),
    ];
    const task = aStoppedTask({ containers, ...(stopCode === undefined ? {} : { stopCode }) });
    const verdict = judge(ref, addObservation(NO_OBSERVATIONS, { askedAt: NOON, at: NOON, task }, ref));
    return verdict !== undefined && 'stop' in verdict ? verdict.stop : undefined;
  };

  test('are of the containers of the task definition alone', () => {
    expect(stopOf({ exitCode: 1, reason: 'first' })).toEqual({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containerReason: 'mine',
      otherReasons: { init: 'first' },
      othersRan: ['init'],
      failedFirst: { name: 'init', exitCode: 1 },
    });
  });

  test.each<[string, Partial<ContainerState>, string | undefined, object | undefined]>([
    ['shows 0', { exitCode: 0 }, undefined, undefined],
    ['shows nothing', {}, undefined, undefined],
    ['was killed', { exitCode: 137 }, undefined, { name: 'init', exitCode: 137 }],
    ['was killed as it started', { exitCode: 137 }, 'TaskFailedToStart', { name: 'init', exitCode: 137 }],
    ['was killed, for the task was told to stop', { exitCode: 137 }, 'UserInitiated', undefined],
    ['was told to end', { exitCode: 143 }, 'UserInitiated', undefined],
    ['failed, and the task was told to stop', { exitCode: 1 }, 'UserInitiated', { name: 'init', exitCode: 1 }],
  ])('one that ours waits for %s', (_, init, stopCode, failedFirst) => {
    expect(stopOf(init, stopCode)?.failedFirst).toEqual(failedFirst);
  });

  test('one that ours waits for and that is not to be seen has not failed', () => {
    const task = aStoppedTask({ containers: ended(3) });
    const verdict = judge(ref, addObservation(NO_OBSERVATIONS, { askedAt: NOON, at: NOON, task }, ref));
    expect(verdict).not.toHaveProperty('stop.failedFirst');
  });
});
