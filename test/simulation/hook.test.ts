import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunContext } from '../../src/core/ports.ts';
import { runHook } from '../../src/migrate/run-hook.ts';
import type { DeploymentEvent } from '../support/virtual-aws/deployments.ts';
import { CLUSTER, FAMILY } from '../support/virtual-aws/ecs.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type FaultKind, type Operation } from '../support/virtual-aws/scenario.ts';
import { type Simulation, simulate } from '../support/virtual-aws/simulate.ts';

/*
 * Hook, migration and action together, under random schedules of deployments, kills and faults: one task for each hook, at most
 * one action, never to another hook, and no success that was not earned.
 */

const MINUTE_MS = 60_000;
const ms = (from: number, to: number) => fc.integer({ min: from, max: to });

const OPERATIONS: Operation[] = [
  'ListServiceDeployments',
  'DescribeServiceDeployments',
  'ContinueServiceDeployment',
  'RunTask',
  'ListTasks',
  'DescribeTasks',
];
const KINDS: FaultKind[] = ['throttled', 'unreachable', 'lost-before', 'lost-after', 'denied', 'refused', 'slow'];

const world = fc.record({
  seed: fc.nat(1_000),
  timeoutMinutes: fc.constantFrom(5, 30, 90),
  onFailure: fc.constantFrom('rollback' as const, 'leave' as const),
  fates: fc.array(
    fc.record({ exitCode: fc.constantFrom(0, 0, 1), runsMs: ms(0, 12 * MINUTE_MS), startAfterMs: ms(3_000, 40_000) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  more: fc.array(
    fc.record({
      atMs: ms(1_000, 20 * MINUTE_MS),
      do: fc.constantFrom('deploy' as const, 'deploy' as const, 'stop' as const, 'roll-back' as const),
    }),
    { maxLength: 2 },
  ),
  processes: fc.array(
    fc.record({
      atMs: ms(2_000, 25 * MINUTE_MS),
      kill: fc.option(fc.record({ onCall: fc.constantFrom(...OPERATIONS), nth: ms(1, 4) }), { freq: 2 }),
      aheadMs: fc.constantFrom(0, 0, -90_000, 90_000),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  faults: fc.array(
    fc.record({
      operation: fc.constantFrom(...OPERATIONS),
      kind: fc.constantFrom(...KINDS),
      nth: ms(1, 5),
      times: ms(1, 4),
    }),
    { maxLength: 2 },
  ),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

async function play(it: World, drive: typeof runHook = runHook): Promise<Simulation> {
  const events: DeploymentEvent[] = [{ atMs: 0, do: 'deploy' }, ...it.more];
  const settings = {
    cluster: CLUSTER,
    taskDefinition: FAMILY,
    service: 'web',
    imageFrom: ['task-definition'],
    onFailure: it.onFailure,
    onInterrupt: 'detach' as const,
    logQuiet: 5_000,
    startTimeout: 10 * MINUTE_MS,
  };
  const scenario = {
    ...A_SCENARIO,
    seed: it.seed,
    fates: it.fates.map((fate) => ({ ...A_FATE, ...fate })),
    processes: it.processes.map(({ atMs, kill, aheadMs }, index) => ({
      ...A_PROCESS,
      build: index + 1,
      start: { atMs },
      kill,
      clock: { aheadMs, driftPpm: 0 },
    })),
    faults: it.faults.map(({ operation, kind, nth, times }) => ({
      operation,
      kind,
      process: null,
      when: { nth, times },
    })),
  };
  const service = { events, timeoutMinutes: it.timeoutMinutes };
  return simulate(scenario, undefined, { resolved: { settings, origins: {} }, drive, service });
}

/** The first promise that was broken. */
function violationOf({ ecs, deployments, processes, stuck }: Simulation): string | undefined {
  if (stuck !== undefined) return `stuck: ${stuck}`;
  const thrown = processes.find((one) => one.thrown !== undefined);
  if (thrown !== undefined) return `thrown: ${thrown.thrown}`;
  if (deployments === undefined) return 'no deployments';
  const hookOf = (build: string | undefined) => build?.replace(/^ecs-hook\/.*\/(?=ecs-pause-)/, '');
  const tasks = ecs.launched.map(({ marks, timeline }) => ({ hook: hookOf(marks?.build), timeline }));
  const ran = tasks.filter(({ timeline }) => timeline.startedAt !== undefined);
  const earned = (hook: string) =>
    ran.some(
      (one) =>
        one.hook === hook &&
        one.timeline.lives.some(({ name, code, self }) => name === 'migrate' && code === 0 && self),
    );
  for (const { hook } of ran) {
    if (ran.filter((one) => one.hook === hook).length > 1) return `two tasks for hook ${hook}`;
  }
  for (const { hookId, action } of deployments.accepted) {
    if (deployments.accepted.filter((one) => one.hookId === hookId).length > 1) return `two actions on hook ${hookId}`;
    if (action === 'CONTINUE' && !earned(hookId)) return `hook ${hookId} was continued without an earned zero`;
    if (action === 'ROLLBACK' && earned(hookId)) return `hook ${hookId} was rolled back after an earned zero`;
  }
  for (const { deployment, hookId } of deployments.sent) {
    if (!ran.some(({ hook }) => hook === hookId))
      return `an action was sent to hook ${hookId} of ${deployment}, for which nothing ran`;
  }
  for (const { outcome, ran: result, index } of processes) {
    const { hook } = result?.deployment ?? {};
    if (hook === undefined || outcome === undefined) continue;
    const continued = deployments.statusOf(hook.hookId) === 'SUCCEEDED';
    if (outcome.outcome === 'succeeded' && !continued)
      return `process ${index} succeeded, but its hook was not continued`;
  }
  for (const { arn } of ecs.launched) {
    const stops = ecs.stopsByClient(arn).filter(({ reason }) => !/lost-race|ended/.test(reason));
    if (stops.length > 0) return `task ${arn} was stopped: ${stops[0]?.reason}`;
  }
  return undefined;
}

async function search(drive: typeof runHook, runs: number, seed: number): Promise<string | undefined> {
  const found = await fc.check(
    fc.asyncProperty(world, async (it) => {
      const broken = violationOf(await play(it, drive));
      if (broken !== undefined) throw new Error(broken);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  return found.failed
    ? `${(found.errorInstance as Error)?.message} in ${JSON.stringify(found.counterexample)}`
    : undefined;
}

test.each([20261127, 7])('no promise is broken in 300 worlds (seed %i)', async (seed) => {
  expect(await search(runHook, 300, seed)).toBeUndefined();
});

/** Drives the hook with one decision changed. */
const changed =
  (change: (context: RunContext) => Partial<RunContext>): typeof runHook =>
  (given, files, context) =>
    runHook(given, files, { ...context, ...change(context) });

const PLANTED: [string, typeof runHook, RegExp][] = [
  [
    'the waiting hook is searched for anew before the action',
    changed(({ serviceDeployments: port }) => {
      let first: string | undefined;
      const newest = async () => {
        const listed = await port.list(CLUSTER, 'web', ['IN_PROGRESS']);
        const described = listed.ok ? await port.describe(listed.value.arns.slice(0, 1)) : undefined;
        return described?.ok ? described.value.deployments[0] : undefined;
      };
      return {
        serviceDeployments: {
          ...port,
          async describe(arns) {
            const found = first === undefined ? undefined : await newest();
            const [arn = ''] = arns;
            if (found !== undefined) {
              const hooks = found.hooks.map((hook) => ({ ...hook, id: first ?? '' }));
              return { ok: true, value: { deployments: [{ ...found, arn, hooks }], missing: [] } };
            }
            const answer = await port.describe(arns);
            if (answer.ok) first ??= answer.value.deployments[0]?.hooks.at(-1)?.id;
            return answer;
          },
          async continue(deployment, hook, action) {
            const found = await newest();
            return port.continue(found?.arn ?? deployment, found?.hooks.at(-1)?.id ?? hook, action);
          },
        },
      };
    }),
    /hook/,
  ],
  [
    'a failed migration continues',
    changed(({ serviceDeployments: port }) => ({
      serviceDeployments: { ...port, continue: (deployment, hook) => port.continue(deployment, hook, 'CONTINUE') },
    })),
    /without an earned zero/,
  ],
  [
    'the build is part of the identity',
    changed(({ digest, build }) => ({ digest: (text) => digest(`${text} ${build.build}`) })),
    /two tasks for hook/,
  ],
  [
    'a lost action counts as done',
    changed(({ serviceDeployments: port }) => ({
      serviceDeployments: {
        ...port,
        async continue(...to) {
          const answer = await port.continue(...to);
          return answer.ok || answer.failure.kind !== 'lost' ? answer : { ok: true, value: undefined };
        },
      },
    })),
    /was not continued/,
  ],
];

test.each(PLANTED)('a planted bug is found: %s', async (_, drive, broken) => {
  expect(await search(drive, 400, 20261127)).toMatch(broken);
});
