import type { Container, Task } from './model.ts';
import type { Place } from './names.ts';
import type { ContainerSpec } from './runners/runner.ts';

/** What a container is started from. An override of RunTask replaces the command, and merges the environment by name. */
export function containerSpec(task: Task, container: Container, place: Place): ContainerSpec {
  const definition = container.definition;
  const override = task.request.overrides?.containerOverrides?.find((it) => it.name === container.name);
  return {
    name: container.name,
    image: definition?.image,
    entryPoint: definition?.entryPoint ?? [],
    command: override?.command ?? definition?.command ?? [],
    environment: {
      ...injected(task, place),
      ...byName(definition?.environment),
      ...byName(override?.environment),
    },
    workingDirectory: definition?.workingDirectory,
  };
}

function injected(task: Task, { region }: Place): Record<string, string> {
  return task.launchType === 'FARGATE'
    ? { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: region, AWS_DEFAULT_REGION: region }
    : { AWS_EXECUTION_ENV: 'AWS_ECS_EC2' };
}

type Pairs = readonly { name?: string | undefined; value?: string | undefined }[];

const byName = (pairs: Pairs = []) => Object.fromEntries(pairs.map((it) => [it.name ?? '', it.value ?? '']));
