import type { ContainerSpec } from './runner.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A container of a task, as `create` takes it, and the variables that it takes from the environment of that command. */
export function createArguments(
  spec: ContainerSpec,
  common: readonly string[],
  volumes: ReadonlyMap<string, string>,
  host: Env,
): { args: string[]; env: Record<string, string> } {
  const { isolation: it, entryPoint, image = '' } = spec;
  const option = (name: string, value: string | number | undefined) =>
    value === undefined || value === '' ? [] : [`--${name}`, String(value)];
  const [program, ...words] = entryPoint;
  const variables = Object.entries(spec.environment).filter(([name]) => name !== '');
  const inherited = variables.filter(([name]) => !(name in host) && !OF_THE_RUNTIME.test(name));
  const args = [
    ...common,
    // What a container writes is taken by us alone, its health is asked for by us, and we stop it in our own time.
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
    ...option('user', it?.user),
    // Fargate has no swap.
    ...(it?.memory === undefined ? [] : ['--memory', `${it.memory}m`, '--memory-swap', `${it.memory}m`]),
    ...(it?.memoryReservation === undefined ? [] : ['--memory-reservation', `${it.memoryReservation}m`]),
    // Linux takes no fewer than two.
    ...option('cpu-shares', it?.cpuShares ? Math.max(2, it.cpuShares) : undefined),
    ...option('cpus', it?.cpus),
    ...(it?.mounts ?? []).flatMap(({ volume, path, readOnly }) => [
      '-v',
      `${volumes.get(volume) ?? volume}:${path}${readOnly ? ':ro' : ''}`,
    ]),
    ...(it?.tmpfs ?? []).flatMap(({ path, size, options }) => [
      '--tmpfs',
      `${path}:${[`size=${size}m`, ...options].join()}`,
    ]),
    ...(it?.readOnlyRoot ? ['--read-only'] : []),
    ...(it?.init ? ['--init'] : []),
    image,
    ...words,
    ...spec.command,
  ];
  return { args, env: Object.fromEntries(inherited) };
}

/** Variables that would change the runtime's own command if they came to the container through its environment. */
const OF_THE_RUNTIME =
  /^(PATH|HOME|TMPDIR|LD_|GO|DOCKER|PODMAN|CONTAINER|BUILDAH|REGISTRY|STORAGE|XDG|DBUS|SSH)|proxy$|\*/i;

/** As ECS words it that a container cannot start, of what the runtime wrote. */
export function startProblem(stderr: string): { oci: string } | { other: string } {
  const oci =
    /unable to start container process: (?:error during container init: )?(.*?)(?:: unknown|: OCI .*)?\s*$/m.exec(
      stderr,
    );
  return oci?.[1] === undefined ? { other: lastLine(stderr) } : { oci: oci[1] };
}

/** The line that says it: the runtimes' own begin with Error, and others may follow. */
export function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.findLast((it) => it.startsWith('Error')) ?? lines.at(-1) ?? '').replace(/^Error: /, '');
}
