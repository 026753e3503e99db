import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registryLogin } from '../../src/aws/registries.ts';
import { quotaAnswer, subnetsAnswer } from '../support/capacity-answers.ts';
import { serveEngine, startCli } from '../support/cli.ts';
import { ACCOUNT, askedFor, REGION, ROLES } from '../support/iam/asked.ts';
import { type Asked, allowing, type Policy, type Statement } from '../support/iam/policy.ts';
import { type Call, startRecorder } from '../support/iam/recorder.ts';
import { playAction, startAction } from '../support/invoke-action.ts';
import { aFunction } from '../support/lambda.ts';
import { ROOT } from '../support/paths.ts';
import { standIn, wireError } from '../support/stand-in.ts';
import { taskDefinition } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/*
 * Runs of the command line and of the functions, with every call written down as it goes over the wire; and what IAM would be
 * asked for these calls, against the policy that terraform/modules/caller-policy renders. What a run needs must be allowed, with
 * its real resource; what no run needs must not be.
 */

const FAMILY = 'staging-shop-migrate';
const COMMON = ['--cluster', 'staging', '--subnets', 'subnet-1', '--log-quiet', '300ms'];
const RUN = ['run', ...COMMON, '--task-definition', FAMILY];

/** As rendered, for the account and region that the engine plays. */
const POLICY: { run: Policy; features: Record<string, Statement[]>; changes: Record<string, Statement[]> } = JSON.parse(
  readFileSync(path.join(ROOT, 'terraform/modules/caller-policy/tests/policy.json'), 'utf8')
    .replaceAll('eu-west-1', REGION)
    .replaceAll('111122223333', ACCOUNT),
);

function policyWith(...features: string[]): Policy {
  const more = features.flatMap((name) => POLICY.features[name] ?? []);
  return { Version: '2012-10-17', Statement: [...POLICY.run.Statement, ...more] };
}

const SHOP = (run: string) => ({
  ...taskDefinition(FAMILY, {
    run,
    with: {
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': `/ecs/${FAMILY}`, 'awslogs-region': REGION, 'awslogs-stream-prefix': 'ecs' },
      },
    },
  }),
  executionRoleArn: ROLES.execution,
  taskRoleArn: ROLES.task,
  tags: [{ key: 'ecs-migrate:timeout', value: '1m' }],
});

/** What each scenario asked IAM for, by the features that it needs. */
const recorded: { name: string; features: string[]; asked: Asked[] }[] = [];

function note(name: string, features: string[], calls: readonly Call[]) {
  const tags = new Map(
    calls
      .filter(({ target }) => target.endsWith('.RunTask'))
      .flatMap(({ request, response }) => {
        const tasks = (response['tasks'] ?? []) as { taskArn: string }[];
        return tasks.map(({ taskArn }) => [taskArn, (request['tags'] ?? []) as object[]] as const);
      }),
  );
  recorded.push({ name, features, asked: calls.flatMap((call) => askedFor(call, tags)) });
}

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

interface Options {
  load?: object;
  env?: Record<string, string>;
  definition?: string;
  /** Interrupts the run when it has launched. */
  interrupt?: boolean;
}

async function record(name: string, features: string[], words: string[], options: Options = {}): Promise<number> {
  const flags = ['--cluster', 'staging'];
  if (options.load !== undefined) {
    const file = path.join(folder.path, `${name.replaceAll(' ', '-')}.json`);
    writeFileSync(file, JSON.stringify(options.load));
    flags.push('--load', file);
  }
  await using engine = await serveEngine({ cwd: folder.path, args: flags });
  const ecs = new ECSClient({ ...engine.client, maxAttempts: 10 });
  const definition = SHOP(options.definition ?? 'echo done');
  await ecs.send(new RegisterTaskDefinitionCommand(definition as never));
  ecs.destroy();
  writeFileSync(path.join(folder.path, 'shop.json'), JSON.stringify(SHOP('echo changed')));
  const targets = Array.from({ length: 12 }, (_, i) => ({ name: `t${i}`, env: { TENANT: `t${i}` } }));
  writeFileSync(path.join(folder.path, 'targets.json'), JSON.stringify(targets));
  await using recorder = await startRecorder(engine.endpoint);
  await using room = await standIn(({ what }) => {
    if (what === 'DescribeSubnets') return subnetsAnswer({ 'subnet-1': 251 });
    return what === 'GetServiceQuota' ? wireError('NoSuchResourceException') : quotaAnswer('L-3032A538', 4_000);
  });
  await using askedForRoom = await startRecorder(room.endpoint);
  const env = {
    ...engine.env,
    AWS_ENDPOINT_URL: recorder.endpoint,
    AWS_ENDPOINT_URL_EC2: askedForRoom.endpoint,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: askedForRoom.endpoint,
    ...options.env,
  };
  await using running = startCli(words, { cwd: folder.path, env });
  if (options.interrupt) {
    await until('the container runs', () => running.stdout().includes('begin') || undefined);
    running.child.kill('SIGTERM');
  }
  const { exitCode, stderr } = await running.ended;
  if (exitCode === 70) throw new Error(stderr);
  note(name, features, [...recorder.calls, ...askedForRoom.calls]);
  return exitCode;
}

const IN_BUILD = {
  CODEBUILD_BUILD_ID: 'project:1',
  CODEBUILD_INITIATOR: 'codepipeline/shop',
  CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/project:1`,
};
const EXECUTION = '0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f';

describe('the calls of a run', () => {
  test.each<[string, string[], string[], number, Options]>([
    ['a good run', [], RUN, 0, {}],
    ['a failed run', [], RUN, 3, { definition: 'exit 3' }],
    ['an interrupted run', [], RUN, 143, { definition: 'echo begin; sleep 600', interrupt: true }],
    ['a plan', [], ['plan', ...COMMON, '--task-definition', FAMILY], 0, {}],
    ['a list', [], ['list', '--cluster', 'staging'], 0, {}],
    ['another image', ['register'], [...RUN, '--image', 'example/app:2'], 0, {}],
    ['a file', ['register'], ['run', ...COMMON, '--task-definition', 'shop.json'], 0, {}],
    [
      'an image that is removed again',
      ['register', 'deregister'],
      [...RUN, '--image', 'example/app:2', '--deregister'],
      0,
      {},
    ],
    ['tags', ['tag'], [...RUN, '--tag', 'app=shop'], 0, {}],
    ['many targets', ['many_targets'], [...RUN, '--targets', 'targets.json', '--concurrency', '11'], 0, {}],
    [
      'a cluster that is not there',
      ['list_names'],
      ['run', '--cluster', 'stagng', '--task-definition', FAMILY],
      64,
      {},
    ],
    [
      'a service that is not there',
      ['list_names'],
      [...RUN.slice(0, 3), '--task-definition', FAMILY, '--like-service', 'shopp'],
      64,
      {},
    ],
  ])('%s', async (name, features, words, code, options) => {
    expect(await record(name, features, words, options)).toBe(code);
  });

  test('a deployment that waits at a PAUSE hook', async () => {
    const place = `arn:aws:ecs:${REGION}:${ACCOUNT}`;
    const revision = `${place}:service-revision/staging/shop/1`;
    const hook = { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] };
    const load = {
      serviceDeployments: [
        {
          serviceDeploymentArn: `${place}:service-deployment/staging/shop/d1`,
          targetServiceRevision: { arn: revision },
          deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks: [hook] },
        },
      ],
      serviceRevisions: [{ serviceRevisionArn: revision, taskDefinition: `${place}:task-definition/shop:1` }],
      taskDefinitions: [
        taskDefinition('shop', {
          name: 'web',
          run: 'serve',
          with: { image: `example/shop@sha256:${'ab'.repeat(32)}` },
        }),
      ],
    };
    const words = ['hook', ...COMMON, '--task-definition', FAMILY, '--service', 'shop'];
    expect(await record('a paused deployment', ['pause_hook', 'hook_image', 'register'], words, { load })).toBe(0);
  });

  test('a service as model', async () => {
    const awsvpcConfiguration = { subnets: ['subnet-1'], securityGroups: ['sg-1'] };
    const services = [{ serviceName: 'shop', clusterArn: 'staging', networkConfiguration: { awsvpcConfiguration } }];
    const words = ['run', '--cluster', 'staging', '--task-definition', FAMILY, '--like-service', 'shop'];
    expect(await record('a service as model', ['like_service'], words, { load: { services } })).toBe(0);
  });

  test('a lint of what can take traffic', async () => {
    const place = `arn:aws:ecs:${REGION}:${ACCOUNT}`;
    const revision = `${place}:service-revision/staging/shop/1`;
    const load = {
      services: [
        {
          serviceName: 'shop',
          clusterArn: 'staging',
          deployments: [{ status: 'PRIMARY', taskDefinition: `${place}:task-definition/${FAMILY}:1` }],
        },
      ],
      serviceRevisions: [
        { serviceRevisionArn: revision, taskDefinition: `${place}:task-definition/${FAMILY}:1`, containerImages: [] },
      ],
      serviceDeployments: [
        {
          serviceDeploymentArn: `${place}:service-deployment/staging/shop/1`,
          status: 'IN_PROGRESS',
          lifecycleStage: 'BAKE_TIME',
          targetServiceRevision: { arn: revision },
        },
      ],
    };
    writeFileSync(path.join(folder.path, '1.sql'), 'SELECT 1;\n');
    const words = ['lint', '1.sql', '--squawk', 'off', '--after', '0', '--cluster', 'staging', '--service', 'shop'];
    expect(await record('a lint of what can take traffic', ['lint_services'], words, { load })).toBe(0);
  });

  test('a build of a pipeline', async () => {
    const load = {
      pipelines: [{ name: 'shop', stages: [] }],
      executions: [{ pipelineName: 'shop', pipelineExecutionId: EXECUTION }],
      actionExecutions: [
        {
          pipelineExecutionId: EXECUTION,
          actionExecutionId: 'a',
          stageName: 'Migrate',
          actionName: 'Run',
          startTime: 0,
          output: { executionResult: { externalExecutionId: 'project:1' } },
        },
      ],
    };
    expect(await record('a build of a pipeline', ['pipeline'], RUN, { load, env: IN_BUILD })).toBe(0);
    const plan = ['plan', ...COMMON, '--task-definition', FAMILY, '--pipeline', 'shop'];
    expect(await record('a plan of a pipeline', ['pipeline'], plan, { load })).not.toBe(70);
  });

  test('a login to the registry', async () => {
    const token = Buffer.from('AWS:open sesame').toString('base64');
    await using ecr = await standIn(() => ({
      status: 200,
      body: { authorizationData: [{ authorizationToken: token }] },
    }));
    await using recorder = await startRecorder(ecr.endpoint);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const context = { now: () => 0 };
    const clients = { ecr: { endpoint: recorder.endpoint, credentials }, context };
    expect(await registryLogin(clients as never)(REGION)).toMatchObject({ ok: true });
    note('a login to the registry', ['build'], recorder.calls);
  });
});

describe('the calls of the functions', () => {
  test.each([0, 1])('an action of a pipeline that ends with %i', async (code) => {
    const loads = [{ executions: [{ pipelineName: 'shop', pipelineExecutionId: EXECUTION }] }];
    await using world = await aFunction('pipeline-action', { loads });
    await world.ecs.send(new RegisterTaskDefinitionCommand(SHOP(`exit ${code}`) as never));
    await using recorder = await startRecorder(world.engine.endpoint);
    world.env['AWS_ENDPOINT_URL'] = recorder.endpoint;
    const settings = { cluster: 'staging', taskDefinition: FAMILY, subnets: ['subnet-1'] };
    const { job, log } = await playAction(world, startAction(world.engine, settings, { execution: EXECUTION }));
    expect(job.status, log).toBe(code === 0 ? 'Succeeded' : 'Failed');
    note(`an action that ends with ${code}`, ['lambda', 'pipeline'], recorder.calls);
  });

  test('a hook of CodeDeploy, which calls itself again', async () => {
    await using codedeploy = await standIn(() => ({ status: 200, body: { lifecycleEventHookExecutionId: 'e' } }));
    await using lambda = await standIn(() => ({ status: 202 }));
    const env = {
      ECS_MIGRATE_CLUSTER: 'staging',
      ECS_MIGRATE_TASK_DEFINITION: FAMILY,
      ECS_MIGRATE_SUBNETS: 'subnet-1',
    };
    await using world = await aFunction('codedeploy-hook', { env });
    await world.ecs.send(new RegisterTaskDefinitionCommand(SHOP('sleep 8') as never));
    await using calls = await startRecorder(world.engine.endpoint);
    await using reports = await startRecorder(codedeploy.endpoint);
    await using again = await startRecorder(lambda.endpoint);
    const endpoints = {
      AWS_ENDPOINT_URL: calls.endpoint,
      AWS_ENDPOINT_URL_CODEDEPLOY: reports.endpoint,
      AWS_ENDPOINT_URL_LAMBDA: again.endpoint,
      ECS_MIGRATE_TIMEOUT: '1m',
    };
    const event = { DeploymentId: 'd-ABCDEF123', LifecycleEventHookExecutionId: 'e' };
    const first = await world.call(event, { ms: 16_000, env: endpoints });
    expect(again.calls, first.log).toHaveLength(1);
    await world.call(again.calls[0]?.request, { ms: 900_000, env: endpoints });
    expect(reports.calls).toHaveLength(1);
    note('a hook of CodeDeploy', ['codedeploy_hook'], [...calls.calls, ...reports.calls, ...again.calls]);
  });
});

/** What is deployed; the migration runs its image. */
const DEPLOYED = {
  digest: `sha256:${'ab'.repeat(32)}`,
  repository: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/shop`,
  revision: `arn:aws:ecs:${REGION}:${ACCOUNT}:service-revision/staging/shop/1`,
  app: `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/shop:1`,
};
const TASK = {
  ECS_MIGRATE_CLUSTER: 'staging',
  ECS_MIGRATE_TASK_DEFINITION: FAMILY,
  ECS_MIGRATE_SUBNETS: 'subnet-1',
  ECS_MIGRATE_IMAGE_FROM: '',
};

describe('the calls that find out what is deployed', () => {
  test('by a hook of ECS, whose deployment has a tag', async () => {
    const { repository, digest, revision, app } = DEPLOYED;
    const answer = { imageDetails: [{ imageDigest: digest }] };
    await using ecr = await standIn(() => ({ status: 200, body: answer }));
    const revisions = [{ serviceRevisionArn: revision, taskDefinition: app, containerImages: [] }];
    await using world = await aFunction('lifecycle-hook', { loads: [{ serviceRevisions: revisions }], env: TASK });
    await world.register('shop', { name: 'web', run: 'serve', with: { image: `${repository}:2` } });
    await world.ecs.send(new RegisterTaskDefinitionCommand(SHOP('echo done') as never));
    await using calls = await startRecorder(world.engine.endpoint);
    await using images = await startRecorder(ecr.endpoint);
    const env = { AWS_ENDPOINT_URL: calls.endpoint, AWS_ENDPOINT_URL_ECR: images.endpoint };
    let hookDetails: object = {};
    for (let log = ''; ; ) {
      const event = {
        lifecycleStage: 'PRE_SCALE_UP',
        resourceArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:service-deployment/staging/shop/d1`,
        executionDetails: { targetServiceRevisionArn: revision },
        hookDetails,
      };
      const called = await world.call(event, { env });
      log += called.log;
      const answered = called.answer as { hookStatus: string; hookDetails?: object };
      if (answered.hookStatus === 'IN_PROGRESS') hookDetails = answered.hookDetails ?? {};
      else {
        expect(answered.hookStatus, log).toBe('SUCCEEDED');
        break;
      }
    }
    expect(images.calls).toHaveLength(1);
    note('a hook of ECS', ['register', 'hook_image'], [...calls.calls, ...images.calls]);
  });

  test('by a hook of CodeDeploy', async () => {
    const { repository, digest, app } = DEPLOYED;
    const spec = { Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: app } } }] };
    const location = { revisionType: 'String', string: { sha256: 'f00' } };
    const deploymentInfo = { applicationName: 'shop', deploymentGroupName: 'blue-green', revision: location };
    await using codedeploy = await standIn(({ what }) => {
      if (what === 'GetDeployment') return { status: 200, body: { deploymentInfo } };
      if (what !== 'GetApplicationRevision') return { status: 200, body: { lifecycleEventHookExecutionId: 'e' } };
      const content = JSON.stringify({ version: 0.0, ...spec });
      return { status: 200, body: { revision: { ...location, string: { content, sha256: 'f00' } } } };
    });
    await using world = await aFunction('codedeploy-hook', { env: TASK });
    await world.register('shop', { name: 'web', run: 'serve', with: { image: `${repository}@${digest}` } });
    await world.ecs.send(new RegisterTaskDefinitionCommand(SHOP('echo done') as never));
    await using calls = await startRecorder(world.engine.endpoint);
    await using deployment = await startRecorder(codedeploy.endpoint);
    const env = { AWS_ENDPOINT_URL: calls.endpoint, AWS_ENDPOINT_URL_CODEDEPLOY: deployment.endpoint };
    const { log } = await world.call({ DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e' }, { ms: 900_000, env });
    expect(log).toContain(`${repository}@${digest}`);
    note('a hook of CodeDeploy', ['register', 'hook_image', 'codedeploy_hook'], [...calls.calls, ...deployment.calls]);
  });
});

/** Calls that are not ours: docker's, with our login; the assumed role's own, which has a policy of its own. */
const BY_OTHERS = ['BuildPush', 'AssumeRole'];

/** What was asked for and the policy does not allow; and statements' actions that nothing asked for. */
function compare(policy: Policy, asked: readonly Asked[]): { lacks: string[]; excess: string[] } {
  const used = new Set<string>();
  const lacks = new Set<string>();
  for (const one of asked) {
    const statements = allowing(policy, one);
    if (statements.length === 0) lacks.add(`${one.action} on ${one.resource}`);
    for (const { Sid } of statements) used.add(`${Sid}: ${one.action}`);
  }
  const all = policy.Statement.filter(({ Sid = '' }) => !BY_OTHERS.includes(Sid)).flatMap(({ Sid, Action }) =>
    [Action].flat().map((action) => `${Sid}: ${action}`),
  );
  return { lacks: [...lacks], excess: all.filter((one) => !used.has(one)) };
}

describe('against the policy', () => {
  beforeAll(() => expect(recorded.length).toBeGreaterThan(10));

  test('each scenario is allowed by the policy with the features that it needs, and no other', () => {
    const denied = recorded.map(({ name, features, asked }) => [name, compare(policyWith(...features), asked).lacks]);
    expect(denied.filter(([, lacks]) => lacks?.length)).toEqual([]);
  });

  test('a feature that is left out is missed', () => {
    const without = recorded
      .filter(({ features }) => features.length > 0)
      .filter(({ asked }) => compare(policyWith(), asked).lacks.length === 0)
      .map(({ name }) => name);
    expect(without).toEqual([]);
  });

  test('nothing in the policy is for nothing', () => {
    const whole = policyWith(...Object.keys(POLICY.features));
    expect(
      compare(
        whole,
        recorded.flatMap(({ asked }) => asked),
      ).excess,
    ).toEqual([]);
  });

  test('a right too many and one too few are found', () => {
    const whole = policyWith(...Object.keys(POLICY.features));
    const asked = recorded.flatMap((one) => one.asked);
    const excess = { Sid: 'Planted', Effect: 'Allow' as const, Action: ['ecs:UpdateService'], Resource: ['*'] };
    expect(compare({ ...whole, Statement: [...whole.Statement, excess] }, asked).excess).toEqual([
      'Planted: ecs:UpdateService',
    ]);
    const lack = { ...whole, Statement: whole.Statement.filter(({ Sid }) => Sid !== 'Stop') };
    const { lacks } = compare(lack, asked);
    expect(lacks.length).toBeGreaterThan(0);
    expect(lacks.filter((one) => !one.startsWith('ecs:StopTask on arn:aws:ecs:'))).toEqual([]);
  });

  test('a task that would open a shell, another family, cluster or role are denied', () => {
    const [run] = recorded[0]?.asked.filter(({ action }) => action === 'ecs:RunTask') ?? [];
    const [pass] = recorded[0]?.asked.filter(({ action }) => action === 'iam:PassRole') ?? [];
    if (run === undefined || pass === undefined) throw new Error('a good run has been recorded');
    const denied = [
      { ...run, context: { ...run.context, 'ecs:enable-execute-command': 'true' } },
      {
        ...run,
        context: { ...run.context, 'ecs:cluster': run.context['ecs:cluster']?.replace('staging', 'production') ?? '' },
      },
      { ...run, resource: run.resource.replace(FAMILY, 'other') },
      { ...pass, resource: pass.resource.replace('execution', 'admin') },
      { ...pass, context: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    ];
    expect(denied.filter((it) => allowing(policyWith(), it).length > 0)).toEqual([]);
    const open = { Version: '2012-10-17', Statement: POLICY.changes['execute_command'] ?? [] };
    expect(allowing(open, denied[0] as Asked)).toHaveLength(1);
  });

  test('with a tag to stop by, only tasks that have it can be stopped', () => {
    const policy = { Version: '2012-10-17', Statement: POLICY.changes['stop_tag'] ?? [] };
    const stop = recorded.flatMap(({ asked }) => asked).find(({ action }) => action === 'ecs:StopTask');
    if (stop === undefined) throw new Error('a stop has been recorded');
    expect(allowing(policy, stop)).toEqual([]);
    expect(allowing(policy, { ...stop, context: { ...stop.context, 'aws:ResourceTag/app': 'shop=1' } })).toHaveLength(
      1,
    );
  });
});
