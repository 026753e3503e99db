import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runCli, serveEngine } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { taskDefinition } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const tag = (key: string, value: string) => ({ key: `ecs-migrate:${key}`, value });
const TAGS = [
  tag('subnets', 'subnet-1 subnet-2'),
  tag('security-groups', 'sg-1'),
  tag('capacity-providers', 'FARGATE_SPOT'),
  tag('timeout', '5m'),
];
const family = (name: string, run: string, tags: object[] = TAGS) => ({ ...taskDefinition(name, { run }), tags });

const DIGEST = `sha256:${'ab'.repeat(32)}`;

interface Around {
  env?: Record<string, string>;
  secrets?: Record<string, string>;
}

/** An engine with what a team has provisioned, and a folder for files. */
async function provisioned(loaded: object, { env = {}, secrets = {} }: Around = {}) {
  const folder = temporaryDirectory();
  const file = path.join(folder.path, 'aws.json');
  await writeFile(file, JSON.stringify(loaded));
  const values = path.join(folder.path, 'secrets.json');
  await writeFile(values, JSON.stringify(secrets));
  const engine = await serveEngine({ cwd: folder.path, args: ['--load', file, '--secrets', values], env });
  const ecs = new ECSClient(engine.client);
  return {
    engine,
    ecs,
    folder: folder.path,
    async write(name: string, text: string) {
      await writeFile(path.join(folder.path, name), text);
      return path.join(folder.path, name);
    },
    run: (...args: string[]) =>
      runCli(args, { cwd: folder.path, env: { ...engine.env, ECS_MIGRATE_LOG_QUIET: '200ms' } }),
    async lastTask(cluster = 'staging') {
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'STOPPED' }));
      if (taskArns.length === 0) return undefined;
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns, include: ['TAGS'] }));
      return tasks[0];
    },
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await engine[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe.concurrent('settings that find themselves', () => {
  const staging = { clusterName: 'staging', capacityProviders: ['FARGATE', 'FARGATE_SPOT'] };
  const one = { ...staging, tags: [tag('task-definition', 'shop-schema')] };

  test('run --cluster staging alone, where cluster and task definition are tagged', async () => {
    await using world = await provisioned({
      clusters: [one],
      taskDefinitions: [family('shop-schema', 'echo migrated')],
    });
    const run = await world.run('run', '--cluster', 'staging');
    expect(run).toMatchObject({ exitCode: 0, stdout: 'migrated\n' });
    const plan = await world.run('plan', '--cluster', 'staging');
    expect(plan.stdout).toContain('(tag ecs-migrate:task-definition of cluster staging)');
    expect(plan.stdout).toMatch(
      /subnets +\["subnet-1","subnet-2"\] {2}\(tag ecs-migrate:subnets of task definition shop-schema\)/,
    );
    expect(plan.stdout).toMatch(/timeout +5 min/);
    expect((await world.lastTask())?.capacityProviderName).toBe('FARGATE_SPOT');
  });

  test('with several apps they are listed, --app chooses; a misspelt one is named', async () => {
    const tags = [tag('task-definition:shop', 'shop-schema'), tag('task-definition:blog', 'blog-schema')];
    const taskDefinitions = [family('shop-schema', 'echo shop'), family('blog-schema', 'echo blog')];
    await using world = await provisioned({ clusters: [{ ...staging, tags }], taskDefinitions });
    expect(await world.run('run', '--cluster', 'staging')).toMatchObject({
      exitCode: 64,
      told: { reasons: ['app-unclear'] },
      stderr: expect.stringContaining('blog, shop'),
    });
    expect(await world.run('run', '--cluster', 'staging', '--app', 'blog')).toMatchObject({
      exitCode: 0,
      stdout: 'blog\n',
    });
    expect(await world.run('run', '--cluster', 'staging', '--app', 'shp')).toMatchObject({
      exitCode: 64,
      told: { reasons: ['app-unclear'] },
      stderr: expect.stringMatching(/\bshop\?/),
    });
  });

  test('without a tag the family named after the cluster, if it is tagged for us', async () => {
    const taskDefinitions = [family('staging-migrate', 'echo by name'), family('staging-blog-migrate', 'true', [])];
    await using world = await provisioned({ clusters: [staging], taskDefinitions });
    expect(await world.run('run', '--cluster', 'staging')).toMatchObject({ exitCode: 0, stdout: 'by name\n' });
    expect(await world.run('run', '--cluster', 'staging', '--app', 'blog')).toMatchObject({
      exitCode: 64,
      told: { reasons: ['no-task-definition'] },
      stderr: expect.stringContaining('ecs-migrate:task-definition'),
    });
  });

  test('a bad tag is named, and nothing is launched', async () => {
    const taskDefinitions = [family('shop-schema', 'true', [...TAGS, tag('lock', 'a//b')])];
    await using world = await provisioned({ clusters: [one], taskDefinitions });
    expect(await world.run('run', '--cluster', 'staging')).toMatchObject({
      exitCode: 64,
      told: { reasons: ['bad-setting'] },
      stderr: expect.stringMatching(/ecs-migrate:lock .*shop-schema: "a\/\/b"/),
    });
    expect(await world.lastTask()).toBeUndefined();
  });

  test('--like-service takes network, capacity and placement over; one that is not there is named', async () => {
    const service = {
      serviceName: 'web',
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/staging',
      platformVersion: '1.4.0',
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-9'], securityGroups: ['sg-9'], assignPublicIp: 'ENABLED' },
      },
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:x == y' }],
    };
    const loaded = { clusters: [one], services: [service], taskDefinitions: [family('shop-schema', 'true', [])] };
    await using world = await provisioned(loaded);
    const args = ['--cluster', 'staging', '--output', 'json', '--like-service'];
    const plan = await world.run('plan', ...args, 'web');
    const events = plan.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0].settings.subnets).toEqual({ value: ['subnet-9'], origin: 'service web' });
    expect(events[1].request).toMatchObject({
      capacityProviderStrategy: service.capacityProviderStrategy,
      platformVersion: '1.4.0',
      networkConfiguration: service.networkConfiguration,
      placementConstraints: service.placementConstraints,
    });
    expect((await world.run('run', '--cluster', 'staging', '--like-service', 'web')).exitCode).toBe(0);
    expect(await world.run('run', '--cluster', 'staging', '--like-service', 'wbe')).toMatchObject({
      exitCode: 64,
      told: { reasons: expect.arrayContaining(['service-unknown']) },
      stderr: expect.stringMatching(/\bweb\?/),
    });
  });

  test('--image registers a revision that differs in the image alone, once', async () => {
    const definition = family('shop-schema', 'echo "$SECRET_URL"');
    Object.assign(definition.containerDefinitions[0] ?? {}, { environment: [{ name: 'SECRET_URL', value: 'kept' }] });
    await using world = await provisioned({ clusters: [one], taskDefinitions: [definition] });
    const args = ['run', '--cluster', 'staging', '--image'];
    expect(await world.run(...args, 'example/app:2')).toMatchObject({ exitCode: 0, stdout: 'kept\n' });
    expect((await world.run(...args, 'migrate=example/app:2')).exitCode).toBe(0);
    const task = await world.lastTask();
    expect(task?.taskDefinitionArn).toMatch(/shop-schema:2$/);
    const { taskDefinition: registered, tags } = await world.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-schema', include: ['TAGS'] }),
    );
    expect(registered).toMatchObject({ revision: 2, containerDefinitions: [{ image: 'example/app:2' }] });
    expect(tags).toEqual(TAGS);
    // A pinned revision with the image that the latest has: the latest runs.
    expect((await world.run(...args, 'example/app:2', '--task-definition', 'shop-schema:1')).exitCode).toBe(0);
    expect(await world.run(...args, 'wbe=example/app:2')).toMatchObject({
      exitCode: 64,
      told: { reasons: ['container-unknown'] },
      stderr: expect.stringMatching(/--image: .*\bwbe\b/),
    });
    const { taskDefinition: last } = await world.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-schema' }),
    );
    expect(last?.revision).toBe(2);
  });

  test('--secret registers a revision that differs in it alone, once; it takes the place of a plain variable', async () => {
    const definition = family('shop-schema', 'echo "$URL $KEPT $TOKEN"');
    Object.assign(definition.containerDefinitions[0] ?? {}, {
      environment: [
        { name: 'URL', value: 'plain' },
        { name: 'KEPT', value: 'kept' },
      ],
      secrets: [{ name: 'TOKEN', valueFrom: '/old' }],
    });
    const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf:url::';
    const values = { '/old': 'old', '/new': 'new', 'db-AbCdEf': '{"url":"postgres"}' };
    await using world = await provisioned({ clusters: [one], taskDefinitions: [definition] }, { secrets: values });
    const args = ['run', '--cluster', 'staging', '--secret', `URL=${arn}`, '--secret', 'TOKEN=/new'];
    expect(await world.run(...args)).toMatchObject({ exitCode: 0, stdout: 'postgres kept new\n' });
    expect(await world.run(...args)).toMatchObject({ exitCode: 0, stdout: 'postgres kept new\n' });
    const { taskDefinition: registered } = await world.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-schema' }),
    );
    expect(registered).toMatchObject({
      revision: 2,
      containerDefinitions: [
        {
          environment: [{ name: 'KEPT', value: 'kept' }],
          secrets: [
            { name: 'URL', valueFrom: arn },
            { name: 'TOKEN', valueFrom: '/new' },
          ],
        },
      ],
    });
    const bad = await world.run('plan', '--cluster', 'staging', '--secret', 'URL=hunter2');
    expect(bad).toMatchObject({
      exitCode: 64,
      told: { reasons: ['bad-setting'] },
      stderr: expect.stringContaining('--secret: '),
    });
    expect(bad.stdout + bad.stderr).not.toContain('hunter2');
  });

  test('a revision with an image that ECS took, and nobody can pull: said before the launch, explained after it', async () => {
    const definition = family('shop-schema', 'echo never');
    Object.assign(definition.containerDefinitions[0] ?? {}, { image: 'registry.example.com/shop:' });
    await using world = await provisioned({ clusters: [one], taskDefinitions: [definition] });
    expect(await world.run('run', '--cluster', 'staging')).toMatchObject({
      exitCode: 64,
      told: { reasons: ['image-invalid'] },
      stderr: expect.stringMatching(/migrate: .*"registry\.example\.com\/shop:"/),
    });
    const network = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
    const launched = await world.ecs.send(
      new RunTaskCommand({ cluster: 'staging', taskDefinition: 'shop-schema', networkConfiguration: network }),
    );
    const attached = await world.run('attach', launched.tasks?.[0]?.taskArn ?? '', '--cluster', 'staging');
    expect(attached).toMatchObject({ exitCode: 125, stdout: '' });
    expect(attached.told).toMatchObject({ ending: 'never-started', reasons: ['image-reference'] });
  });

  test('--secret needs an execution role; --local takes its value from --secrets', async () => {
    const { executionRoleArn: _, ...definition } = family('shop-schema', 'echo "$URL"');
    await using world = await provisioned({ clusters: [one] });
    await world.write(
      'taskdef.json',
      JSON.stringify({ ...definition, networkMode: 'bridge', requiresCompatibilities: [] }),
    );
    await world.write('with-role.json', JSON.stringify(family('shop-schema', 'echo "$URL"')));
    const secrets = await world.write('values.yml', '/app/url: postgres\n');
    const args = ['run', '--local', '--secrets', secrets, '--secret', 'URL=/app/url', '--task-definition'];
    expect(await world.run(...args, 'taskdef.json')).toMatchObject({
      exitCode: 64,
      told: { reasons: expect.arrayContaining(['file-problem']) },
      stderr: expect.stringMatching(/taskdef\.json:containerDefinitions\[0\]\.secrets: .*role/),
    });
    expect(await world.run(...args, 'with-role.json')).toMatchObject({ exitCode: 0, stdout: 'postgres\n' });
  });

  test('--image-from: the template and the image of the pipeline, registered by digest, and retired afterwards', async () => {
    await using world = await provisioned({ clusters: [one] });
    const definition = family('shop', 'echo of the service');
    Object.assign(definition.containerDefinitions[0] ?? {}, { image: '<IMAGE1_NAME>' });
    await world.write('taskdef.json', JSON.stringify(definition));
    const args = ['run', '--cluster', 'staging', '--task-definition', 'taskdef.json'];
    expect(await world.run(...args)).toMatchObject({
      exitCode: 64,
      told: { reasons: ['image-open'] },
      stderr: expect.stringContaining('<IMAGE1_NAME>'),
    });
    await world.write('imageDetail.json', JSON.stringify({ ImageURI: 'shop:2', ImageDigest: DIGEST }));
    const run = await world.run(...args, '--image-from', 'auto', '--deregister', '--', 'echo', 'migrated');
    expect(run).toMatchObject({ exitCode: 0, stdout: 'migrated\n' });
    const { taskDefinition: used } = await world.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'shop:1' }),
    );
    expect(used).toMatchObject({ status: 'INACTIVE', containerDefinitions: [{ image: `shop@${DIGEST}` }] });
  });

  test('size, tags, environment file, shell words and other members of RunTask arrive', async () => {
    await using world = await provisioned({ clusters: [one], taskDefinitions: [family('shop-schema', 'true')] });
    const envFile = await world.write(
      'app.env',
      String.raw`A=file
B="two \"words\""
C=https://x/#/y # said
# end`.replace(/^/, '\uFEFF'),
    );
    const input = await world.write(
      'input.json',
      JSON.stringify({
        enableECSManagedTags: true,
        tags: [{ key: 'team', value: 'x' }],
        overrides: { containerOverrides: [{ name: 'migrate', environment: [{ name: 'D', value: 'json' }] }] },
      }),
    );
    const flags = ['--cpu', '.5 vCPU', '--memory', '1GB', '--tag', 'cost=db', '--env-file', envFile, '--env', 'A=flag'];
    const command = ['--command', `sh -c 'echo "$A $B $C $D"'`, '--run-task-input', input];
    const run = await world.run('run', '--cluster', 'staging', ...flags, ...command);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'flag two "words" https://x/#/y json\n' });
    const task = await world.lastTask();
    expect(task).toMatchObject({ cpu: '512', memory: '1024' });
    expect(task?.tags).toEqual(
      expect.arrayContaining([
        { key: 'team', value: 'x' },
        { key: 'cost', value: 'db' },
      ]),
    );
    expect(run.stderr).not.toContain('words');
  });

  test('the region is taken from an ARN, and must be that of all', async () => {
    await using world = await provisioned({ clusters: [one], taskDefinitions: [family('shop-schema', 'echo there')] });
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...env } = world.engine.env;
    const cluster = 'arn:aws:ecs:us-east-1:000000000000:cluster/staging';
    const run = (...flags: string[]) =>
      runCli(['run', '--cluster', cluster, '--log-quiet', '200ms', ...flags], { env });
    const good = await run('--verbose');
    expect(good, good.stderr).toMatchObject({ exitCode: 0, stdout: 'there\n' });
    expect(good.stderr).toMatch(/region = "us-east-1" \(.*--cluster\)/);
    const task = (await world.lastTask())?.taskArn ?? '';
    for (const conflict of [
      await run('--region', 'eu-west-1'),
      await run('--task-definition', 'arn:aws:ecs:eu-west-1:000000000000:task-definition/shop-schema:1'),
      await runCli(['attach', task, '--region', 'eu-west-1'], { env }),
    ]) {
      expect(conflict).toMatchObject({
        exitCode: 64,
        told: { reasons: ['region-conflict'] },
        stderr: expect.stringMatching(/us-east-1\b.*\beu-west-1|eu-west-1\b.*\bus-east-1/s),
      });
    }
  });

  test('lists in variables arrive as they were meant', async () => {
    await using world = await provisioned({ clusters: [one], taskDefinitions: [family('shop-schema', 'true', [])] });
    const env = {
      ...world.engine.env,
      ECS_MIGRATE_SUBNETS: '["subnet-a","subnet-b"]',
      ECS_MIGRATE_SECURITY_GROUPS: '',
      ECS_MIGRATE_ENV: 'A=1,B=2 x,TENANT',
      ECS_MIGRATE_COMMAND: `["sh", "-c", "echo $A; echo $B; echo $C"]`,
      ECS_MIGRATE_LOG_QUIET: '200ms',
    };
    const run = await runCli(['run', '--cluster', 'staging', '--env', 'C'], { env: { ...env, C: 'caller' } });
    expect(run, run.stderr).toMatchObject({ exitCode: 0, stdout: '1\n2 x,TENANT\ncaller\n' });
    const { attachments = [] } = (await world.lastTask()) ?? {};
    expect(JSON.stringify(attachments)).toMatch(/subnet-[ab]/);
  });

  test('--role-arn: the role is assumed with the external id, and its credentials are used', async () => {
    const asked: URLSearchParams[] = [];
    const key = 'AKIAROLE00000000';
    const sts = createServer(async (request, response) => {
      asked.push(new URLSearchParams((await request.toArray()).join('')));
      const credentials = `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`;
      const until = '<Expiration>2099-01-01T00:00:00Z</Expiration>';
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}${until}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    });
    await new Promise<void>((done) => sts.listen(0, '127.0.0.1', done));
    const loaded = { clusters: [one], taskDefinitions: [family('shop-schema', 'echo as role')] };
    await using world = await provisioned(loaded, { env: { ECS_MIGRATE_LOCAL_KEY: key } });
    const role = 'arn:aws:iam::123456789012:role/migrator';
    const run = await runCli(
      ['run', '--cluster', 'staging', '--role-arn', role, '--external-id', 'x-1', '--log-quiet', '200ms'],
      {
        env: {
          ...world.engine.env,
          AWS_ACCESS_KEY_ID: 'AKIACALLER',
          AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(sts.address() as AddressInfo).port}`,
        },
      },
    );
    sts.close();
    expect(run).toMatchObject({ exitCode: 0, stdout: 'as role\n' });
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: role,
      ExternalId: 'x-1',
    });
  });
});

describe.concurrent('found before the launch', () => {
  test('a session that ends before the time-out is a warning', async () => {
    await using world = await aMigration();
    world.openGate();
    const AWS_CREDENTIAL_EXPIRATION = new Date(performance.timeOrigin + performance.now() + 10 * 60_000).toISOString();
    const env = { ...world.engine.env, AWS_SESSION_TOKEN: 't', AWS_CREDENTIAL_EXPIRATION };
    const run = await runCli(world.args('--timeout', '30m'), { env });
    expect(run.exitCode).toBe(0);
    expect(run.told?.warnings).toContain('session-ends');
    expect(run.stderr).toMatch(/ (9|10) min/);
    expect((await runCli(world.args('--timeout', '5m'), { env })).told?.warnings).not.toContain('session-ends');
  });

  test.each([
    ['DescribeTasks', 77, 'allow ecs:DescribeTasks'],
    ['GetLogEvents', 0, 'the log cannot be read'],
  ])('%s denied', async (operation, exitCode, text) => {
    await using world = await aMigration([`denied:${operation}:*`]);
    world.openGate();
    const run = await world.run('1');
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(text);
    expect(world.begun().times).toBe(exitCode === 0 ? 1 : 0);
  });

  test('plan asks whether the task could be stopped', async () => {
    await using world = await aMigration(['denied:StopTask:*']);
    const plan = await runCli(['plan', ...world.args().slice(1)], { env: world.engine.env });
    expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('[stop-denied]') });
  });
});
