import { describe, expect, test } from 'vitest';
import { runCli, type ServedEngine, serveEngine, startCli } from '../support/cli.ts';
import { type TestContainer, taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** An engine with a task definition of several containers. */
async function aTask(containers: TestContainer[], ...faults: string[]) {
  const folder = temporaryDirectory();
  const flags = faults.flatMap((fault) => ['--fault', fault]);
  const engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging', ...flags] });
  const file = await taskDefinitionFile(folder.path, 'shop', ...containers);
  return new World(folder, engine, file);
}

class World implements AsyncDisposable {
  readonly folder: TemporaryDirectory;
  readonly engine: ServedEngine;
  readonly #file: string;

  constructor(folder: TemporaryDirectory, engine: ServedEngine, file: string) {
    this.folder = folder;
    this.engine = engine;
    this.#file = file;
  }

  args(...flags: string[]): string[] {
    const where = ['--cluster', 'staging', '--task-definition', this.#file, '--subnets', 'subnet-1'];
    return ['run', ...where, '--container', 'migrate', '--log-quiet', '300ms', ...flags];
  }

  async run(build: string, ...flags: string[]) {
    const env = { ...this.engine.env, CODEBUILD_BUILD_ID: `project:${build}` };
    const run = await runCli(this.args('--output', 'json', ...flags), { env });
    return { ...run, ...read(run.stdout) };
  }

  async attach(task: string) {
    const run = await runCli(['attach', task, '--output', 'json', '--log-quiet', '300ms'], { env: this.engine.env });
    return { ...run, ...read(run.stdout) };
  }

  async list() {
    const { stdout } = await runCli(['list', '--cluster', 'staging', '--output', 'json'], { env: this.engine.env });
    return events(stdout).filter(({ type }) => type === 'migration');
  }

  async [Symbol.asyncDispose]() {
    await this.engine[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

interface Event {
  type: string;
  code?: string;
  outcome?: string;
  exitCode?: number;
  taskArn?: string;
  next?: string;
  message?: string;
}

const events = (stdout: string): Event[] =>
  stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));

function read(stdout: string) {
  const all = events(stdout);
  const result = all.find(({ type }) => type === 'result');
  return {
    outcome: result?.outcome,
    next: result?.next,
    task: result?.taskArn ?? '',
    warnings: all.flatMap(({ type, code }) => (type === 'warning' ? [code] : [])),
    lines: all.flatMap(({ type, message }) => (type === 'log' ? [message] : [])),
  };
}

/** A proxy or agent: asked to end, it serves what is open, and ends with 0. */
const DRAINS = "trap 'sleep 2; exit 0' TERM; while :; do sleep 0.1; done";
/** Asked to end, it says that all is well, half-way. */
const HALF_DONE = "trap 'echo half done; exit 0' TERM; echo begun; while :; do sleep 0.1; done";

describe.concurrent('beside another essential container', () => {
  test('which drains for two seconds and ends with 0: the migration is a success, 20 times of 20', async () => {
    await using world = await aTask([{ run: 'echo done' }, { name: 'proxy', run: DRAINS }]);
    const outcomes: unknown[] = [];
    for (const round of [0, 1, 2, 3, 4]) {
      const runs = [0, 1, 2, 3].map((n) => world.run(`${round}-${n}`, '--lock', `lock-${n}`));
      for (const { outcome, exitCode } of await Promise.all(runs)) outcomes.push([outcome, exitCode]);
    }
    expect(outcomes).toEqual(Array.from({ length: 20 }, () => ['succeeded', 0]));
  });

  test.each([
    ['with 0', 'sleep 1'],
    ['in a crash', 'sleep 1; exit 1'],
  ])('which ends first, %s: 0 on SIGTERM is no success, and it is said what takes the doubt away', async (_, proxy) => {
    await using world = await aTask([{ run: HALF_DONE }, { name: 'proxy', run: proxy }]);
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: 125, outcome: 'uncertain' });
    expect(run.lines).toEqual(expect.arrayContaining(['begun', 'half done']));
    expect(run.next).toMatch(/\bproxy\b.*essential/);
    expect(await world.run('1')).toMatchObject({ exitCode: 125, outcome: 'uncertain' });
    expect(await world.list()).toMatchObject([{ outcome: 'uncertain' }]);
  });

  test('which is pulled long after the migration has begun: --start-timeout does not stop it', async () => {
    await using world = await aTask(
      [{ run: 'echo begun; sleep 3; echo done' }, { name: 'proxy', run: 'sleep 600' }],
      'late-container:proxy:60s',
    );
    const run = await world.run('1', '--start-timeout', '1s');
    expect(run).toMatchObject({ exitCode: 0, outcome: 'succeeded', lines: ['begun', 'done'] });
  });
});

describe.concurrent('before an application that waits for the migration', () => {
  const dependsOn = [{ containerName: 'migrate', condition: 'SUCCESS' }];
  const app: TestContainer = { name: 'app', run: "trap 'exit 0' TERM; sleep 600 & wait", with: { dependsOn } };
  const migrate = (run: string): TestContainer => ({ run, essential: false });

  test('it runs longer than --start-timeout; its 0 counts for every look, and the rest is said to be stopped', async () => {
    await using world = await aTask([app, migrate('echo begun; sleep 3; echo done')]);
    const run = await world.run('1', '--start-timeout', '1s');
    expect(run).toMatchObject({ exitCode: 0, outcome: 'succeeded', lines: ['begun', 'done'] });
    expect(run.warnings).toContain('rest-stopped');
    expect(await world.run('1')).toMatchObject({ exitCode: 0, outcome: 'succeeded', task: run.task });
    expect(await world.attach(run.task)).toMatchObject({ exitCode: 0, outcome: 'succeeded' });
    expect(await world.list()).toMatchObject([{ outcome: 'succeeded', taskArn: run.task }]);
  });

  test('its failure is its own: the application never started', async () => {
    await using world = await aTask([app, migrate('echo begun; exit 9')]);
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: 9, outcome: 'failed' });
    expect(await world.attach(run.task)).toMatchObject({ exitCode: 9, outcome: 'failed' });
    expect(await world.list()).toMatchObject([{ outcome: 'failed', taskArn: run.task }]);
  });
});

describe.concurrent('not essential, beside a container that goes on', () => {
  test.each([
    [0, 'succeeded'],
    [3, 'failed'],
  ])('it ends with %i: the same verdict for every look, though we stopped the rest', async (code, outcome) => {
    const proxy = { name: 'proxy', run: "trap 'exit 0' TERM; sleep 600 & wait" };
    await using world = await aTask([proxy, { run: `echo done; exit ${code}`, essential: false }]);
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: code, outcome });
    expect(run.warnings).toContain('rest-stopped');
    expect(await world.run('1')).toMatchObject({ exitCode: code, outcome, task: run.task });
    expect(await world.attach(run.task)).toMatchObject({ exitCode: code, outcome });
    expect(await world.list()).toMatchObject([{ outcome, taskArn: run.task }]);
  });
});

test('a task that `stop` has stopped is stopped in `list`, whatever its code', async () => {
  await using world = await aTask([{ run: 'echo begun; exec sleep 600' }]);
  const started = startCli(world.args('--detach'), { env: world.engine.env });
  await started.ended;
  const task = await until('the task in the list', async () => (await world.list())[0]?.taskArn);
  const stop = await runCli(['stop', task, '--log-quiet', '300ms'], { env: world.engine.env });
  expect(stop.exitCode).toBe(0);
  expect(await world.list()).toMatchObject([{ outcome: 'stopped', taskArn: task }]);
});
