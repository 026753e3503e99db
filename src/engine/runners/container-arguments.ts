import type { ContainerSpec } from './runner.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The arguments of `create` for a container of a task, and the variables that it inherits from the environment of that
 * command.
 */
export function createArguments(
  spec: ContainerSpec,
  common: readonly string[],
  volumes: ReadonlyMap<string, string>,
  host: Env,
): { args: string[]; env: Record<string, string> } {
  const { isolation, entryPoint, image = '' } = spec;
  const option = (name: string, value: string | number | undefined) =>
    value === undefined || value === '' ? [] : [`--${name}`, String(value)];
  const [program, ...words] = entryPoint;
  const variables = Object.entries(spec.environment).filter(([name]) => name !== '');
  const inherited = variables.filter(([name]) => !(name in host) && !RUNTIME_VARIABLES.test(name));
  const args = [
    ...common,
    // The engine alone reads the container's output, runs its health checks and stops it in its own time.
    '--pull',
    'never',
    '--log-driver',
    'none',
    '--no-healthcheck',
    '--stop-timeout',
    '0',
    ...variables.flatMap((one) => ['--env', inherited.includes(one) ? one[0] : one.join('=')]),
    ...option('entrypoint', program),
    ...option('workdir', spec.workingDirectory),
    ...option('user', isolation?.user),
    // Fargate has no swap.
    ...(isolation?.memory === undefined
      ? []
      : ['--memory', `${isolation.memory}m`, '--memory-swap', `${isolation.memory}m`]),
    ...(isolation?.memoryReservation === undefined ? [] : ['--memory-reservation', `${isolation.memoryReservation}m`]),
    // The minimum in Linux is two.
    ...option('cpu-shares', isolation?.cpuShares ? Math.max(2, isolation.cpuShares) : undefined),
    ...option('cpus', isolation?.cpus),
    ...(isolation?.mounts ?? []).flatMap(({ volume, path, readOnly }) => [
      '-v',
      `${volumes.get(volume) ?? volume}:${path}${readOnly ? ':ro' : ''}`,
    ]),
    ...(isolation?.tmpfs ?? []).flatMap(({ path, size, options }) => [
      '--tmpfs',
      `${path}:${[`size=${size}m`, ...options].join()}`,
    ]),
    ...(isolation?.readOnlyRoot ? ['--read-only'] : []),
    ...(isolation?.init ? ['--init'] : []),
    image,
    ...words,
    ...spec.command,
  ];
  return { args, env: Object.fromEntries(inherited) };
}

/** Variables that would change the runtime's own command if the container inherited them through its environment. */
const RUNTIME_VARIABLES =
  /^(PATH|HOME|TMPDIR|LD_|GO|DOCKER|PODMAN|CONTAINER|BUILDAH|REGISTRY|STORAGE|XDG|DBUS|SSH)|proxy$|\*/i;

/** Finds the reason of a failed start in the runtime's output, for the wording of ECS. */
export function startProblem(stderr: string): { oci: string } | { other: string } {
  const oci =
    /unable to start container process: (?:error during container init: )?(.*?)(?:: unknown|: OCI .*)?\s*$/m.exec(
      stderr,
    );
  return oci?.[1] === undefined ? { other: lastLine(stderr) } : { oci: oci[1] };
}

/** The line with the cause. The runtimes' own messages begin with Error, and other lines can follow. */
export function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.findLast((line) => line.startsWith('Error')) ?? lines.at(-1) ?? '').replace(/^Error: /, '');
}
