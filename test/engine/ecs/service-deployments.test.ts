import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/system.ts';
import { aContainer, anEngine } from '../support.ts';

const PAUSE = (stage: string, timeoutInMinutes = 60, action = 'ROLLBACK') => {
  return { targetType: 'PAUSE', lifecycleStages: [stage], timeoutConfiguration: { timeoutInMinutes, action } };
};

/** A service whose deployments pause at these hooks; the clock of AWS can be moved. */
async function aService(...lifecycleHooks: object[]) {
  let aheadMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const service = {
    serviceName: 'web',
    taskDefinition: 'shop',
    deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks },
  };
  const world = await anEngine({ clock, loads: [{ services: [service] }] });
  await world.register({ family: 'shop', containerDefinitions: [aContainer('serve', { image: 'shop:1' })] });
  const { ecs } = world;
  const list = async () => {
    const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ service: 'web' }));
    return serviceDeployments;
  };
  return {
    ...world,
    list,
    wait(ms: number) {
      aheadMs += ms;
    },
    deploy: () => ecs.send(new UpdateServiceCommand({ service: 'web', forceNewDeployment: true })),
    /** The newest deployment. */
    async newest(): Promise<ServiceDeployment & { arn: string; hookId: string }> {
      const [{ serviceDeploymentArn: arn = '' } = {}] = await list();
      const { serviceDeployments: [found] = [] } = await ecs.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
      );
      return { ...found, arn, hookId: found?.lifecycleHookDetails?.at(-1)?.hookId ?? '' };
    },
    act: (serviceDeploymentArn: string, hookId: string, action?: 'CONTINUE' | 'ROLLBACK') =>
      ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action })),
  };
}

describe('a deployment of a loaded service', () => {
  test('pauses at its hook, shows it, and names the new revision with its task definition', async () => {
    await using service = await aService(PAUSE('PRE_SCALE_UP'));
    await service.deploy();
    const { status, lifecycleStage, lifecycleHookDetails = [], targetServiceRevision } = await service.newest();
    expect({ status, lifecycleStage }).toEqual({ status: 'IN_PROGRESS', lifecycleStage: 'PRE_SCALE_UP' });
    expect(lifecycleHookDetails).toMatchObject([
      { targetType: 'PAUSE', status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK', expiresAt: expect.any(Date) },
    ]);
    const { serviceRevisions } = await service.ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [targetServiceRevision?.arn ?? ''] }),
    );
    expect(serviceRevisions).toMatchObject([
      {
        taskDefinition: expect.stringMatching(/shop:1$/),
        containerImages: [{ containerName: 'app', image: 'shop:1' }],
      },
    ]);
  });

  test('continues to the next pause, which has another id, and then to its end', async () => {
    await using service = await aService(PAUSE('PRE_SCALE_UP'), PAUSE('POST_SCALE_UP'));
    await service.deploy();
    const first = await service.newest();
    await service.act(first.arn, first.hookId);
    const second = await service.newest();
    expect(second).toMatchObject({ status: 'IN_PROGRESS', lifecycleStage: 'POST_SCALE_UP' });
    expect(second.hookId).not.toBe(first.hookId);
    await expect(service.act(first.arn, first.hookId, 'CONTINUE')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await service.act(second.arn, second.hookId, 'CONTINUE');
    expect((await service.newest()).status).toBe('SUCCESSFUL');
  });

  test('stays at a stage until all its hooks have ended', async () => {
    await using service = await aService(PAUSE('PRE_SCALE_UP'), PAUSE('PRE_SCALE_UP'));
    await service.deploy();
    const { arn, lifecycleHookDetails = [] } = await service.newest();
    const [one = '', two = ''] = lifecycleHookDetails.map(({ hookId }) => hookId);
    await service.act(arn, one, 'CONTINUE');
    expect((await service.newest()).status).toBe('IN_PROGRESS');
    await service.act(arn, two, 'ROLLBACK');
    expect((await service.newest()).status).toBe('ROLLBACK_IN_PROGRESS');
    service.wait(2_000);
    expect((await service.newest()).status).toBe('ROLLBACK_SUCCESSFUL');
  });

  test.each([
    ['ROLLBACK', { status: 'ROLLBACK_IN_PROGRESS' }],
    ['CONTINUE', { status: 'SUCCESSFUL' }],
  ])('a pause that expires with %s', async (action, expected) => {
    await using service = await aService(PAUSE('PRE_SCALE_UP', 1, action));
    await service.deploy();
    service.wait(61_000);
    const { lifecycleHookDetails, ...deployment } = await service.newest();
    expect(deployment).toMatchObject(expected);
    expect(lifecycleHookDetails).toMatchObject([{ status: 'TIMED_OUT' }]);
  });

  test('is stopped by a newer deployment, with its hook as it was', async () => {
    await using service = await aService(PAUSE('PRE_SCALE_UP'));
    await service.deploy();
    const old = await service.newest();
    await service.deploy();
    expect((await service.list()).map(({ status }) => status)).toEqual(['IN_PROGRESS', 'STOPPED']);
    await expect(service.act(old.arn, old.hookId)).rejects.toThrow();
  });

  test.each([
    ['ROLLBACK', 'ROLLBACK_IN_PROGRESS'],
    ['ABORT', 'STOPPED'],
  ] as const)('is stopped with %s', async (stopType, status) => {
    await using service = await aService(PAUSE('PRE_SCALE_UP'));
    await service.deploy();
    const { arn: serviceDeploymentArn } = await service.newest();
    await service.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));
    expect((await service.newest()).status).toBe(status);
  });
});

test('deployments are loaded in the format of the AWS CLI', async () => {
  const arn = 'arn:aws:ecs:us-east-1:000000000000:service-deployment/staging/web/d1';
  const deployment = {
    serviceDeploymentArn: arn,
    status: 'IN_PROGRESS',
    lifecycleStage: 'PRE_SCALE_UP',
    createdAt: '2026-11-27T07:00:00+00:00',
    lifecycleHookDetails: [
      { hookId: 'ecs-pause-1', targetType: 'PAUSE', status: 'AWAITING_ACTION', expiresAt: '2099-01-01T00:00:00Z' },
    ],
  };
  await using world = await anEngine({ loads: [{ serviceDeployments: [deployment] }] });
  const listed = await world.ecs.send(
    new ListServiceDeploymentsCommand({ cluster: 'staging', service: 'web', status: ['IN_PROGRESS'] }),
  );
  expect(listed.serviceDeployments).toMatchObject([{ serviceDeploymentArn: arn, status: 'IN_PROGRESS' }]);
  const missing = arn.replace('d1', 'd2');
  const described = await world.ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn, missing] }),
  );
  expect(described.serviceDeployments).toMatchObject([
    { lifecycleHookDetails: [{ hookId: 'ecs-pause-1', expiresAt: new Date('2099-01-01T00:00:00Z') }] },
  ]);
  expect(described.failures).toEqual([{ arn: missing, reason: 'MISSING' }]);
  const many = Array.from({ length: 21 }, () => arn);
  await expect(
    world.ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: many })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(
    world.ecs.send(new ListServiceDeploymentsCommand({ cluster: 'staging', service: 'nowhere' })),
  ).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});
