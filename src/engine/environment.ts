import type { Container, ContainerDefinition, Task } from './model.ts';
import type { Place } from './names.ts';
import type { ContainerSpec, Isolation, TaskSpec } from './runners/runner.ts';
import { parseEnvironmentFile, type SecretStore } from './secrets.ts';

/**
 * Collects the data from which the runner starts the containers of a task. Throws a StartFailure if a value is missing
 * in `secrets`.
 */
export function taskSpec(task: Task, place: Place, secrets: SecretStore): TaskSpec {
  const own = task.containers.filter((container) => container.definition !== undefined);
  return {
    id: task.id,
    networkMode: task.definition.body.networkMode,
    containers: own.map((container) => containerSpec(task, container, place, secrets)),
    volumes: (task.definition.body.volumes ?? []).map(({ name = '', host }) => ({ name, hostPath: host?.sourcePath })),
  };
}

/** A container override of RunTask replaces the command. Its environment is merged by name. */
function containerSpec(task: Task, container: Container, place: Place, secrets: SecretStore): ContainerSpec {
  const definition = container.definition;
  const override = overrideOf(task, container.name);
  const files = override?.environmentFiles ?? definition?.environmentFiles ?? [];
  return {
    name: container.name,
    image: definition?.image,
    entryPoint: definition?.entryPoint ?? [],
    command: override?.command ?? definition?.command ?? [],
    environment: {
      ...injectedVariables(task, place),
      // If several files set a variable, the first file wins.
      ...Object.assign(
        {},
        ...files.map(({ value = '' }) => parseEnvironmentFile(secrets.environmentFile(value))).reverse(),
      ),
      ...byName(definition?.environment),
      ...byName(definition?.secrets?.map(({ name, valueFrom = '' }) => ({ name, value: secrets.secret(valueFrom) }))),
      ...byName(override?.environment),
    },
    workingDirectory: definition?.workingDirectory,
    isolation: isolation(task, container.name, definition),
  };
}

function isolation(task: Task, name: string, definition: ContainerDefinition | undefined): Isolation {
  const override = overrideOf(task, name);
  const { cpu, memory } = { ...task.definition.body, ...task.request.overrides };
  const fargate = task.launchType === 'FARGATE';
  return {
    task: task.id,
    user: definition?.user,
    memory: override?.memory ?? definition?.memory ?? inUnits(memory, 'GB'),
    memoryReservation: override?.memoryReservation ?? definition?.memoryReservation,
    cpuShares: override?.cpu ?? definition?.cpu,
    cpus: fargate && cpu !== undefined ? inUnits(cpu, 'vCPU') / 1024 : undefined,
    mounts: mountsOf(task, definition),
    tmpfs: (definition?.linuxParameters?.tmpfs ?? []).map(({ containerPath = '', size = 0, mountOptions = [] }) => ({
      path: containerPath,
      size,
      options: mountOptions,
    })),
    readOnlyRoot: definition?.readonlyRootFilesystem ?? false,
    init: definition?.linuxParameters?.initProcessEnabled ?? false,
  };
}

/** The container's own mount points, and those of the containers named in its `volumesFrom`. */
function mountsOf(task: Task, definition: ContainerDefinition | undefined): Isolation['mounts'] {
  const own = (definition?.mountPoints ?? []).map(({ sourceVolume = '', containerPath = '', readOnly = false }) => ({
    volume: sourceVolume,
    path: containerPath,
    readOnly,
  }));
  const others = (definition?.volumesFrom ?? []).flatMap(({ sourceContainer, readOnly = false }) =>
    mountsOf(
      task,
      task.definition.containers.find((container) => container.name === sourceContainer),
    ).map((mount) => ({
      ...mount,
      readOnly: readOnly || mount.readOnly,
    })),
  );
  return [...own, ...others];
}

/** Examples: `512` and `0.5 GB` give 512; `1 vCPU` gives 1024. */
function inUnits(value: string, unit: string): number;
function inUnits(value: string | undefined, unit: string): number | undefined;
function inUnits(value: string | undefined, unit: string): number | undefined {
  if (value === undefined) return undefined;
  return Number.parseFloat(value) * (value.toLowerCase().endsWith(unit.toLowerCase()) ? 1024 : 1);
}

const overrideOf = (task: Task, name: string) =>
  task.request.overrides?.containerOverrides?.find((override) => override.name === name);

function injectedVariables(task: Task, { region }: Place): Record<string, string> {
  return task.launchType === 'FARGATE'
    ? { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: region, AWS_DEFAULT_REGION: region }
    : { AWS_EXECUTION_ENV: 'AWS_ECS_EC2' };
}

type Pairs = readonly { name?: string | undefined; value?: string | undefined }[];

const byName = (pairs: Pairs = []) => Object.fromEntries(pairs.map(({ name = '', value = '' }) => [name, value]));
