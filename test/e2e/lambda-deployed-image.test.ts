import { DescribeTaskDefinitionCommand, DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_SECRET, failureOf, playAction, startAction } from '../support/invoke-action.ts';
import { aFunction, type LambdaName, type LambdaWorld } from '../support/lambda.ts';
import { type StandIn, standIn, type WireAnswer } from '../support/stand-in.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const OTHER = `sha256:${'cd'.repeat(32)}`;
const REPOSITORY = '000000000000.dkr.ecr.us-east-1.amazonaws.com/shop';
const APP = 'arn:aws:ecs:us-east-1:000000000000:task-definition/shop:1';
const REVISION = 'arn:aws:ecs:us-east-1:000000000000:service-revision/staging/shop/1';
const RUN = { run: 'echo migrated' };
const DEPLOYMENT = { ECS_MIGRATE_IMAGE_FROM: '' };

/** The revision that ECS deploys; no task of it has run, so it may have no digest. */
const serviceRevision = (containerImages: object[]) => ({
  serviceRevisions: [{ serviceRevisionArn: REVISION, taskDefinition: APP, containerImages }],
});

interface Deploying extends LambdaWorld {
  /** Calls the function once, for this deployment: what it says, and whether it lets the deployment go on. */
  deploy(env?: Record<string, string>): Promise<{ log: string; status: unknown }>;
}

/** An application with the image `shop:2` is being deployed; the migration's own task definition still has `example/app:1`. */
async function aDeployment(
  name: LambdaName,
  {
    loads = [],
    appSpec,
    ecr,
    faults = [],
    ms = 60_000,
  }: { loads?: unknown[]; appSpec?: string; ecr?: () => WireAnswer; faults?: string[]; ms?: number } = {},
): Promise<Deploying> {
  const registry = await standIn(ecr ?? (() => ({ status: 400, body: { __type: 'AccessDeniedException' } })));
  const codedeploy = await standIn(({ what }) => ({ status: 200, body: answerOf(what, appSpec) }));
  const world = await aFunction(name, {
    loads,
    faults,
    env: {
      AWS_ENDPOINT_URL_ECR: registry.endpoint,
      AWS_ENDPOINT_URL_CODEDEPLOY: codedeploy.endpoint,
      ECS_MIGRATE_CLUSTER: 'staging',
      ECS_MIGRATE_TASK_DEFINITION: 'shop-migrate',
      ECS_MIGRATE_SUBNETS: 'subnet-1',
      ...DEPLOYMENT,
    },
  });
  return {
    ...world,
    async deploy(env = {}) {
      if (name === 'codedeploy-hook') {
        const event = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e-1' };
        const { log } = await world.call(event, { ms: 900_000, env });
        return { log, status: statusOf(codedeploy) };
      }
      let details: object = {};
      for (let log = ''; ; ) {
        const called = await world.call(
          {
            lifecycleStage: 'PRE_SCALE_UP',
            resourceArn: 'arn:aws:ecs:us-east-1:000000000000:service-deployment/staging/shop/d1',
            executionDetails: { targetServiceRevisionArn: REVISION },
            hookDetails: details,
          },
          { env, ms },
        );
        log += called.log;
        const { hookStatus, hookDetails = {} } = called.answer as { hookStatus: string; hookDetails?: object };
        if (hookStatus !== 'IN_PROGRESS') return { log, status: hookStatus };
        details = hookDetails;
      }
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await codedeploy[Symbol.asyncDispose]();
    },
  };
}

/** GetDeployment names the AppSpec by its hash alone, as AWS does. */
function answerOf(what: string, content: string | undefined): object {
  const location = { revisionType: 'String', string: { sha256: 'f00' } };
  if (what === 'GetDeployment') return { deploymentInfo: { applicationName: 'shop', revision: location } };
  if (what !== 'GetApplicationRevision') return { lifecycleEventHookExecutionId: 'e-1' };
  return { revision: { ...location, string: { content, sha256: 'f00' } } };
}

function statusOf(codedeploy: StandIn): unknown {
  return codedeploy.asked.find(({ what }) => what.startsWith('Put'))?.body['status'];
}

/** The images of the task that has run, by container. */
async function imagesThatRan({ ecs, tasks }: LambdaWorld): Promise<Record<string, string | undefined>> {
  const arns = await tasks();
  if (arns.length !== 1) throw new Error(`${arns.length} tasks`);
  const described = await ecs.send(new DescribeTasksCommand({ cluster: 'staging', tasks: arns }));
  const taskDefinition = described.tasks?.[0]?.taskDefinitionArn;
  const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return Object.fromEntries((found?.containerDefinitions ?? []).map(({ name = '', image }) => [name, image]));
}

const app = (image: string, name = 'web') => ({ name, run: 'serve', with: { image } });

describe.concurrent('what is migrated is what is deployed', () => {
  test('ECS: the image of the new service revision, by its digest', async () => {
    const loads = [serviceRevision([{ containerName: 'web', image: `${REPOSITORY}:2`, imageDigest: DIGEST }])];
    await using world = await aDeployment('lifecycle-hook', { loads });
    await world.register('shop', app(`${REPOSITORY}:2`));
    await world.register('shop-migrate', RUN);
    const { status, log } = await world.deploy();
    expect(status, log).toBe('SUCCEEDED');
    expect(await imagesThatRan(world)).toEqual({ migrate: `${REPOSITORY}@${DIGEST}` });
    expect(log).toContain(`the deployment runs ${REPOSITORY}@${DIGEST} (container web of ${APP})`);
  });

  test('AWS answers only in a later call of the hook: the migration runs once, with the image that is deployed', async () => {
    const loads = [serviceRevision([{ containerName: 'web', image: `${REPOSITORY}:2`, imageDigest: DIGEST }])];
    const faults = ['throttle:DescribeServiceRevisions:8'];
    await using world = await aDeployment('lifecycle-hook', { loads, faults, ms: 12_000 });
    await world.register('shop', app(`${REPOSITORY}:2`));
    await world.register('shop-migrate', RUN);
    const { status, log } = await world.deploy();
    expect(status, log).toBe('SUCCEEDED');
    expect(log).toContain('AWS does not answer (ecs:DescribeServiceRevisions: ThrottlingException); trying again');
    expect(await imagesThatRan(world)).toEqual({ migrate: `${REPOSITORY}@${DIGEST}` });
  });

  test('ECS has not resolved the tag yet: the repository has', async () => {
    const ecr = () => ({ status: 200, body: { imageDetails: [{ imageDigest: OTHER }] } });
    const loads = [serviceRevision([{ containerName: 'web', image: `${REPOSITORY}:2` }])];
    await using world = await aDeployment('lifecycle-hook', { loads, ecr });
    await world.register('shop', app(`${REPOSITORY}:2`));
    await world.register('shop-migrate', RUN);
    expect((await world.deploy()).status).toBe('SUCCEEDED');
    expect(await imagesThatRan(world)).toEqual({ migrate: `${REPOSITORY}@${OTHER}` });
  });

  test('the tag means another image when ECS calls the hook anew: it is the same migration, so one task', async () => {
    const digests = [OTHER, DIGEST];
    const ecr = () => ({ status: 200, body: { imageDetails: [{ imageDigest: digests.shift() }] } });
    const loads = [serviceRevision([{ containerName: 'web', image: `${REPOSITORY}:2` }])];
    await using world = await aDeployment('lifecycle-hook', { loads, ecr });
    await world.register('shop', app(`${REPOSITORY}:2`));
    await world.register('shop-migrate', RUN);
    expect((await world.deploy()).status).toBe('SUCCEEDED');
    expect((await world.deploy()).status).toBe('SUCCEEDED');
    expect(await imagesThatRan(world)).toEqual({ migrate: `${REPOSITORY}@${OTHER}` });
  });

  test.each<[string, Parameters<typeof aDeployment>[1], string, string]>([
    [
      'a tag whose repository may not be read',
      { loads: [serviceRevision([])] },
      `${REPOSITORY}:2`,
      'ecr:DescribeImages',
    ],
    [
      'a tag of another registry',
      { loads: [serviceRevision([])] },
      'docker.io/shop/web:2',
      'is a tag without a known digest',
    ],
    ['a revision that ECS does not know', {}, `${REPOSITORY}@${DIGEST}`, 'nothing names the task definition'],
  ])('%s: nothing is launched, and the setting that says it is named', async (_, options, image, said) => {
    await using world = await aDeployment('lifecycle-hook', options);
    await world.register('shop', app(image));
    await world.register('shop-migrate', RUN);
    const { status, log } = await world.deploy();
    expect(status).toBe('FAILED');
    expect(log).toContain(said);
    expect(log).toContain('imageFrom: task-definition');
    expect(await world.tasks()).toEqual([]);
  });

  test('of two essential containers one has to be named', async () => {
    const loads = [
      serviceRevision([
        { containerName: 'web', imageDigest: DIGEST },
        { containerName: 'worker', imageDigest: OTHER },
      ]),
    ];
    await using world = await aDeployment('lifecycle-hook', { loads });
    await world.register('shop', app(`${REPOSITORY}:2`), app(`${REPOSITORY}-worker:2`, 'worker'));
    await world.register('shop-migrate', RUN);
    const unclear = await world.deploy();
    expect(unclear.status).toBe('FAILED');
    expect(unclear.log).toContain('has images for web, worker');
    const wrong = await world.deploy({ ECS_MIGRATE_IMAGE_FROM: 'deployment:wroker' });
    expect(wrong.log).toContain('did you mean worker?');
    expect(await world.tasks()).toEqual([]);
    const { status, log } = await world.deploy({ ECS_MIGRATE_IMAGE_FROM: 'deployment:worker' });
    expect(status, log).toBe('SUCCEEDED');
    expect(await imagesThatRan(world)).toEqual({ migrate: `${REPOSITORY}-worker@${OTHER}` });
  });

  test.each([
    ['an image that is set', { ECS_MIGRATE_IMAGE: 'example/own:7' }, 'example/own:7'],
    ['imageFrom: task-definition', { ECS_MIGRATE_IMAGE_FROM: 'task-definition' }, 'example/app:1'],
  ])('%s: the deployment is not asked', async (_, env, image) => {
    await using world = await aDeployment('lifecycle-hook');
    await world.register('shop-migrate', RUN);
    const { status, log } = await world.deploy(env);
    expect(status, log).toBe('SUCCEEDED');
    expect(await imagesThatRan(world)).toEqual({ migrate: image });
  });

  test.each([
    [
      'YAML',
      `version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n      Properties:\n        TaskDefinition: "${APP}"\n`,
    ],
    ['JSON', JSON.stringify({ resources: [{ web: { properties: { taskDefinition: APP } } }] })],
  ])('CodeDeploy: the task definition of the AppSpec in %s', async (_, appSpec) => {
    await using world = await aDeployment('codedeploy-hook', { appSpec });
    await world.register('shop', app(`${REPOSITORY}@${DIGEST}`));
    await world.register('shop-migrate', RUN);
    const { status, log } = await world.deploy();
    expect(status, log).toBe('Succeeded');
    expect(await imagesThatRan(world)).toEqual({ migrate: `${REPOSITORY}@${DIGEST}` });
  });

  test('CodeDeploy: an AppSpec that names no task definition fails the deployment', async () => {
    await using world = await aDeployment('codedeploy-hook', { appSpec: 'Resources: []' });
    await world.register('shop-migrate', RUN);
    const { status, log } = await world.deploy();
    expect(status).toBe('Failed');
    expect(log).toContain('imageFrom: task-definition');
    expect(await world.tasks()).toEqual([]);
  });
});

/** The artifact of a build, as CodePipeline keeps it. */
const zipOf = (files: Record<string, unknown>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, json]) => [name, strToU8(JSON.stringify(json))])));

describe.concurrent('the action of a pipeline runs the image that the pipeline has built', () => {
  async function act(imageFrom: string | undefined, answer: WireAnswer) {
    const s3 = await standIn(() => answer);
    await using world = await aFunction('pipeline-action', { env: { AWS_ENDPOINT_URL_S3: s3.endpoint } });
    await world.register('shop-migrate', RUN);
    const settings = { cluster: 'staging', taskDefinition: 'shop-migrate', subnets: ['subnet-1'] };
    const action = startAction(world.engine, { ...settings, ...(imageFrom && { imageFrom }) });
    const { job, log } = await playAction(world, action);
    const images = (await world.tasks()).length === 0 ? undefined : await imagesThatRan(world);
    await s3[Symbol.asyncDispose]();
    expect(log).not.toContain(ARTIFACT_SECRET);
    return { job, log, images, asked: s3.asked };
  }

  test('auto: of the input artifact, read with the credentials of the job', async () => {
    const bytes = zipOf({ 'imageDetail.json': { ImageURI: `${REPOSITORY}:2`, ImageDigest: DIGEST }, 'other.json': {} });
    const { job, log, images, asked } = await act('auto', { status: 200, bytes });
    expect(job.status, log).toBe('Succeeded');
    expect(images).toEqual({ migrate: `${REPOSITORY}@${DIGEST}` });
    expect(asked[0]).toMatchObject({ what: 'GET /b/k', headers: { 'x-amz-security-token': 'artifact-token' } });
    expect(asked[0]?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAARTIFACT\/\d{8}\/us-east-1\/s3\//,
    );
  });

  test('a file of another name', async () => {
    const bytes = zipOf({ 'out/images.json': [{ name: 'migrate', imageUri: `${REPOSITORY}@${OTHER}` }] });
    const { images } = await act('out/images.json', { status: 200, bytes });
    expect(images).toEqual({ migrate: `${REPOSITORY}@${OTHER}` });
  });

  test.each<[string, WireAnswer, string]>([
    [
      'no such file in it',
      { status: 200, bytes: zipOf({ 'x.json': {} }) },
      'there is no imageDetail.json or imagedefinitions.json',
    ],
    [
      'another file',
      { status: 200, bytes: zipOf({ 'imageDetail.json': { a: 1 } }) },
      'is neither imageDetail.json nor',
    ],
    ['no zip', { status: 200, bytes: strToU8('hello') }, 'there is no imageDetail.json'],
    [
      'no right to read it',
      { status: 403, bytes: strToU8('<Error><Code>AccessDenied</Code><Message>no</Message></Error>') },
      's3:GetObject',
    ],
  ])('%s: nothing is launched', async (_, answer, said) => {
    const { job, images } = await act('auto', answer);
    expect(failureOf(job)).toMatchObject({ type: 'ConfigurationError', message: expect.stringContaining(said) });
    expect(images).toBeUndefined();
  });

  test('without a word of it the image is that of the task definition, and the log says so', async () => {
    const { log, images, asked } = await act(undefined, { status: 500 });
    expect(images).toEqual({ migrate: 'example/app:1' });
    expect(log).toContain('with imageFrom: auto');
    expect(asked).toEqual([]);
  });
});
