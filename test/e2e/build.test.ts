import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DescribeTaskDefinitionCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, runOf, serveEngine, startCli } from '../support/cli.ts';
import { podmanForTests } from '../support/podman.ts';
import { processesWith, startProcess } from '../support/process.ts';
import { missingRegistry, startRegistry } from '../support/registry.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** In the environment of the steps of one build. */
const MARK = `ecs-migrate-build-test-${process.pid}`;
const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const podman = podmanForTests();
afterAll(podman.dispose);
const noDocker = spawnSync('docker', ['--version']).status !== 0;
const missing = podman.missing || missingRegistry !== undefined;
const title = (name: string) => podman.title(missingRegistry ? `${name} (skipped: ${missingRegistry})` : name);

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());
const file = (...names: string[]) => path.join(folder.path, ...names);

/** A context with a Dockerfile of a static shell and these lines. */
function aContext(name: string, ...lines: string[]): string {
  mkdirSync(file(name));
  copyFileSync('/bin/busybox', file(name, 'busybox'));
  writeFileSync(file(name, 'Dockerfile'), ['FROM scratch', 'COPY busybox /bin/sh', ...lines, ''].join('\n'));
  return name;
}

/** Podman that takes these registries without TLS. */
function withRegistries(...hosts: string[]): Record<string, string> {
  const tables = hosts.map((host) => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`);
  writeFileSync(file('registries.conf'), `unqualified-search-registries = []\n${tables.join('')}`);
  return {
    ...podman.env,
    CONTAINERS_REGISTRIES_CONF: file('registries.conf'),
    ECS_MIGRATE_RUNNER: 'podman',
    ECS_MIGRATE_LOCAL_NETWORK: 'none',
  };
}

const definitionOf = (name: string, image: string) =>
  taskDefinitionFile(folder.path, name, { run: 'echo "built: $(cat /built)"; exit 5', with: { image } });

describe.skipIf(missing)(title('--build'), () => {
  beforeAll(() => {
    aContext('app', 'RUN echo "a step writes"; echo one > /built');
    aContext('broken', 'RUN echo "this went wrong" >&2; exit 9');
    aContext('slow', `ENV MARK=${MARK}`, 'RUN echo "a step begins"; sleep 777');
  });

  test('builds, pushes, registers by digest and runs; again in the same build of CI it is the same migration', async () => {
    await using registry = await startRegistry();
    const env = withRegistries(registry.host);
    await using engine = await serveEngine({ cwd: folder.path, env });
    const repository = `${registry.host}/team/app`;
    const definition = await definitionOf('shop-migrate', `${repository}:latest`);
    const args = ['--cluster', 'default', '--task-definition', definition, '--subnets', 'subnet-1', '--build', 'app'];
    const ci = { CODEBUILD_BUILD_ID: 'project:1', CODEBUILD_RESOLVED_SOURCE_VERSION: 'abcdef0123456789' };
    const options = { cwd: folder.path, env: { ...env, ...engine.env, ...ci } };

    const plan = await runCli(['plan', ...args], options);
    expect(plan.exitCode, plan.stderr).toBe(0);
    expect(plan.stdout).toContain(`  image            ${repository}, by the digest of the image that is built\n`);
    expect(plan.stdout).toContain(`  build            app by podman for linux/amd64, pushed to ${repository}\n`);
    expect(plan.stdout).not.toContain('[mutable-image]');
    expect(await registry.tags('team/app')).toEqual([]);

    const run = await runCli(['run', ...args], options);
    expect(run.exitCode, run.stderr).toBe(5);
    expect(run.stdout).toBe('built: one\n');
    expect(run.stderr).toContain('a step writes');
    const [tag = '', ...others] = await registry.tags('team/app');
    expect(others).toEqual([]);
    expect(tag).toMatch(/^ecs-migrate-abcdef012345-[0-9a-f]{8}$/);
    const ecs = new ECSClient(engine.client);
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-migrate' }));
    const digest = await registry.digest('team/app', tag);
    expect(taskDefinition?.containerDefinitions?.[0]?.image).toBe(`${repository}@${digest}`);

    const again = await runCli(['run', ...args], options);
    expect(again).toMatchObject({ exitCode: 5, stdout: 'built: one\n' });
    expect(again.stderr).toContain('already');
    const { taskArns } = await ecs.send(new ListTasksCommand({ desiredStatus: 'STOPPED' }));
    expect(taskArns).toHaveLength(1);
    const { tasks } = await ecs.send(new DescribeTasksCommand({ tasks: taskArns }));
    expect(tasks?.[0]?.taskDefinitionArn).toMatch(/shop-migrate:1$/);
  });

  test('with --local nothing is pushed, and a template of CodeDeployToECS is filled', async () => {
    const env = withRegistries();
    const definition = await definitionOf('template-migrate', '<IMAGE1_NAME>');
    const args = ['run', '--local', '--task-definition', definition, '--build', file('app')];
    const run = await runCli(args, { cwd: folder.path, env });
    expect(run.exitCode, run.stderr).toBe(5);
    expect(run.stdout).toBe('built: one\n');
  });

  test.skipIf(noDocker)(`by docker the same${noDocker ? ' (skipped: there is no docker)' : ''}`, async () => {
    await using registry = await startRegistry();
    const env = withRegistries(registry.host);
    // Podman speaks docker's API too.
    const socket = `unix://${file('podman.sock')}`;
    await using daemon = startProcess('podman', ['system', 'service', '--time', '0', socket], { env });
    await until('podman serves', () => existsSync(file('podman.sock')) || undefined);
    await using engine = await serveEngine({ cwd: folder.path, env });
    const repository = `${registry.host}/team/app`;
    const definition = await definitionOf('docker-migrate', `${repository}:latest`);
    const args = ['--cluster', 'default', '--task-definition', definition, '--subnets', 'subnet-1', '--build', 'app'];
    const options = {
      cwd: folder.path,
      env: { ...env, ...engine.env, DOCKER_HOST: socket, ECS_MIGRATE_RUNNER: 'docker' },
    };
    const run = await runCli(['run', ...args], options);
    expect(run.exitCode, run.stderr + daemon.stderr()).toBe(5);
    const ecs = new ECSClient(engine.client);
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'docker-migrate' }));
    const [tag = ''] = await registry.tags('team/app');
    const digest = await registry.digest('team/app', tag);
    expect(taskDefinition?.containerDefinitions?.[0]?.image).toBe(`${repository}@${digest}`);
  });

  test.each([
    ['fails', 'broken', 'build', /broken .*:\n(.*\n)*.*this went wrong\n/],
    ['goes to a registry that is not there', 'app', 'push', /127\.0\.0\.1:1\/app /],
  ])('a build that %s ends with 64, its last lines, and launches nothing', async (_, context, step, cause) => {
    await using engine = await serveEngine({ cwd: folder.path });
    const definition = await definitionOf('failing-migrate', '127.0.0.1:1/app:1');
    const args = [...runOf(definition, 'default'), '--build', context];
    const run = await runCli(args, { cwd: folder.path, env: { ...withRegistries('127.0.0.1:1'), ...engine.env } });
    expect(run).toMatchObject({ exitCode: 64, stdout: '' });
    expect(run.stderr).toMatch(cause);
    expect(run.told).toMatchObject({ ending: 'build-failed', reasons: [step] });
    const ecs = new ECSClient(engine.client);
    await expect(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'failing-migrate' }))).rejects.toThrow();
  });

  test('a registry that refuses who pushes: 64, with what it said', async () => {
    await using registry = await startRegistry({ closed: true });
    await using engine = await serveEngine({ cwd: folder.path });
    const definition = await definitionOf('refused-migrate', `${registry.host}/app:1`);
    const args = [...runOf(definition, 'default'), '--build', 'app'];
    const run = await runCli([...args, '--quiet'], {
      cwd: folder.path,
      env: { ...withRegistries(registry.host), ...engine.env },
    });
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toContain('authentication required');
    expect(run.told).toMatchObject({ ending: 'build-failed', reasons: ['push'] });
    expect(run.stderr).toContain(`podman login ${registry.host}`);
    expect(run.stderr).not.toContain('a step writes');
    expect(await registry.tags('app')).toEqual([]);
  });

  test.each([
    ['begins', /STEP 4/, false],
    // Killed before it has begun a step, podman leaves its working container to `podman rm`.
    ['runs', /^a step begins$/m, true],
  ])('interrupted when a step %s: 130, the build is ended, nothing is launched', async (_, when, tidy) => {
    await using engine = await serveEngine({ cwd: folder.path });
    const definition = await definitionOf('slow-migrate', '127.0.0.1:1/app:1');
    const args = [...runOf(definition, 'default'), '--build', 'slow'];
    const env = { ...withRegistries(), ...engine.env };
    const before = podman.working();
    await using run = startCli(args, { cwd: folder.path, env });
    await until('the step runs', () => when.test(run.stderr()) || undefined);
    run.child.kill('SIGINT');
    const ended = await run.ended;
    expect(ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(ended.told).toMatchObject({ ending: 'interrupted', reasons: ['not-launched'] });
    expect(processesWith(MARK)).toEqual([]);
    if (tidy) expect(podman.working()).toEqual(before);
  });

  test('ECR: logs in with a token for this push alone, and shows it nowhere', async () => {
    await using registry = await startRegistry({ closed: true });
    await using ecr = await serve((_, answer) => {
      const authorizationToken = Buffer.from('AWS:open sesame').toString('base64');
      answer.end(JSON.stringify({ authorizationData: [{ authorizationToken, proxyEndpoint: `https://${ECR}` }] }));
    });
    // Stands for the network: whoever asks for the host of ECR is answered by the registry.
    await using network = await serve((asked, answer) => {
      const url = new URL(asked.url ?? '', registry.endpoint);
      const { method, headers } = asked;
      const target = `${registry.endpoint}${url.pathname}${url.search}`;
      const onward = request(target, { method, headers }, (its) => {
        answer.writeHead(its.statusCode ?? 502, its.headers);
        its.pipe(answer);
      });
      asked.pipe(onward);
    });
    await using engine = await serveEngine({ cwd: folder.path, env: withRegistries(ECR) });
    const definition = await definitionOf('ecr-migrate', `${ECR}/app:1`);
    const args = [...runOf(definition, 'default'), '--build', 'app'];
    const proxied = { HTTP_PROXY: network.url, HTTPS_PROXY: network.url, NO_PROXY: '127.0.0.1' };
    const { AWS_ENDPOINT_URL: _, ...others } = engine.env;
    const services = { AWS_ENDPOINT_URL_ECS: engine.endpoint, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: engine.endpoint };
    const env = { ...withRegistries(ECR), ...others, ...services, ...proxied, AWS_ENDPOINT_URL_ECR: ecr.url };
    const run = await runCli([...args, '--verbose'], { cwd: folder.path, env });
    expect(run.exitCode, run.stderr).toBe(5);
    expect(run.stderr).toMatch(/ecr:GetAuthorizationToken \d+ ms/);
    expect(await registry.tags('app')).toEqual([expect.stringMatching(/^ecs-migrate-[0-9a-f]{8}$/)]);
    expect(run.stderr + run.stdout).not.toContain('sesame');
  });
});

test.each([
  ['nowhere', 'there is no such folder'],
  ['.', 'there is no Dockerfile or Containerfile in it'],
])('--build %s: %s, and nothing is asked of AWS', async (context, problem) => {
  const empty = temporaryDirectory();
  const run = await runCli(['run', '--cluster', 'c', '--task-definition', 't', '--build', context], {
    cwd: empty.path,
    env: { ECS_MIGRATE_RUNNER: 'auto' },
  });
  empty[Symbol.dispose]();
  expect(run).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(`--build ${context}: ${problem}`) });
});

test('without docker and podman --build is one clear error', async () => {
  mkdirSync(file('plain'), { recursive: true });
  writeFileSync(file('plain', 'Containerfile'), 'FROM scratch\n');
  const run = (runner: string) =>
    runCli(['run', '--cluster', 'c', '--task-definition', 't', '--build', 'plain'], {
      cwd: folder.path,
      env: { PATH: folder.path, DOCKER_HOST: 'unix:///nowhere', ECS_MIGRATE_RUNNER: runner },
    });
  const auto = await run('auto');
  expect(auto).toMatchObject({
    exitCode: 64,
    told: { reasons: ['usage'] },
    stderr: expect.stringContaining('--build'),
  });
  const asProcess = await run('process');
  expect(asProcess.told?.reasons).toEqual(['usage']);
  expect(asProcess.stderr).toMatch(/--build .*ECS_MIGRATE_RUNNER/);
});

interface Served extends AsyncDisposable {
  url: string;
}

async function serve(handler: Parameters<typeof createServer>[1]): Promise<Served> {
  const server: Server = createServer(handler as never);
  // Only plain connections: TLS is not what is tested.
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 502 no TLS here\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
