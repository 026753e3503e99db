import { expect, test } from 'vitest';
import { plan } from '../../../src/api.ts';
import { inspectSession } from '../../../src/core/plan/session.ts';
import { startEngine } from '../../../src/engine/server.ts';
import { systemClock, systemRandom } from '../../../src/system.ts';
import { taskDefinition } from '../../support/task-definition.ts';

const MINUTE = 60_000;

async function planned(options: Record<string, string> = {}) {
  const around = { cwd: '/', env: process.env, clock: systemClock, random: systemRandom };
  await using engine = await startEngine({ ...around, autoLogGroups: false });
  const definition = taskDefinition('app', { run: 'true' });
  Object.assign(definition.containerDefinitions[0]?.logConfiguration.options ?? {}, options);
  const codes: string[] = [];
  const result = await plan(
    { cluster: 'default', taskDefinition: 'app', subnets: 'subnet-1' },
    {
      taskDefinition: definition,
      aws: { endpoint: engine.endpoint, region: 'us-east-1', credentials: engine.credentials },
      onEvent: (event) => {
        if (event.type === 'plan') codes.push(...event.findings.map(({ code }) => code));
      },
    },
  );
  return { exitCode: result.exitCode, codes };
}

test('a log group that does not exist would end every start: nothing is launched', async () => {
  expect(await planned()).toMatchObject({ exitCode: 64, codes: expect.arrayContaining(['log-group-missing']) });
});

test('but for one that the driver makes', async () => {
  const { exitCode, codes } = await planned({ 'awslogs-create-group': 'true' });
  expect([exitCode, codes.includes('log-group-missing')]).toEqual([0, false]);
});

test.each([
  ['none', undefined, 30 * MINUTE, 0],
  ['longer than the time-out', { expiresAt: 31 * MINUTE }, 30 * MINUTE, 0],
  ['shorter than it', { expiresAt: 29 * MINUTE }, 30 * MINUTE, 1],
  ['long, and no time-out', { expiresAt: 61 * MINUTE }, undefined, 0],
  ['short, and no time-out', { expiresAt: 59 * MINUTE }, undefined, 1],
])('a session: %s', (_, session, timeoutMs, warnings) => {
  expect(inspectSession(session, timeoutMs, 0)).toHaveLength(warnings);
});
