import { existsSync } from 'node:fs';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { afterAll, describe, expect, test } from 'vitest';
import { IMAGE, podmanForTests } from '../../support/podman.ts';
import { aContainer, anEngine } from '../support.ts';

const podman = podmanForTests();
afterAll(podman.dispose);

describe.skipIf(podman.missing)(podman.title('containers under podman'), () => {
  const theEngine = (options = {}) => anEngine({ runner: 'podman', network: 'none', env: podman.env, ...options });
  const inPodman = (script: string, rest: Partial<ContainerDefinition> = {}) =>
    aContainer(script, { image: IMAGE, ...rest });

  test.each([
    ['exit 0', 0],
    ['exit 255', 255],
    ['kill -TERM $$; sleep 1', 0],
    ['no-such-command', 127],
  ])('%s is exit code %i', async (script, exitCode) => {
    await using world = await theEngine();
    expect((await world.runToEnd([inPodman(script)])).containers).toMatchObject([{ exitCode }]);
  });

  test('every line arrives, the last one without its end too, before the exit code', async () => {
    await using world = await theEngine();
    const task = await world.runToEnd([inPodman('seq 1 100000; echo error >&2; printf last; exit 4')]);
    expect(task.containers).toMatchObject([{ exitCode: 4 }]);
    const lines = await world.lines(task);
    expect(lines).toHaveLength(100_002);
    expect(lines.filter((it) => it !== 'error').slice(-2)).toEqual(['100000', 'last']);
    expect(lines).toContain('error');
  });

  test('environment, working directory, user and entry point are those of the definition, not of the host', async () => {
    await using world = await theEngine({ env: { ...podman.env, OF_THE_HOST: 'x', http_proxy: 'http://x' } });
    const environment = [
      { name: 'GREETING', value: 'a b\n"c" $d' },
      { name: 'HOME', value: '/elsewhere' },
      { name: 'CONTAINERS_CONF', value: '/none' },
    ];
    const task = await world.runToEnd([
      inPodman('', {
        entryPoint: ['sh', '-c', 'pwd; id -u; env'],
        environment,
        workingDirectory: '/work',
        user: 'nobody',
      }),
    ]);
    const lines = await world.lines(task);
    expect(lines.slice(0, 2)).toEqual(['/work', '65534']);
    expect(lines).toEqual(
      expect.arrayContaining(['GREETING=a b', '"c" $d', 'HOME=/elsewhere', 'CONTAINERS_CONF=/none']),
    );
    expect(lines.filter((it) => /OF_THE_HOST|proxy/.test(it ?? ''))).toEqual([]);
  });

  test('what the memory limit kills says so', async () => {
    await using world = await theEngine();
    const task = await world.runToEnd([inPodman('exec tail /dev/zero', { memory: 16 })]);
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 137, reason }] });
    expect(existsSync('oom'), 'a file that podman leaves where it runs').toBe(false);
  });

  test('exit code 137 of its own is no OutOfMemoryError', async () => {
    await using world = await theEngine();
    const task = await world.runToEnd([inPodman('exit 137', { memory: 16 })]);
    expect(task.containers?.[0]?.exitCode).toBe(137);
    expect(task.containers?.[0]?.reason).toBeUndefined();
  });

  test.each([
    [{ entryPoint: ['no-such-program'] }, 'exec: "no-such-program": executable file not found in $PATH'],
    [{ entryPoint: ['/etc/passwd'] }, 'exec: "/etc/passwd": permission denied'],
  ])('a container that cannot start says so: %o', async (rest, wording) => {
    await using world = await theEngine();
    const task = await world.runToEnd([inPodman('true', rest)]);
    const reason = `CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: ${wording}: unknown`;
    expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: reason, containers: [{ reason }] });
    expect(task.containers?.[0]).not.toHaveProperty('exitCode');
  });

  test('an image that is nowhere is CannotPullContainerError', async () => {
    await using world = await theEngine();
    const task = await world.runToEnd([inPodman('true', { image: 'nowhere:1' })]);
    const reason = expect.stringMatching(/^CannotPullContainerError: .*failed to resolve ref nowhere:1: /);
    expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: reason, containers: [{ reason }] });
    expect(task.pullStoppedAt).toBeUndefined();
  });

  test('containers of a task share localhost and volumes, and a sidecar is stopped at the end', async () => {
    await using world = await theEngine();
    const volume = (readOnly: boolean) => ({ sourceVolume: 'www', containerPath: '/www', readOnly });
    await world.register({
      volumes: [{ name: 'www' }],
      containerDefinitions: [
        inPodman('wget -qO- http://127.0.0.1:8080/page; echo more > /www/page || exit 6', {
          dependsOn: [{ containerName: 'web', condition: 'HEALTHY' }],
          mountPoints: [volume(true)],
        }),
        inPodman('echo served > /www/page; exec httpd -f -p 127.0.0.1:8080 -h /www', {
          name: 'web',
          essential: false,
          stopTimeout: 2,
          mountPoints: [volume(false)],
          healthCheck: { command: ['CMD', 'wget', '-qO-', 'http://127.0.0.1:8080/page'], interval: 5 },
        }),
      ],
    });
    const task = await world.stopped(await world.run());
    expect((await world.lines(task))[0]).toBe('served');
    // PID 1 of a container ignores SIGTERM by default.
    expect(task.containers).toMatchObject([{ exitCode: 6 }, { exitCode: 137, healthStatus: 'HEALTHY' }]);
    expect(podman.left().length).toBe(1);
  });

  test('StopTask is SIGTERM, and SIGKILL after the stopTimeout', async () => {
    await using world = await theEngine();
    const polite = 'trap "echo bye; exit 9" TERM; while :; do sleep 0.05; done';
    await world.register({
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [
        inPodman(polite),
        inPodman('trap "" TERM; while :; do sleep 1; done', { name: 'stubborn', stopTimeout: 2, memory: 32 }),
      ],
    });
    const task = await world.run({ launchType: 'EC2', networkConfiguration: undefined });
    await world.running(task);
    await world.stop(task);
    const stopped = await world.stopped(task);
    expect(stopped.containers).toMatchObject([{ exitCode: 9 }, { exitCode: 137 }]);
    expect(stopped.containers?.[1]?.reason).toBeUndefined();
    expect(await world.lines(task)).toEqual(['bye']);
  });

  test('closing the engine leaves nothing', async () => {
    const world = await theEngine();
    await world.register({
      volumes: [{ name: 'v' }],
      containerDefinitions: [
        inPodman('trap "" TERM; while :; do sleep 1; done'),
        inPodman('exec sleep 600', { name: 'b' }),
      ],
    });
    await world.running(await world.run());
    expect(podman.left().length).toBeGreaterThan(3);
    await world[Symbol.asyncDispose]();
    expect(podman.left()).toEqual([]);
  });
});
