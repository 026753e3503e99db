import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TargetEvent, WaveEvent } from '../../src/core/events/fleet-events.ts';
import { ec2Error, quotaAnswer, subnetsAnswer } from '../support/capacity-answers.ts';
import { startCli } from '../support/cli.ts';
import { aFleet, type FleetFinished, type FleetWorld, type Row, readFleet } from '../support/fleet.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { type Asked, standIn, type WireAnswer, wireError } from '../support/stand-in.ts';
import { pastTheEcho, until } from '../support/until.ts';

const rows = (count: number, more: (n: number) => Partial<Row> = () => ({})): Row[] =>
  Array.from({ length: count }, (_, n) => ({ name: `t${n + 1}`, ...more(n + 1) }));

const once = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 1]));
const namesOf = (some: readonly Row[]) => some.map(({ name }) => name);

const wavesOf = ({ events }: FleetFinished) =>
  events
    .filter((event): event is WaveEvent => event.type === 'wave')
    .map(({ wave, state, succeeded, failed }) => [wave, state, succeeded, failed]);

/** The states of a target, with its attempts. */
const statesOf = ({ events }: FleetFinished, name: string) =>
  events
    .filter((event): event is TargetEvent => event.type === 'target' && event.target === name)
    .map(({ state, attempt }) => `${state} ${attempt}`);

/** Resumes with the only journal that there is. */
const resume = (fleet: FleetWorld, ...flags: string[]) =>
  fleet.run('--resume', fleet.journals()[0]?.file ?? '', ...flags);

describe.concurrent('a fleet', () => {
  test('runs each target once, in waves, and notes each intent before its launch', async () => {
    await using fleet = await aFleet();
    const targets = rows(5);
    fleet.rows(targets);
    const ran = await fleet.run();
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.result.targets).toMatchObject({
      rows: 5,
      chosen: 5,
      succeeded: 5,
      failed: 0,
      unlaunched: 0,
      resume: null,
    });
    expect(fleet.begun()).toEqual(once(...namesOf(targets)));
    expect(wavesOf(ran)).toEqual([
      [1, 'started', 0, 0],
      [1, 'ended', 1, 0],
      [2, 'started', 0, 0],
      [2, 'ended', 4, 0],
    ]);
    expect(statesOf(ran, 't3')).toEqual(['launching 1', 'running 1', 'ended 1']);
    const lines = ran.events.filter((event) => event.type === 'log' && event.target === 't3');
    expect(lines.map((line) => line.type === 'log' && line.message)).toEqual(['first of t3', 'last of t3']);
    const [journal] = fleet.journals();
    const ofT3 = journal?.entries.filter(({ target }) => target === 't3').map(({ entry }) => entry);
    expect(ofT3).toEqual(['intent', 'launched', 'ended']);
  });

  test('a canary that fails: nothing else is launched, and its code is the exit code', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(4, (n) => (n === 1 ? { codes: [7] } : {})));
    const ran = await fleet.run('--canary', '1');
    expect(ran.exitCode).toBe(7);
    expect(ran.result).toMatchObject({ outcome: 'failed', ending: 'targets', reasons: ['failures'] });
    expect(ran.result.targets).toMatchObject({
      succeeded: 0,
      failed: 1,
      unlaunched: 3,
      outcomes: { failed: 1, unlaunched: 3 },
    });
    expect(fleet.begun()).toEqual({ t1: 1 });
  });

  test('after --max-failures nothing new is launched, what runs is followed to its end; --resume does the rest', async () => {
    await using fleet = await aFleet();
    fleet.rows([
      { name: 'good' },
      { name: 'bad', codes: [3, 0] },
      { name: 'slow', waits: true },
      { name: 'late' },
      { name: 'later' },
    ]);
    await using running = fleet.start(['--output', 'json', '--waves', '1,rest', '--concurrency', '2']);
    await until('bad has ended', () => fleet.ended()['bad'] && fleet.begun()['slow']);
    await until('the failure is known', () => running.stdout().includes('"outcome":"failed"') || undefined);
    fleet.openGate('slow');
    const ran = readFleet(await running.ended);
    expect(ran.exitCode, ran.stderr).toBe(3);
    expect(ran.outcomes).toEqual({ good: 'succeeded', bad: 'failed', slow: 'succeeded' });
    expect(ran.result.targets).toMatchObject({ succeeded: 2, failed: 1, unlaunched: 2 });
    expect(fleet.begun()).toEqual(once('good', 'bad', 'slow'));

    const again = await resume(fleet);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.result.targets).toMatchObject({ succeeded: 5, failed: 0, unlaunched: 0 });
    expect(fleet.begun()).toEqual({ good: 1, bad: 2, slow: 1, late: 1, later: 1 });
    expect(statesOf(again, 'bad')).toEqual(['launching 2', 'running 2', 'ended 2']);
    expect(statesOf(again, 'good')).toEqual(['ended 1']);

    const nothing = await resume(fleet);
    expect(nothing.exitCode).toBe(0);
    expect(fleet.begun()).toMatchObject({ good: 1, bad: 2 });
  });

  test('failures with different codes end with 1', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(3, (n) => ({ codes: [[0], [3], [4]][n - 1] ?? [] })));
    const ran = await fleet.run('--waves', 'rest', '--max-failures', '100%');
    expect(ran.exitCode).toBe(1);
    expect(ran.result.targets).toMatchObject({ succeeded: 1, failed: 2, unlaunched: 0 });
  });

  test('--retries: each target has its own attempts, and each is shown', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(3, (n) => ({ codes: [[7, 0], [7, 7, 0], [0]][n - 1] ?? [] })));
    const again = ['--retries', '1', '--retry-on', 'code:7', '--retry-safe', 'transactional', '--retry-wait', '1s..1s'];
    await using running = fleet.start(['--waves', 'rest', '--max-failures', '3', ...again]);
    const { exitCode, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(7);
    expect(fleet.begun()).toEqual({ t1: 2, t2: 2, t3: 1 });
    for (const name of ['t1', 't2']) expect(stderr).toContain(`${name}: attempt 1 of 2 failed with exit code 7`);
    expect(stderr).not.toContain('t3: attempt');
  });

  test('--per-group: a group with a limit does not hold up the others', async () => {
    await using fleet = await aFleet();
    fleet.rows([
      { name: 'a1', group: 'a', waits: true },
      { name: 'a2', group: 'a' },
      { name: 'b1', group: 'b' },
      { name: 'b2', group: 'b' },
    ]);
    await using running = fleet.start(['--waves', 'rest', '--per-group', '1']);
    await until('group b is done', () => fleet.ended()['b2']);
    expect(fleet.begun()).toEqual(once('a1', 'b1', 'b2'));
    fleet.openGate('a1');
    expect((await running.ended).exitCode).toBe(0);
    expect(fleet.begun()).toEqual(once('a1', 'a2', 'b1', 'b2'));
  });

  test('--only and --except choose by pattern', async () => {
    await using fleet = await aFleet();
    fleet.rows(['eu-1', 'eu-2', 'us-1'].map((name) => ({ name })));
    const ran = await fleet.run('--only', 'eu-*', '--except', 'eu-2', '--except', 'typo');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(fleet.begun()).toEqual({ 'eu-1': 1 });
    expect(ran.result.targets).toMatchObject({ rows: 3, chosen: 1, succeeded: 1 });
    expect(ran.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))).toContain('nothing-matches');
  });
});

describe.concurrent('interruptions', () => {
  test('a signal stops the launches, and what runs is followed to its end', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(3, (n) => ({ waits: n === 1 })));
    await using running = fleet.start(['--output', 'json']);
    await until('the first one runs', () => fleet.begun()['t1']);
    await until('its task is known', () => running.stdout().includes('"state":"running"') || undefined);
    running.child.kill('SIGTERM');
    await pastTheEcho();
    fleet.openGate('t1');
    const ran = readFleet(await running.ended);
    expect(ran.exitCode, ran.stderr).toBe(143);
    expect(ran.result.targets).toMatchObject({ succeeded: 1, unlaunched: 2 });
    expect(ran.outcomes).toEqual({ t1: 'succeeded' });
    const again = await resume(fleet);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fleet.begun()).toEqual(once('t1', 't2', 't3'));
  });

  test('a second signal without a terminal leaves what runs alone; --resume follows it', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(2, (n) => ({ waits: n === 1 })));
    await using running = fleet.start(['--output', 'json']);
    await until('the first one runs', () => fleet.begun()['t1']);
    await until('its task is known', () => running.stdout().includes('"state":"running"') || undefined);
    running.child.kill('SIGINT');
    await pastTheEcho();
    running.child.kill('SIGINT');
    const left = await running.ended;
    expect(left.exitCode).toBe(130);
    expect(left.stderr).toContain('--resume');
    fleet.openGate('t1');
    const again = await resume(fleet);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fleet.begun()).toEqual(once('t1', 't2'));
  });

  test('kill -9: --resume launches nothing twice', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(6, (n) => ({ waits: n > 2 })));
    await using running = fleet.start(['--waves', 'rest', '--concurrency', '4']);
    await until('four have begun', () => fleet.begun()['t4'] && fleet.begun()['t3']);
    running.child.kill('SIGKILL');
    await running.ended;
    fleet.openGate('all');
    const again = await resume(fleet);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.result.targets).toMatchObject({ succeeded: 6 });
    expect(fleet.begun()).toEqual(once(...namesOf(rows(6))));
  });

  test('kill -9 in CI: the same build continues the same fleet, also without its journal', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(3, (n) => ({ waits: n === 1 })));
    const env = { CODEBUILD_BUILD_ID: 'project:1' };
    await using running = fleet.start(['--waves', 'rest'], { env });
    await until('they have begun', () => fleet.ended()['t2'] && fleet.begun()['t1']);
    running.child.kill('SIGKILL');
    await running.ended;
    for (const { file } of fleet.journals()) rmSync(path.join(fleet.folder, file));
    fleet.openGate('all');
    await using second = fleet.start(['--waves', 'rest'], { env });
    expect((await second.ended).exitCode).toBe(0);
    expect(fleet.begun()).toEqual(once('t1', 't2', 't3'));
  });

  test('two processes with one journal: the second one is refused', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(1, () => ({ waits: true })));
    await using running = fleet.start(['--journal', 'one.jsonl']);
    await until('it runs', () => fleet.begun()['t1']);
    const second = await fleet.run('--resume', 'one.jsonl');
    expect(second).toMatchObject({ exitCode: 64, result: { reasons: ['usage'] } });
    expect(second.result.cause).toContain(`${running.child.pid}`);
    fleet.openGate('all');
    expect((await running.ended).exitCode).toBe(0);
    expect(fleet.begun()).toEqual({ t1: 1 });
  });

  test('a pause that nobody approves ends with 75, and --resume is the approval', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(3));
    const paused = await fleet.run('--wave-pause', 'approve');
    expect(paused).toMatchObject({ exitCode: 75, result: { outcome: 'paused', reasons: ['not-approved'] } });
    expect(fleet.begun()).toEqual({ t1: 1 });
    const again = await resume(fleet, '--wave-pause', 'approve');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fleet.begun()).toEqual(once('t1', 't2', 't3'));
  });
});

test('the command that continues a fleet can be copied', async () => {
  await using fleet = await aFleet();
  fleet.rows(rows(3, (n) => ({ codes: n === 2 ? [5, 0] : [0] })));
  const first = await fleet.run('--env', 'GREETING=hello world', '--waves', 'rest', '--journal', "my journal's.jsonl");
  expect(first.exitCode, first.stderr).toBe(5);
  const command = first.result.targets?.resume ?? '';
  expect(command).not.toContain('hello');
  expect(first.result.next).toContain(command);
  const copied = command.replace('npx ecs-migrate', `'${process.execPath}' '${MAIN}'`);
  const env = { ...process.env, ...fleet.engine.env, GREETING: 'hello world' };
  await using again = startProcess('sh', ['-c', copied], { cwd: fleet.folder, env });
  expect(await again.ended).toMatchObject({ exitCode: 0 });
  expect(fleet.begun()).toEqual({ t1: 1, t2: 2, t3: 1 });
});

test('plan launches nothing; list shows the journal, and launches nothing', async () => {
  await using fleet = await aFleet();
  fleet.rows(rows(3, (n) => ({ codes: n === 2 ? [5] : [0] })));
  const planned = await fleet.command('plan', '--concurrency', '2');
  expect(planned.exitCode, planned.stderr).toBe(0);
  expect(planned.events.find(({ type }) => type === 'fleet-plan')).toMatchObject({
    rows: 3,
    waves: [{ targets: ['t1'] }, { targets: ['t2', 't3'] }],
    expected: { tasksAtOnce: 2, cpuAtOnce: 512 },
  });
  expect(fleet.begun()).toEqual({});
  expect((await fleet.run('--journal', 'one.jsonl')).exitCode).toBe(5);
  const before = fleet.begun();
  const listed = await fleet.command('list', '--journal', 'one.jsonl');
  expect(listed.exitCode, listed.stderr).toBe(0);
  expect(listed.outcomes).toMatchObject({ t1: 'succeeded', t2: 'failed' });
  expect(fleet.begun()).toEqual(before);
  expect((await fleet.command('list')).exitCode).toBe(64);
});

describe.concurrent('room for what runs at once', () => {
  test.each<[string, (asked: Asked) => WireAnswer, string[]]>([
    [
      'too little of both',
      ({ what }) => (what === 'DescribeSubnets' ? subnetsAnswer({ 'subnet-1': 3 }) : quotaAnswer('L-3032A538', 1)),
      ['vcpu-quota', 'few-addresses'],
    ],
    [
      'enough of both',
      ({ what }) => (what === 'DescribeSubnets' ? subnetsAnswer({ 'subnet-1': 8 }) : quotaAnswer('L-3032A538', 2)),
      [],
    ],
    [
      'no right to ask',
      ({ what }) =>
        what === 'DescribeSubnets' ? ec2Error('UnauthorizedOperation') : wireError('AccessDeniedException'),
      [],
    ],
  ])('%s', async (_, answer, codes) => {
    await using fleet = await aFleet();
    await using room = await standIn(answer);
    fleet.rows(rows(9));
    const words = ['plan', ...fleet.words(['--concurrency', '8', '--output', 'json']).slice(1)];
    const env = {
      ...fleet.engine.env,
      AWS_ENDPOINT_URL_EC2: room.endpoint,
      AWS_ENDPOINT_URL_SERVICE_QUOTAS: room.endpoint,
    };
    await using running = startCli(words, { cwd: fleet.folder, env });
    const planned = readFleet(await running.ended);
    expect(planned.exitCode, planned.stderr).toBe(0);
    const findings = planned.events.flatMap((event) => (event.type === 'fleet-plan' ? event.findings : []));
    const ofRoom = findings.filter(({ code }) => code === 'vcpu-quota' || code === 'few-addresses');
    expect(ofRoom.map(({ code, severity }) => [code, severity])).toEqual(codes.map((code) => [code, 'warning']));
    expect(room.asked.map(({ what }) => what).sort()).toEqual(['DescribeSubnets', 'GetServiceQuota']);
  });
});

describe.concurrent('what is refused before anything is launched', () => {
  test.each<[string, string, string]>([
    ['no rows', '[]', 'it has no targets'],
    ['a name twice', '[{"name":"a","env":{"A":"1"}},{"name":"a","env":{"A":"2"}}]', 'targets.json:1'],
    [
      'two rows with the same settings',
      '[{"name":"a","env":{"A":"1"}},\n{"name":"b","env":{"A":"1"}}]',
      'targets.json:2',
    ],
    ['a value that is not valid', '[{"name":"a"},\n{"name":"b","cpu":"many"}]', 'targets.json:2:cpu'],
    ['a container that is not there', '[{"name":"a"},\n{"name":"b","container":"nobody"}]', 'b (targets.json:2)'],
  ])('%s', async (_, text, told) => {
    await using fleet = await aFleet();
    writeFileSync(path.join(fleet.folder, 'targets.json'), text);
    const ran = await fleet.run();
    expect(ran.exitCode, ran.stderr).toBe(64);
    expect(ran.result.cause).toContain(told);
    expect(fleet.begun()).toEqual({});
    expect(fleet.journals().flatMap(({ entries }) => entries)).toEqual([]);
  });

  test('a fleet that is resumed with another command or row, unless --rerun says so', async () => {
    await using fleet = await aFleet();
    fleet.rows(rows(2, (n) => ({ codes: n === 2 ? [1, 0] : [0] })));
    expect((await fleet.run('--waves', 'rest')).exitCode).toBe(1);
    fleet.rows(rows(2, (n) => ({ codes: [0], env: { MORE: `${n}` } })));
    const refused = await resume(fleet, '--waves', 'rest');
    expect(refused).toMatchObject({ exitCode: 64, result: { ending: 'targets-refused' } });
    expect(fleet.begun()).toEqual(once('t1', 't2'));
    const rerun = await resume(fleet, '--waves', 'rest', '--rerun');
    expect(rerun.exitCode, rerun.stderr).toBe(0);
    expect(fleet.begun()).toEqual({ t1: 2, t2: 2 });
  });
});
