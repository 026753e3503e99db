import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCli } from '../support/cli.ts';
import { FLEET_BUCKET } from '../support/fleet-machine.ts';
import { allowing, type Policy } from '../support/iam/policy.ts';
import { startRecorder } from '../support/iam/recorder.ts';
import { ROOT } from '../support/paths.ts';
import { aStateMachine, EXECUTION, STATE_MACHINE, type StepFunctionsWorld, tenant } from '../support/step-functions.ts';
import { until } from '../support/until.ts';

/** One world for all tests: each has targets and a fleet of its own. */
let world: StepFunctionsWorld;
beforeAll(async () => {
  world = await aStateMachine();
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** How often the containers of these targets have started. */
const begun = (...names: string[]) => names.map((name) => world.begun()[name] ?? 0);

const starts = () => world.sfn.asked.filter(({ what }) => what === 'StartExecution').length;

/** The ARN of the execution that the plan of a fleet names. */
function arnIn(events: readonly object[]): string {
  const plan = events.find((event) => 'type' in event && event.type === 'fleet-plan');
  return String((plan as { execution?: string } | undefined)?.execution);
}
const nameOf = (arn: string) => arn.split(':').at(-1) ?? '';

/** The targets file is written when a run begins. So one test after another. */
describe('run --targets --on step-functions', () => {
  test('all targets succeed: the events and reports of a fleet, and 0; every call is one of the starter policy', async () => {
    await using s3 = await startRecorder(world.s3.endpoint);
    world.rows(['a1', 'a2', 'a3'].map((name) => tenant(name)));
    const asked = world.sfn.asked.length;
    await using running = world.start(['--output', 'json', '--report', 'r.xml', '--report', 'r.json'], {
      env: { AWS_ENDPOINT_URL_S3: s3.endpoint },
    });
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ outcome: 'succeeded', ending: 'targets' });
    expect(events.at(-1).targets).toMatchObject({ rows: 3, chosen: 3, succeeded: 3, execution: arnIn(events) });
    const waves = events.filter(({ type }) => type === 'wave').map(({ wave, state }) => `${wave} ${state}`);
    expect(waves).toEqual(['1 started', '1 ended', '2 started', '2 ended']);
    expect(begun('a1', 'a2', 'a3')).toEqual([1, 1, 1]);
    expect(readFileSync(path.join(world.folder, 'r.xml'), 'utf8').match(/<testcase /g)).toHaveLength(3);
    const report = JSON.parse(readFileSync(path.join(world.folder, 'r.json'), 'utf8'));
    expect(report.fleet.targets.map(({ name, outcome }: Record<string, unknown>) => [name, outcome])).toEqual(
      ['a1', 'a2', 'a3'].map((name) => [name, 'succeeded']),
    );

    const policies = readFileSync(path.join(ROOT, 'terraform/modules/fleet/tests/policies.json'), 'utf8')
      .replaceAll('eu-west-1', 'us-east-1')
      .replaceAll('111122223333', '000000000000')
      .replaceAll('migrate-tenants', 'fleet')
      .replaceAll('my-fleets', FLEET_BUCKET);
    const starter: Policy = JSON.parse(policies).starter;
    const ofStates = world.sfn.asked.slice(asked).map(({ what, body }) => {
      return {
        action: `states:${what}`,
        resource: String(body['executionArn'] ?? body['stateMachineArn']),
        context: {},
      };
    });
    const ofS3 = s3.calls.map(({ target }) => {
      const [, method, key = ''] = new RegExp(`^(\\w+) /${FLEET_BUCKET}/([^?]*)`).exec(target) ?? [];
      const bucket = `arn:aws:s3:::${FLEET_BUCKET}`;
      if (key === '') return { action: 's3:ListBucket', resource: bucket, context: {} };
      return { action: method === 'PUT' ? 's3:PutObject' : 's3:GetObject', resource: `${bucket}/${key}`, context: {} };
    });
    const needed = [...ofStates, ...ofS3];
    expect(needed.filter((one) => allowing(starter, one).length === 0)).toEqual([]);
    const used = new Set(needed.map(({ action }) => action));
    const granted = starter.Statement.flatMap(({ Action }) => [Action].flat());
    expect([...used].toSorted()).toEqual(granted.toSorted());
  });

  test('a failed wave stops the next one; the code is that of the container; --resume runs only what has not succeeded', async () => {
    world.rows(['b1', 'b2', 'b3'].map((name) => tenant(name)));
    world.breakTarget('b2');
    const flags = ['--waves', '1,1,rest', '--idempotency-key', 'b'];
    const first = await world.run(...flags);
    expect(first.exitCode, first.stderr).toBe(7);
    expect(first.outcomes).toEqual({ b1: 'succeeded', b2: 'failed' });
    expect(first.result.targets).toMatchObject({ succeeded: 1, failed: 1, unlaunched: 1 });
    expect(first.result.reasons).toEqual(['failures']);
    const said = first.events.filter((event) => event.type === 'log' && event.target === 'b2');
    expect(said.map((event) => 'message' in event && event.message)).toContain('it is broken');
    expect(begun('b1', 'b2', 'b3')).toEqual([1, 1, 0]);

    world.repair('b2');
    const second = await world.run(...flags, '--resume', arnIn(first.events));
    expect(second.exitCode, second.stderr).toBe(0);
    expect(second.result.targets).toMatchObject({ chosen: 3, succeeded: 3 });
    expect(begun('b1', 'b2', 'b3')).toEqual([1, 2, 1]);

    // The failures file says the same: so it is the same execution. Another row is refused.
    const failures = `s3://${FLEET_BUCKET}/fleet/${nameOf(arnIn(first.events))}/failures.json`;
    const third = await world.run(...flags, '--resume', failures);
    expect([third.exitCode, arnIn(third.events)], third.stderr).toEqual([0, arnIn(second.events)]);
    expect(begun('b1', 'b2', 'b3')).toEqual([1, 2, 1]);
    world.rows([{ ...tenant('b1'), command: 'true' }, tenant('b2'), tenant('b3')]);
    const before = starts();
    const fourth = await world.run(...flags, '--resume', failures);
    expect([fourth.exitCode, fourth.result.ending]).toEqual([64, 'targets-refused']);
    expect(starts()).toBe(before);
  });

  test('a second start of the same build starts nothing, and other targets are refused', async () => {
    world.rows([tenant('c1')]);
    const flags = ['--idempotency-key', 'c'];
    const losing = starts();
    world.trouble((what, n) => {
      if (what === 'StartExecution' && n === losing) return 'lose-answer';
      return what === 'DescribeExecution' && n % 2 === 0 ? 'throttled' : undefined;
    });
    const first = await world.run(...flags);
    world.trouble(() => undefined);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(starts()).toBe(losing + 2);
    const second = await world.run(...flags);
    expect([second.exitCode, second.outcomes], second.stderr).toEqual([0, { c1: 'succeeded' }]);
    expect(second.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))).toContain(
      'started-before',
    );
    expect(arnIn(second.events)).toBe(arnIn(first.events));
    world.rows([tenant('c1'), tenant('c2')]);
    const third = await world.run(...flags);
    expect([third.exitCode, third.result.outcome]).toEqual([64, 'invalid']);
    expect(begun('c1', 'c2')).toEqual([1, 0]);
  });

  test.each(['ABORTED', 'SUCCEEDED'] as const)(
    'an execution that ends as %s while a target runs: its end is unknown, and never 0',
    async (status) => {
      const [name, later] = [`d-${status}`, `e-${status}`];
      world.rows([tenant(name, { waits: true }), tenant(later)]);
      await using running = world.start(['--output', 'json', '--idempotency-key', name]);
      await until('it runs', () => begun(name)[0] === 1 || undefined);
      const execution = arnIn(
        running
          .stdout()
          .trim()
          .split('\n')
          .slice(0, 5)
          .map((line) => JSON.parse(line)),
      );
      await until('its task is noted', () => {
        const texts = [...world.s3.objects].filter(([key]) => key.includes(`/${nameOf(execution)}/progress/`));
        return texts.some(([, text]) => text.includes('taskArn')) || undefined;
      });
      world.end(nameOf(execution), status);
      const { exitCode, stdout, stderr } = await running.ended;
      expect(exitCode, stderr).toBe(76);
      const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      expect(result.targets).toMatchObject({ succeeded: 0, unknown: 1, unlaunched: 1 });
      expect(result.reasons).toEqual(status === 'ABORTED' ? ['outside'] : ['failures']);

      world.openGate(name);
      const again = await world.run('--idempotency-key', name, '--resume', execution);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(begun(name, later)).toEqual([1, 1]);
    },
  );

  test('a child whose calls die: its target is unknown', async () => {
    world.rows([tenant('f1')]);
    world.functionFault(({ action, targets }) => {
      return action === 'turn' && JSON.stringify(targets).includes('"f1"') ? 'dies' : undefined;
    });
    const ran = await world.run();
    world.functionFault(() => undefined);
    expect([ran.exitCode, ran.result.targets?.unknown], ran.stderr).toEqual([76, 1]);
  });

  test('denied: 77 with the statement to add, and nothing is launched', async () => {
    world.rows([tenant('g1')]);
    world.trouble((what) => (what === 'StartExecution' ? 'denied' : undefined));
    const ran = await world.run();
    world.trouble(() => undefined);
    expect([ran.exitCode, ran.result.outcome], ran.stderr).toEqual([77, 'denied']);
    expect(ran.result.next).toContain(
      JSON.stringify({ Effect: 'Allow', Action: 'states:StartExecution', Resource: STATE_MACHINE }),
    );
    expect(begun('g1')).toEqual([0]);
  });

  test('kill -9, and attach follows the execution to its end, and reports it later', async () => {
    world.rows([tenant('h1', { waits: true }), tenant('h2')]);
    await using running = world.start(['--output', 'json', '--idempotency-key', 'h']);
    await until('it runs', () => begun('h1')[0] === 1 || undefined);
    const execution = arnIn(
      running
        .stdout()
        .trim()
        .split('\n')
        .slice(0, 5)
        .map((line) => JSON.parse(line)),
    );
    running.child.kill('SIGKILL');
    await running.ended;
    await using attached = startCli(['attach', execution, '--output', 'json'], { cwd: world.folder, env: world.env });
    await until('it follows', () => attached.stdout().includes('"type":"target"') || undefined);
    world.openGate('h1');
    const followed = await attached.ended;
    expect(followed.exitCode, followed.stderr).toBe(0);
    const later = await world.attach(execution);
    expect([later.exitCode, later.outcomes], later.stderr).toEqual([0, { h1: 'succeeded', h2: 'succeeded' }]);
    expect(later.result.targets).toMatchObject({ chosen: 2, succeeded: 2 });
    expect(begun('h1', 'h2')).toEqual([1, 1]);
    const absent = await world.attach(`${EXECUTION}:nothing`);
    expect([absent.exitCode, absent.result.outcome]).toEqual([64, 'invalid']);
  });

  test('a signal ends the launches, and what runs is followed to its end', async () => {
    world.rows([tenant('i1', { waits: true }), tenant('i2')]);
    await using running = world.start(['--output', 'json', '--idempotency-key', 'i']);
    await until('it runs', () => begun('i1')[0] === 1 || undefined);
    running.child.kill('SIGTERM');
    await until('the fuse is set', () => running.stdout().includes('"fuse-set"') || undefined);
    world.openGate('i1');
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(143);
    const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(result).toMatchObject({ outcome: 'interrupted', reasons: ['signal'] });
    expect(result.targets).toMatchObject({ succeeded: 1, unlaunched: 1 });
    expect(begun('i1', 'i2')).toEqual([1, 0]);
  });

  test('attach leaves the execution as it is at a signal; --detach only starts it', async () => {
    world.rows([tenant('j1', { waits: true })]);
    const started = await world.run('--detach', '--idempotency-key', 'j');
    expect([started.exitCode, started.result.outcome], started.stderr).toEqual([0, 'detached']);
    const execution = arnIn(started.events);
    await using attached = startCli(['attach', execution, '--output', 'json'], { cwd: world.folder, env: world.env });
    await until('it follows', () => attached.stdout().includes('"type":"target"') || undefined);
    attached.child.kill('SIGINT');
    expect((await attached.ended).exitCode).toBe(130);
    expect(world.s3.objects.has(`${FLEET_BUCKET}/fleet/${nameOf(execution)}/fuse`)).toBe(false);
    world.openGate('j1');
    expect((await world.attach(execution)).exitCode).toBe(0);
  });

  test.each<[string[], RegExp]>([
    [['--local'], /--local/],
    [['--journal', 'j.jsonl'], /--journal/],
    [['--wave-pause', 'approve'], /--wave-pause/],
    [['--per-group', '2'], /--per-group/],
    [['--skip-if-none'], /--skip-if-none/],
    [['--retries', '1', '--retry-safe', 'transactional'], /--retries/],
  ])('%j has no meaning there: refused with the reason, and nothing is started', async (flags, named) => {
    world.rows([tenant('k1')]);
    const before = world.sfn.asked.length;
    await using running = startCli(world.words(flags), { cwd: world.folder, env: world.env });
    const { exitCode, stderr, told } = await running.ended;
    expect([exitCode, told?.outcome], stderr).toEqual([64, 'invalid']);
    expect(stderr).toMatch(named);
    expect(world.sfn.asked.length).toBe(before);
  });

  test('a row that is not valid is reported with its place, and nothing is started', async () => {
    world.rows([tenant('l1'), { ...tenant('l2'), comand: 'true' }]);
    const before = world.sfn.asked.length;
    const ran = await world.run();
    expect([ran.exitCode, ran.result.reasons]).toEqual([64, ['file-problem']]);
    expect(ran.result.cause).toMatch(/targets\.json:\d+/);
    expect(world.sfn.asked.length).toBe(before);
  });

  test('plan shows the waves, and starts and stores nothing', async () => {
    world.rows([tenant('m1'), tenant('m2')]);
    const [before, objects] = [starts(), world.s3.objects.size];
    const [, ...words] = world.words(['--output', 'json']);
    await using running = startCli(['plan', ...words], { cwd: world.folder, env: world.env });
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('"waves":[{"wave":1,"targets":["m1"]');
    expect([starts(), world.s3.objects.size]).toEqual([before, objects]);
  });
});
