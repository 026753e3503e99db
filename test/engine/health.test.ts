import type { ContainerDefinition, HealthCheck, Task } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { aContainer, aManualClock, anEngine, until } from './support.ts';

const check = (command: string[], rest: Partial<HealthCheck> = {}): HealthCheck => ({ command, interval: 10, ...rest });

/** A task that waits for a sidecar to be HEALTHY, on a clock that the test moves. */
async function waitingFor(healthCheck: HealthCheck, sidecar: Partial<ContainerDefinition> & { script?: string } = {}) {
  const clock = aManualClock();
  const world = await anEngine({ clock, stateMs: 0 });
  const { script = 'exec sleep 600', ...rest } = sidecar;
  await world.register({
    containerDefinitions: [
      aContainer('echo after $(cat checks 2>/dev/null | wc -l)', {
        dependsOn: [{ containerName: 'side', condition: 'HEALTHY' }],
      }),
      aContainer(script, { name: 'side', essential: false, healthCheck, ...rest }),
    ],
  });
  const task = await world.run();
  /** Lets time pass until the condition holds for the task. */
  const passUntil = (so: (it: Awaited<ReturnType<typeof world.describe>>) => boolean, stepMs = 250) =>
    until(async () => {
      clock.advance(stepMs);
      const seen = await world.describe(task);
      return so(seen) ? seen : undefined;
    });
  return { world, task, clock, passUntil, close: () => world[Symbol.asyncDispose]() };
}

const side = (task: Task) => task.containers?.find(({ name }) => name === 'side');

test.each([
  ['CMD', ['CMD', 'sh', '-c', 'echo x >> checks; test $(wc -l < checks) -ge 2']],
  ['CMD-SHELL', ['CMD-SHELL', 'echo x >> checks; test $(wc -l < checks) -ge 2']],
])('%s: what depends on HEALTHY begins after the first check that succeeds', async (_form, command) => {
  const { world, task, passUntil, close } = await waitingFor(check(command));
  await passUntil((it) => side(it)?.healthStatus === 'HEALTHY', 1_000);
  const stopped = await passUntil((it) => it.lastStatus === 'STOPPED');
  expect(stopped.containers?.[0]?.exitCode).toBe(0);
  // More checks may have run while the container was being started.
  expect(await world.lines(task)).toEqual([expect.stringMatching(/^after +([2-9]|\d\d+)$/)]);
  await close();
});

test('after as many failures as retries it is UNHEALTHY, and what depends on it waits until startTimeout', async () => {
  const { task, world, passUntil, close } = await waitingFor(check(['CMD', 'false'], { retries: 2, interval: 5 }), {
    startTimeout: 600,
  });
  const unhealthy = await passUntil((it) => side(it)?.healthStatus === 'UNHEALTHY', 1_000);
  expect(unhealthy).toMatchObject({ lastStatus: 'ACTIVATING', healthStatus: 'UNKNOWN' });
  const stopped = await passUntil((it) => it.lastStatus === 'STOPPED', 20_000);
  expect(stopped).toMatchObject({ stopCode: 'TaskFailedToStart' });
  expect(stopped.containers?.[0]?.reason).toMatch(
    /^dependency graph: container ordering dependency \[side.*\] for target \[app.*\] has timed out\.$/,
  );
  expect((await world.describe(task)).containers?.[0]).not.toHaveProperty('exitCode');
  await close();
});

test('a dependency that ends before it was healthy keeps its dependent from ever starting', async () => {
  const { passUntil, close } = await waitingFor(check(['CMD', 'false']), { script: 'exit 3' });
  const stopped = await passUntil((it) => it.lastStatus === 'STOPPED');
  expect(stopped.containers?.[0]?.reason).toMatch(/because dependency will never be healthy\.$/);
  await close();
});

test('failures within the start period do not count', async () => {
  const { clock, passUntil, world, task, close } = await waitingFor(
    check(['CMD-SHELL', 'echo x >> checks; exit 1'], { retries: 1, startPeriod: 300, interval: 5 }),
  );
  const began = clock.now();
  await passUntil((it) => side(it)?.healthStatus === 'UNHEALTHY', 2_000);
  expect(clock.now() - began).toBeGreaterThan(300_000);
  await world.stop(task);
  await close();
});

test('a check that takes longer than its timeout is ended, and has failed', async () => {
  const { world, task, passUntil, close } = await waitingFor(
    check(['CMD', 'sleep', '600'], { retries: 1, interval: 5, timeout: 2 }),
  );
  await passUntil((it) => side(it)?.healthStatus === 'UNHEALTHY', 500);
  await world.stop(task);
  await close();
});

test.each<[Partial<ContainerDefinition>, string]>([
  [{ healthCheck: check(['true']) }, 'must begin with CMD, CMD-SHELL or NONE'],
  [{ healthCheck: check(['CMD']) }, 'a command must follow'],
  [
    { healthCheck: check(['CMD', 'true'], { interval: 4 }) },
    'Health check interval must be greater than or equal to the minimum allowed value 5',
  ],
  [
    { healthCheck: check(['CMD', 'true'], { timeout: 61 }) },
    'Health check timeout must be less than or equal to the maximum allowed value 60',
  ],
  [
    { healthCheck: check(['CMD', 'true'], { retries: 11 }) },
    'Health check retries must be less than or equal to the maximum allowed value 10',
  ],
  [
    { healthCheck: check(['CMD', 'true'], { startPeriod: 301 }) },
    'Health check startPeriod must be less than or equal to the maximum allowed value 300',
  ],
  [{ healthCheck: check(['NONE']) }, 'A dependency container with HEALTHY condition must have health check configured'],
])('%j cannot be registered', async (side, said) => {
  await using world = await anEngine();
  const containerDefinitions = [
    aContainer('true', { dependsOn: [{ containerName: 'side', condition: 'HEALTHY' }] }),
    aContainer('true', { name: 'side', ...side }),
  ];
  await expect(world.register({ containerDefinitions })).rejects.toThrow(said);
});

test('a container is stopped after those that depend on it', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([
    aContainer('sleep 0.3', { name: 'main' }),
    aContainer("trap 'sleep 0.3; echo user >> ends; exit 0' TERM; while :; do sleep 0.05; done", {
      dependsOn: [{ containerName: 'base', condition: 'START' }],
    }),
    aContainer("trap 'echo base >> ends; cat ends; exit 0' TERM; while :; do sleep 0.05; done", { name: 'base' }),
  ]);
  expect((await world.lines(task, 'base')).slice(-2)).toEqual(['user', 'base']);
});
