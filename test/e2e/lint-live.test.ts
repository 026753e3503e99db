import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runCli, serveEngine } from '../support/cli.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const ACCOUNT = 'arn:aws:ecs:us-east-1:000000000000';
const definition = (revision: number) => `${ACCOUNT}:task-definition/web:${revision}`;

/** A repository with one migration in each commit. */
function aRepository(...migrations: string[]) {
  const folder = temporaryDirectory();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
      cwd: folder.path,
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  mkdirSync(path.join(folder.path, 'm'));
  const commits = migrations.map((sql, index) => {
    writeFileSync(path.join(folder.path, `m/${index + 1}.sql`), `${sql}\n`);
    git('add', '.');
    git('commit', '-qm', `release ${index + 1}`);
    git('tag', `v${index + 1}`);
    return git('rev-parse', 'HEAD');
  });
  return Object.assign(folder, { git, commits });
}

interface State {
  /** The image of each revision of the family `web`. */
  images: string[];
  service: object;
  others?: object;
}

/** An engine with a service, and what the lint of a repository says of it. */
async function aService(cwd: string, { images, service, others = {} }: State) {
  const state = temporaryDirectory();
  const taskDefinitions = images.map((image) => ({
    family: 'web',
    containerDefinitions: [{ name: 'app', image, memory: 64, entryPoint: ['sh', '-c'], command: ['sleep 600'] }],
  }));
  const services = [{ serviceName: 'web', clusterArn: `${ACCOUNT}:cluster/live`, ...service }];
  writeFileSync(path.join(state.path, 'state.json'), JSON.stringify({ taskDefinitions, services, ...others }));
  const engine = await serveEngine({
    cwd: state.path,
    args: ['--runner', 'process', '--load', path.join(state.path, 'state.json')],
  });
  return {
    engine,
    async lint(...words: string[]) {
      const args = ['lint', 'm', '--squawk', 'off', '--cluster', 'live', '--output', 'json', ...words];
      const ran = await runCli(args, { cwd, env: engine.env });
      const lines = ran.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      const of = (type: string) => lines.filter((line) => line.type === type);
      return { ...ran, live: of('live'), findings: of('finding'), allowed: of('allowed'), end: of('lint')[0] };
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      state[Symbol.dispose]();
    },
  };
}

const primary = (revision: number, status = 'PRIMARY', runningCount = 1) => ({
  id: `ecs-svc/${revision}`,
  status,
  taskDefinition: definition(revision),
  runningCount,
});

const CREATE = 'CREATE TABLE carts (id int); ALTER TABLE users ADD COLUMN cart int;';
const DROP = 'DROP TABLE carts;';

describe.concurrent('lint --service', () => {
  test('judges what each revision that can take traffic does not know', async () => {
    using repository = aRepository('SELECT 1;', CREATE, DROP);
    const [first, second, third] = repository.commits.map((commit) => commit.slice(0, 7));
    // A deployment of the second release has failed, and its migration was applied; the first release is still running.
    const images = [`app:${first}`, `app:main-${second}`, `app:v3`];
    const deployments = [primary(1)];
    await using old = await aService(repository.path, { images, service: { deployments } });
    const harmless = await old.lint('--service', 'web');
    // No version knows the table: it was created and is dropped since.
    expect(harmless).toMatchObject({ exitCode: 0, findings: [], end: { outcome: 'compatible', files: 2 } });
    expect(harmless.live).toMatchObject([{ service: 'web', taskDefinition: 'web:1', unknownFiles: 2 }]);
    expect(harmless.live[0].commit).toMatch(new RegExp(`^${first}`));

    // Blue and green: the second release takes traffic, too, and uses the table.
    const both = [primary(2), primary(1, 'ACTIVE')];
    await using blueGreen = await aService(repository.path, { images, service: { deployments: both } });
    writeFileSync(path.join(repository.path, 'pending.txt'), '3\n');
    for (const more of [[], ['--pending', 'pending.txt']]) {
      const found = await blueGreen.lint('--service', 'web', ...more);
      expect(found).toMatchObject({
        exitCode: 1,
        findings: [{ code: 'table-dropped', object: 'carts', file: 'm/3.sql', breaks: ['web:2'] }],
      });
      expect(found.live).toMatchObject([
        { taskDefinition: 'web:2', unknownFiles: 1 },
        { taskDefinition: 'web:1', unknownFiles: more.length === 0 ? 2 : 1 },
      ]);
    }

    // The third release was written with all migrations: nothing that it knows breaks it.
    await using newest = await aService(repository.path, { images, service: { deployments: [primary(3)] } });
    expect(await newest.lint('--service', 'web', '--pending', 'pending.txt')).toMatchObject({
      exitCode: 0,
      live: [{ taskDefinition: 'web:3', commit: repository.commits[2], unknownFiles: 0 }],
      end: { files: 1 },
    });
    expect(third).toMatch(/^[0-9a-f]{7}$/);
  });

  test('finds task sets, tasks that run, and both ends of a deployment in progress', async () => {
    using repository = aRepository('SELECT 1;', 'SELECT 2;');
    const images = [1, 2, 3, 4].map((number) => `app:v${Math.min(number, 2)}`);
    const taskSets = [
      { id: 'ecs-svc/1', status: 'PRIMARY', taskDefinition: definition(1) },
      { id: 'ecs-svc/2', status: 'ACTIVE', taskDefinition: definition(2) },
    ];
    const service = { taskDefinition: definition(4), taskSets, deploymentController: { type: 'CODE_DEPLOY' } };
    await using codeDeploy = await aService(repository.path, { images, service });
    const ecs = new ECSClient(codeDeploy.engine.client);
    // A task of an older revision still runs, of which no task set tells.
    await ecs.send(new RunTaskCommand({ cluster: 'live', taskDefinition: 'web:3', group: 'service:web' }));
    const found = await codeDeploy.lint('--service', 'web');
    expect(found.live.map(({ taskDefinition, because }) => [taskDefinition, because])).toEqual([
      ['web:1', ['primary task set']],
      ['web:2', ['active task set']],
      ['web:3', ['1 task']],
    ]);

    const revision = (number: number) => `${ACCOUNT}:service-revision/live/web/${number}`;
    const serviceRevisions = [1, 2].map((number) => ({
      serviceRevisionArn: revision(number),
      taskDefinition: definition(number),
      containerImages: [{ containerName: 'app', image: images[number - 1], imageDigest: `sha256:${number}` }],
    }));
    const deployment = {
      serviceDeploymentArn: `${ACCOUNT}:service-deployment/live/web/1`,
      serviceArn: `${ACCOUNT}:service/live/web`,
      clusterArn: `${ACCOUNT}:cluster/live`,
      status: 'IN_PROGRESS',
      lifecycleStage: 'BAKE_TIME',
      createdAt: 1_795_000_000,
      sourceServiceRevisions: [{ arn: revision(1) }],
      targetServiceRevision: { arn: revision(2) },
    };
    const others = { serviceRevisions, serviceDeployments: [deployment] };
    await using native = await aService(repository.path, { images, service: { deployments: [primary(3)] }, others });
    const live = (await native.lint('--service', 'web')).live;
    expect(live.map(({ taskDefinition }) => taskDefinition)).toEqual(['web:3', 'web:1', 'web:2']);
  });

  test('an exception from a release on holds if every revision is that release or a later one', async () => {
    const drop = 'ALTER TABLE users DROP COLUMN name;';
    const allow = (release: string) =>
      `-- ecs-migrate-allow column-dropped after ${release}: no version reads it\n${drop}`;
    using repository = aRepository('SELECT 1;', 'SELECT 2;', allow('v2'));
    const images = ['app:v1', 'app:v2', 'app:latest', `app@sha256:${'a'.repeat(64)}`];
    const live = (...revisions: number[]) => ({
      images,
      service: { deployments: revisions.map((one, index) => primary(one, index === 0 ? 'PRIMARY' : 'ACTIVE')) },
    });
    await using both = await aService(repository.path, live(2, 1));
    const found = await both.lint('--service', 'web');
    expect(found).toMatchObject({ exitCode: 1, findings: [{ code: 'column-dropped', breaks: ['web:1'] }] });
    expect(found.findings[0].exception).toContain('web:1');

    await using later = await aService(repository.path, live(2));
    expect(await later.lint('--service', 'web')).toMatchObject({
      exitCode: 0,
      allowed: [{ code: 'column-dropped', after: { release: 'v2', proven: true } }],
    });
    // Without ECS the exception stands, and the output says that it was not checked.
    expect(await later.lint('--since', 'v2')).toMatchObject({
      exitCode: 0,
      allowed: [{ after: { release: 'v2', proven: false } }],
    });

    // Nobody knows what `latest` is: no exception, and no list of files.
    await using unknown = await aService(repository.path, live(3));
    expect(await unknown.lint('--service', 'web')).toMatchObject({ exitCode: 64, live: [] });
    const pending = path.join(repository.path, 'pending.txt');
    writeFileSync(pending, '3.sql\n');
    expect(await unknown.lint('--service', 'web', '--pending', pending)).toMatchObject({
      exitCode: 1,
      live: [{ commit: null, unknownFiles: null }],
      findings: [{ breaks: ['web:3'] }],
    });

    // A digest needs no git.
    await using digest = await aService(repository.path, live(4));
    writeFileSync(path.join(repository.path, 'm/3.sql'), allow(`sha256:${'a'.repeat(64)}`));
    expect(await digest.lint('--service', 'web', '--pending', pending)).toMatchObject({ exitCode: 0 });
    writeFileSync(path.join(repository.path, 'm/3.sql'), allow('web:4'));
    expect(await digest.lint('--service', 'web', '--pending', pending)).toMatchObject({ exitCode: 0 });
    writeFileSync(path.join(repository.path, 'm/3.sql'), allow('web:3'));
    expect(await digest.lint('--service', 'web', '--pending', pending)).toMatchObject({ exitCode: 1 });
  });

  test('what ECS does not say is not taken for harmless', async () => {
    using repository = aRepository('SELECT 1;');
    await using world = await aService(repository.path, {
      images: ['app:v1'],
      service: { deployments: [primary(1)] },
    });
    expect(await world.lint('--service', 'wbe')).toMatchObject({ exitCode: 64, stdout: '' });
    expect((await world.lint('--service', 'wbe')).stderr).toContain('web');
    expect(await world.lint('--service', 'w b')).toMatchObject({ exitCode: 64 });
    const nowhere = await runCli(['lint', 'm', '--service', 'web'], { cwd: repository.path, env: world.engine.env });
    expect(nowhere).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--cluster') });
  });
});
