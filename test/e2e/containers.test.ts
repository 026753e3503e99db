import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportsOf, runCli, startCli } from '../support/cli.ts';
import { IMAGE, podmanForTests } from '../support/podman.ts';
import { taskDefinition } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const podman = podmanForTests();
const PODMAN = { ...podman.env, ECS_MIGRATE_LOCAL_NETWORK: 'none' };
afterAll(podman.dispose);

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());
/** The same path on this machine and in the containers. */
const shared = path.join(folder.path, 'shared');
const file = path.join(folder.path, 'taskdef.json');
const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
const flags = ['--task-definition', file, '--subnets', 'subnet-1', '--secrets', 'secrets.yml'];

beforeAll(() => {
  mkdirSync(shared);
  const mountPoints = [{ sourceVolume: 'shared', containerPath: shared }];
  const database = {
    name: 'database',
    essential: false,
    run: `trap 'echo "database: closing"; exit 0' TERM; echo "database: starting"; sleep 1; echo 7 > ${shared}/ready; while :; do sleep 0.1; done 2> /dev/null`,
    with: {
      image: IMAGE,
      mountPoints,
      stopTimeout: 5,
      healthCheck: { command: ['CMD-SHELL', `test -f ${shared}/ready`], interval: 5, timeout: 2 },
    },
  };
  const migrate = {
    run: `echo "as $DB_USER of $TIER"; echo "to the database of $(cat ${shared}/ready)"; printf 'no end of line'; exit 3`,
    with: {
      image: IMAGE,
      mountPoints,
      dependsOn: [{ containerName: 'database', condition: 'HEALTHY' }],
      secrets: [{ name: 'DB_USER', valueFrom: `${SECRET}:user::` }],
      environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::bucket/app.env' }],
    },
  };
  const rest = { volumes: [{ name: 'shared' }], executionRoleArn: 'arn:aws:iam::000000000000:role/execution' };
  writeFileSync(file, JSON.stringify({ ...taskDefinition('shop-migrate', migrate, database), ...rest }));
  writeFileSync(
    path.join(folder.path, 'secrets.yml'),
    `${SECRET}: { user: app, password: hidden }\narn:aws:s3:::bucket/app.env: app.env\n`,
  );
  writeFileSync(path.join(folder.path, 'app.env'), '# where\nTIER=the test\n');
});

const OUTPUT = [
  'database | database: closing',
  'database | database: starting',
  'migrate | as app of the test',
  'migrate | no end of line',
  'migrate | to the database of 7',
];
/** What two containers write is merged as it comes. */
const sorted = (text: string) => text.trimEnd().split('\n').sort();

describe('one task definition with a sidecar, a health check, a volume, a secret and an environment file', () => {
  test('as processes', async () => {
    const run = await runCli(['run', '--local', ...flags, '--runner', 'process'], { cwd: folder.path });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(sorted(run.stdout)).toEqual(OUTPUT);
    expect(run.stderr).toMatch(/\bprocesses\b/);
  });

  test.skipIf(podman.missing)(podman.title('under podman, the same'), async () => {
    const env = { ...PODMAN, ECS_MIGRATE_RUNNER: 'auto' };
    const run = await runCli(['run', '--local', ...flags], { cwd: folder.path, env });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(sorted(run.stdout)).toEqual(OUTPUT);
    expect(run.stderr).toMatch(/podman \d[\d.]+/);
    expect(podman.left()).toEqual([]);
  });
});

describe.skipIf(podman.missing)(podman.title('a read-only root, and a user that is not root'), () => {
  const TRY = 'echo one > /tmp/one && df -m /tmp | tail -n 1 | grep "^tmpfs  *48 "';
  const flags = ['--subnets', 'subnet-1', '--log-quiet', '300ms'];

  async function run(linuxParameters: object) {
    const migrate = { run: TRY, with: { image: IMAGE, readonlyRootFilesystem: true, user: '1000', linuxParameters } };
    const file = path.join(folder.path, 'tmpfs.json');
    writeFileSync(file, JSON.stringify(taskDefinition('tmpfs', migrate)));
    const env = { ...PODMAN, ECS_MIGRATE_RUNNER: 'podman' };
    return await runCli(['run', '--local', '--task-definition', file, ...flags], { cwd: folder.path, env });
  }

  test('without a place to write it cannot, as on Fargate', async () => {
    const { exitCode, stdout } = await run({});
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Read-only file system');
  });

  test('a tmpfs can be written, up to its size', async () => {
    const { exitCode, stdout, stderr } = await run({
      tmpfs: [{ containerPath: '/tmp', size: 48, mountOptions: ['mode=1777'] }],
    });
    expect(exitCode, stdout + stderr).toBe(0);
  });
});

test('a secret that is not in the file keeps the task from starting, as in AWS', async () => {
  writeFileSync(path.join(folder.path, 'other.env'), '/other/parameter=1\narn:aws:s3:::bucket/app.env=app.env\n');
  const run = await runCli(['run', '--local', ...flags.slice(0, 4), '--secrets', 'other.env'], { cwd: folder.path });
  expect(run.exitCode, run.stderr).toBe(125);
  expect(run.stderr).toContain("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  // What only the local engine lacks is the first thing to do.
  expect(run.stderr).toMatch(/ next: .*other\.env/);
});

test.each([
  [['--secrets', 'none.yml'], '--secrets none.yml: ENOENT'],
  [['--runner', 'kubernetes'], '"kubernetes" is not valid'],
])('%j is refused', async (words, said) => {
  const run = await runCli(['local', ...words], { cwd: folder.path });
  expect(run.exitCode).toBe(64);
  expect(run.stderr).toContain(said);
});

test('a runtime that was asked for and does not answer is refused', async () => {
  const run = await runCli(['local', '--runner', 'docker'], {
    env: { DOCKER_HOST: 'tcp://127.0.0.1:1', PATH: folder.path },
  });
  expect(run.exitCode).toBe(64);
  expect(run.stderr).toContain('--runner docker');
});

describe.skipIf(podman.missing)(podman.title('what a killed engine leaves'), () => {
  const lasting = path.join(folder.path, 'lasting.json');

  async function killedEngine(withWatchdog: boolean, temporary: string): Promise<void> {
    const container = (name: string) => ({ name, run: 'exec sleep 600', with: { image: IMAGE } });
    const definition = { ...taskDefinition('lasting', container('a'), container('b')), volumes: [{ name: 'v' }] };
    writeFileSync(lasting, JSON.stringify(definition));
    const env = { ...PODMAN, ECS_MIGRATE_RUNNER: 'podman', TMPDIR: temporary };
    await using engine = startCli(['local', '--port', '0'], { cwd: folder.path, env });
    await until('it serves', () => engine.stdout().includes('AWS_SECRET_ACCESS_KEY=') || undefined);
    const keys = exportsOf(engine.stdout());
    const words = [
      '--cluster',
      'default',
      '--task-definition',
      lasting,
      '--subnets',
      'subnet-1',
      '--container',
      'a',
      '--detach',
    ];
    const launch = await runCli(['run', ...words], { cwd: folder.path, env: keys });
    expect(launch.exitCode, launch.stderr).toBe(0);
    // Two containers, the one that holds their network, its image, and a volume.
    await until('all is there', () => podman.left().length === 5);
    if (withWatchdog) for (const pid of watchdogsOf(temporary)) process.kill(pid, 'SIGKILL');
    engine.child.kill('SIGKILL');
    await engine.ended;
  }

  test('its watchdog removes', async () => {
    using temporary = temporaryDirectory();
    await killedEngine(false, temporary.path);
    await until('nothing is left', () => podman.left().length === 0 && readdirSync(temporary.path).length === 0);
  });

  test('or the next engine, where the watchdog was killed too', async () => {
    using temporary = temporaryDirectory();
    await killedEngine(true, temporary.path);
    expect(podman.left()).toHaveLength(5);
    const env = { ...PODMAN, ECS_MIGRATE_RUNNER: 'podman', TMPDIR: temporary.path };
    const next = await runCli(['local', '--', 'true'], { cwd: folder.path, env });
    expect(next.exitCode, next.stderr).toBe(0);
    expect(podman.left()).toEqual([]);
    expect(readdirSync(temporary.path)).toEqual([]);
  });
});

/** Of the engines whose folders are in this one. */
function watchdogsOf(temporary: string): number[] {
  const folders = readdirSync(temporary).map((name) => path.join(temporary, name));
  return folders.flatMap((name) => processesOf('ecs-migrate-watchdog', name));
}

function processesOf(...words: string[]): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const given = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.every((word) => given.includes(word));
    } catch {
      return false;
    }
  });
}
