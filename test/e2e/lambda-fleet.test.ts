import { describe, expect, test } from 'vitest';
import { type BucketServer, startBucketServer } from '../support/bucket-server.ts';
import { FLEET_BUCKET, fleetMachine } from '../support/fleet-machine.ts';
import { aFunction, type LambdaWorld, type WarmFunction } from '../support/lambda.ts';
import { execute } from '../support/state-machine.ts';

/** A call may take so long. The machine that runs the test may be slow. */
const CALL_MS = 240_000;

interface Story {
  targets: number;
  /** The command of each container. */
  run: string;
  input: Record<string, unknown>;
  /** Whether each call is made by a process of its own. */
  cold?: true;
}

/** The state machine executed with the built function and the local engine. Every second call is made twice. */
async function executeFleet({ targets, run, input, cold }: Story) {
  await using s3 = await startBucketServer();
  await using world = await aFunction('fleet-step', {
    stateMs: 20,
    env: { AWS_ENDPOINT_URL_S3: s3.endpoint, ECS_MIGRATE_SUBNETS: 'subnet-1', ECS_MIGRATE_CLUSTER: 'staging' },
  });
  await world.register('tenants', { run });
  const rows = Array.from({ length: targets }, (_, n) => ({ name: `t${n}`, env: { TENANT: `t${n}` } }));
  s3.objects.set(`${FLEET_BUCKET}/targets.json`, JSON.stringify(rows));
  await using warm = world.warm();
  const call = callOf(world, cold ? undefined : warm);
  let calls = 0;
  const executed = await execute(
    fleetMachine(),
    {
      fleet: 'deploy-1',
      targets: `s3://${FLEET_BUCKET}/targets.json`,
      settings: { taskDefinition: 'tenants' },
      concurrency: targets,
      rate: 50,
      ...input,
    },
    {
      async invoke(_, payload) {
        calls += 1;
        return calls % 2 === 0 ? (await Promise.all([call(payload), call(payload)]))[0] : call(payload);
      },
      read: async (bucket, key) => s3.objects.get(`${bucket}/${key}`),
      write: async (bucket, key, text) => void s3.objects.set(`${bucket}/${key}`, text),
      // Tasks are shorter than those of AWS, and so are the waits.
      wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 20)),
    },
    'run-0',
  );
  return {
    executed,
    counts: executed.output ?? JSON.parse(executed.error?.cause ?? 'null'),
    tasks: await world.tasks(),
    results: objectOf(s3, 'results.json') ?? [],
    failures: objectOf(s3, 'failures.json'),
    log: warm.log,
  };
}

function callOf(world: LambdaWorld, warm: WarmFunction | undefined): (payload: unknown) => Promise<unknown> {
  if (warm !== undefined) return (payload) => warm.call(payload, CALL_MS);
  return async (payload) => {
    const { answer, threw } = await world.call(payload, { ms: CALL_MS });
    if (threw !== undefined) throw new Error(threw);
    return answer;
  };
}

function objectOf({ objects }: BucketServer, name: string): Record<string, unknown>[] | undefined {
  const text = objects.get(`${FLEET_BUCKET}/fleet/run-0/${name}`);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('fleet-step of lambda.zip, called by the state machine of terraform/modules/fleet', () => {
  test('500 targets: each is launched once, although calls come twice; what fails is in the failures file', async () => {
    const told = await executeFleet({
      targets: 500,
      run: 'echo "migrating $TENANT"; [ "$TENANT" != t7 ] || exit 3',
      input: { waves: '1,rest', maxFailures: 2 },
    });
    expect(told.executed.status, told.log.slice(-20).join('\n')).toBe('FAILED');
    expect(told.counts, JSON.stringify(told.results.filter(({ outcome }) => outcome !== 'succeeded'))).toMatchObject({
      targets: 500,
      succeeded: 499,
      failed: 1,
      unknown: 0,
      notLaunched: 0,
    });
    expect(told.executed.children.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'SUCCEEDED'));
    expect(told.tasks).toHaveLength(500);
    expect(new Set(told.results.map(({ taskArn }) => taskArn)).size).toBe(500);
    expect(told.failures).toEqual([{ name: 't7', env: { TENANT: 't7' }, attempt: 2 }]);
  });

  test('each call by a process of its own: a wave that fails stops the next', async () => {
    const told = await executeFleet({
      targets: 12,
      run: '[ "$TENANT" != t1 ] || exit 3',
      input: { waves: '3,rest' },
      cold: true,
    });
    expect(told.counts, JSON.stringify(told.results)).toMatchObject({ succeeded: 2, failed: 1, notLaunched: 9 });
    expect(told.tasks).toHaveLength(3);
    expect(told.executed.children.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(told.failures?.map(({ name, attempt }) => `${name} ${attempt}`)).toContain('t1 2');
  });
});
