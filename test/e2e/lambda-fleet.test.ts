import { describe, expect, test } from 'vitest';
import { startBucketServer } from '../support/bucket-server.ts';
import { FLEET_BUCKET, fleetMachine } from '../support/fleet-machine.ts';
import { aFunction } from '../support/lambda.ts';
import { execute } from '../support/state-machine.ts';

const TARGETS = 24;

describe('fleet-step of lambda.zip, called by the state machine of terraform/modules/fleet', () => {
  test('each target is launched once, although calls come twice; one fails, and is in the failures file', async () => {
    await using s3 = await startBucketServer();
    await using world = await aFunction('fleet-step', {
      stateMs: 20,
      env: { AWS_ENDPOINT_URL_S3: s3.endpoint, ECS_MIGRATE_SUBNETS: 'subnet-1', ECS_MIGRATE_CLUSTER: 'staging' },
    });
    await world.register('tenants', { run: 'echo "migrating $TENANT"; [ "$TENANT" != t7 ] || exit 3' });
    const rows = Array.from({ length: TARGETS }, (_, n) => ({ name: `t${n}`, env: { TENANT: `t${n}` } }));
    s3.objects.set(`${FLEET_BUCKET}/targets.json`, JSON.stringify(rows));
    const logs: string[] = [];
    let calls = 0;
    async function call(payload: unknown): Promise<unknown> {
      const called = await world.call(payload, { ms: 120_000 });
      logs.push(called.log);
      if (called.threw !== undefined) throw new Error(called.threw);
      return called.answer;
    }
    const executed = await execute(
      fleetMachine(),
      {
        fleet: 'deploy-1',
        targets: `s3://${FLEET_BUCKET}/targets.json`,
        settings: { taskDefinition: 'tenants' },
        waves: '2,rest',
        concurrency: 50,
        rate: 20,
        maxFailures: 2,
      },
      {
        async invoke(_, payload) {
          calls += 1;
          // Step Functions may deliver a call twice.
          return calls % 2 === 0 ? (await Promise.all([call(payload), call(payload)]))[0] : call(payload);
        },
        read: async (bucket, key) => s3.objects.get(`${bucket}/${key}`),
        write: async (bucket, key, text) => void s3.objects.set(`${bucket}/${key}`, text),
        wait: () => new Promise((resolve) => setTimeout(resolve, 500)),
      },
      'run-0',
    );
    expect(executed.status, logs.join('\n')).toBe('FAILED');
    expect(
      JSON.parse(executed.error?.cause ?? ''),
      s3.objects.get(`${FLEET_BUCKET}/fleet/run-0/results.json`),
    ).toMatchObject({
      targets: TARGETS,
      succeeded: TARGETS - 1,
      failed: 1,
      unknown: 0,
    });
    expect(executed.children.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
    expect(await world.tasks()).toHaveLength(TARGETS);
    const failures = JSON.parse(s3.objects.get(`${FLEET_BUCKET}/fleet/run-0/failures.json`) ?? '');
    expect(failures).toEqual([{ name: 't7', env: { TENANT: 't7' }, attempt: 2 }]);
  });
});
