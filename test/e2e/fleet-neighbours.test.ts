import { existsSync } from 'node:fs';
import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { TargetEvent } from '../../src/core/events/fleet-events.ts';
import { startCli } from '../support/cli.ts';
import { aFleet, type FleetFinished, type FleetWorld, type Row, readFleet } from '../support/fleet.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { pastTheEcho, until } from '../support/until.ts';

/** util-linux's script(1) gives the command a terminal of its own. */
const SCRIPT = '/usr/bin/script';

const NAMES = ['t1', 't2', 't3'];
const each = (more: Partial<Row> = {}): Row[] => NAMES.map((name) => ({ name, ...more }));
const times = (count: number) => Object.fromEntries(NAMES.map((name) => [name, count]));

const lockOf = ({ startedBy = '' }: Task) => startedBy;
const tenantOf = ({ overrides }: Task) =>
  overrides?.containerOverrides?.[0]?.environment?.find(({ name }) => name === 'TENANT')?.value ?? '';

/** When the containers of a task ran, as DescribeTasks says. Absent if none has started. */
function ranFrom({ startedAt, executionStoppedAt, stoppedAt }: Task): [number, number][] {
  const end = executionStoppedAt ?? stoppedAt;
  return startedAt === undefined ? [] : [[startedAt.getTime(), end?.getTime() ?? Number.POSITIVE_INFINITY]];
}

/** The targets of which two tasks ran at the same time. */
async function ranTogether(fleet: FleetWorld): Promise<string[]> {
  const tasks = await fleet.tasks();
  const names = new Set(tasks.map(tenantOf));
  return [...names].filter((name) => {
    const spans = tasks.filter((task) => tenantOf(task) === name).flatMap(ranFrom);
    const inOrder = spans.toSorted(([a], [b]) => a - b);
    return inOrder.some(([from], i) => from < (inOrder[i - 1]?.[1] ?? 0));
  });
}

/** A single run of the migration of t1, with the lock that t1 has in a fleet. */
const single = (fleet: FleetWorld, ...env: string[]) => {
  const where = ['--cluster', 'staging', '--task-definition', fleet.definition, '--subnets', 'subnet-1'];
  const what = ['--lock', 'shop-migrate/t1', ...['TENANT=t1', ...env].flatMap((one) => ['--env', one])];
  return startCli(['run', ...where, ...what, '--log-quiet', '200ms'], { cwd: fleet.folder, env: fleet.engine.env });
};

const ended = (fleet: FleetWorld, ...names: string[]) => names.every((name) => fleet.ended()[name]);

/** The states of a target, with its attempts. */
const statesOf = ({ events }: FleetFinished, name: string) =>
  events
    .filter((event): event is TargetEvent => event.type === 'target' && event.target === name)
    .map(({ state, attempt }) => `${state} ${attempt}`);

/** Longer than ECS needs to show both of two tasks that are launched at once, as on Fargate. */
const STARTS_AS_ON_FARGATE = ['--fault', 'provisioning:8s'];

describe.concurrent('others with the lock of a target', () => {
  test('two fleets that start at the same time: each target twice, never two tasks of it at once', async () => {
    await using fleet = await aFleet(STARTS_AS_ON_FARGATE);
    fleet.rows(each({ seconds: 1 }));
    const both = await Promise.all(
      ['one', 'two'].map((name) => fleet.run('--waves', 'rest', '--journal', `${name}.jsonl`)),
    );
    for (const ran of both) {
      expect(ran.exitCode, `${ran.stderr}${ran.result.cause}`).toBe(0);
      expect(ran.result.targets).toMatchObject({ succeeded: 3, failed: 0, unlaunched: 0 });
    }
    expect(new Set(both.map(({ result }) => result.targets?.fleet)).size).toBe(2);
    expect(await ranTogether(fleet)).toEqual([]);
    expect(fleet.overlapped()).toEqual([]);
    expect(fleet.begun()).toEqual(times(2));
    expect(new Set((await fleet.tasks()).map(lockOf)).size).toBe(3);
  });

  test('a fleet that holds one target holds up the other fleet at that target alone', async () => {
    await using fleet = await aFleet();
    fleet.rows([{ name: 't1', waits: true }, { name: 't2' }, { name: 't3' }]);
    await using first = fleet.start(['--output', 'json', '--waves', 'rest', '--journal', 'one.jsonl']);
    await until('the first fleet waits in t1 alone', () => fleet.begun()['t1'] && ended(fleet, 't2', 't3'));
    await using second = fleet.start(['--output', 'json', '--waves', 'rest', '--journal', 'two.jsonl']);
    await until('the second one is done but for t1', () => fleet.ended()['t2'] === 2 && fleet.ended()['t3'] === 2);
    await until('it waits for t1', () => second.stdout().includes('"phase":"waiting"'));
    expect(fleet.begun()).toEqual({ t1: 1, t2: 2, t3: 2 });
    fleet.openGate('t1');
    for (const ran of [readFleet(await first.ended), readFleet(await second.ended)]) {
      expect(ran.exitCode, ran.stderr).toBe(0);
    }
    expect(await ranTogether(fleet)).toEqual([]);
    expect(fleet.overlapped()).toEqual([]);
    expect(fleet.begun()).toEqual(times(2));
  });

  test('a single run with the lock of a target: the fleet waits for it, at that target alone', async () => {
    await using fleet = await aFleet();
    fleet.rows(each());
    await using alone = single(fleet, 'CODES=0', 'WAITS=yes');
    await until('the single run runs', () => fleet.begun()['t1']);
    await using running = fleet.start(['--output', 'json', '--waves', 'rest']);
    await until('the others are done', () => ended(fleet, 't2', 't3'));
    await until('the fleet waits', () => running.stdout().includes('"phase":"waiting"'));
    expect(fleet.begun()).toEqual(times(1));
    fleet.openGate('t1');
    expect(await alone.ended).toMatchObject({ exitCode: 0 });
    const ran = readFleet(await running.ended);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await ranTogether(fleet)).toEqual([]);
    expect(fleet.overlapped()).toEqual([]);
    expect(fleet.begun()).toEqual({ ...times(1), t1: 2 });
  });

  test('a single run waits for the fleet that holds its lock', async () => {
    await using fleet = await aFleet();
    fleet.rows([{ name: 't1', waits: true }, { name: 't2' }, { name: 't3' }]);
    await using running = fleet.start(['--output', 'json', '--waves', 'rest']);
    await until('the fleet holds t1', () => fleet.begun()['t1']);
    await using alone = single(fleet, 'CODES=0');
    await until('the single run waits', () => alone.stderr().includes('waiting for another migration'));
    expect(fleet.begun()['t1']).toBe(1);
    fleet.openGate('t1');
    expect(await alone.ended).toMatchObject({ exitCode: 0 });
    expect(readFleet(await running.ended).exitCode).toBe(0);
    expect(await ranTogether(fleet)).toEqual([]);
    expect(fleet.overlapped()).toEqual([]);
    expect(fleet.begun()).toEqual({ ...times(1), t1: 2 });
  });
});

describe.concurrent('a start that fails before any container has run', () => {
  const PULL =
    'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to do request: Head "https://registry.example/v2/app/manifests/1": dial tcp 198.51.100.7:443: i/o timeout';

  test('an image that cannot be pulled for the moment: launched again, and not counted', async () => {
    await using fleet = await aFleet(['--fault', `failed-start:2:${PULL}`]);
    fleet.rows(each());
    const ran = await fleet.run('--waves', 'rest', '--max-failures', '1');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.result.targets).toMatchObject({ succeeded: 3, failed: 0, unlaunched: 0 });
    expect(fleet.begun()).toEqual(times(1));
    const tasks = await fleet.tasks();
    expect(tasks.filter(({ stopCode }) => stopCode === 'TaskFailedToStart')).toHaveLength(2);
    expect(tasks).toHaveLength(5);
    const again = NAMES.map((name) => statesOf(ran, name)).filter((states) => states.length > 3);
    const twice = ['launching 1', 'running 1', 'waiting 2', 'launching 2', 'running 2', 'ended 2'];
    expect(again).toEqual([twice, twice]);
  });

  test('no capacity: asked again, also by another launch, and not counted', async () => {
    await using fleet = await aFleet(['--fault', 'no-capacity:2']);
    fleet.rows(each());
    // Shorter than the wait after which ECS is asked again, so that each of these launches ends.
    const ran = await fleet.run('--waves', 'rest', '--max-failures', '1', '--start-timeout', '2s');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.result.targets).toMatchObject({ succeeded: 3, failed: 0, unlaunched: 0 });
    expect(fleet.begun()).toEqual(times(1));
    expect(NAMES.filter((name) => statesOf(ran, name).includes('waiting 1'))).toHaveLength(2);
  });

  test('an image that is not there is a failure at once', async () => {
    await using fleet = await aFleet(['--fault', 'image-pull']);
    fleet.rows(each());
    const ran = await fleet.run();
    expect(ran.result.targets).toMatchObject({ succeeded: 0, failed: 1, unlaunched: 2 });
    expect(ran.result).toMatchObject({ outcome: 'failed', reasons: ['failures'] });
    expect(ran.exitCode).not.toBe(0);
    expect(await fleet.tasks()).toHaveLength(1);
  });
});

describe.skipIf(!existsSync(SCRIPT))('on a terminal', () => {
  test('the first Ctrl-C only stops the launches; the second one stops what runs, and --resume does the rest', async () => {
    await using fleet = await aFleet();
    fleet.rows([{ name: 't1', waits: true }, { name: 't2', waits: true }, { name: 't3' }]);
    const flags = ['--waves', 'rest', '--concurrency', '2'];
    const words = fleet.words([...flags, '--journal', 'one.jsonl']).map((word) => `'${word}'`);
    const command = `stty cols 80 rows 24; '${process.execPath}' '${MAIN}' ${words.join(' ')}`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], {
      env: { ...fleet.engine.env, TERM: 'xterm' },
      cwd: fleet.folder,
      input: true,
    });
    await until('two of them run', () => fleet.begun()['t1'] && fleet.begun()['t2']);
    await until('the journal has both', () => {
      const launched = fleet.journals()[0]?.entries.filter(({ entry }) => entry === 'launched') ?? [];
      return launched.length === 2 || undefined;
    });
    run.child.stdin?.write('\u0003');
    await until('it says so', () => run.stdout().includes('nothing new is launched'));
    await pastTheEcho();
    const statuses = async () => (await fleet.tasks()).map(({ desiredStatus }) => desiredStatus).toSorted();
    expect(await statuses()).toEqual(['RUNNING', 'RUNNING']);
    fleet.openGate('t1');
    await until('t1 is noted', () => fleet.journals()[0]?.entries.some(({ entry }) => entry === 'ended') || undefined);
    expect(fleet.begun()).toEqual({ t1: 1, t2: 1 });

    run.child.stdin?.write('\u0003');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode, stdout).toBe(130);
    const tasks = await fleet.tasks();
    expect(tasks.map((task) => [tenantOf(task), task.lastStatus, task.stopCode]).toSorted()).toEqual([
      ['t1', 'STOPPED', 'EssentialContainerExited'],
      ['t2', 'STOPPED', 'UserInitiated'],
    ]);
    expect(fleet.ended()).toEqual({ t1: 1 });
    const ends = fleet.journals()[0]?.entries.filter(({ entry }) => entry === 'ended') ?? [];
    expect(ends.map(({ target, end }) => [target, end])).toEqual([
      ['t1', 'succeeded'],
      ['t2', 'failed'],
    ]);

    fleet.openGate('all');
    const again = await fleet.run(...flags, '--resume', 'one.jsonl');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fleet.begun()).toEqual({ t1: 1, t2: 2, t3: 1 });
  });
});
