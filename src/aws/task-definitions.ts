import { createHash } from 'node:crypto';
import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type TaskDefinition as SdkTaskDefinition,
  type Tag,
} from '@aws-sdk/client-ecs';
import { databaseFactsOf } from '../core/ecs/database-facts.ts';
import {
  type ContainerDefinition,
  OUTPUT_ONLY,
  type TaskDefinition,
  type TaskDefinitionInput,
  toCanonicalText,
} from '../core/ecs/task-definition.ts';
import type { Definitions } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { dropUndefined, toTags } from './present.ts';

/**
 * The port over task definitions. It remembers the inputs of those it has described, to make copies; they contain
 * environment values.
 */
export function definitionsPort({ ecs, context }: Clients): Definitions {
  // Definitions as described, with environment values: a copy to register needs the values. They never leave this
  // function.
  const described = new Map<string, TaskDefinitionInput>();
  return {
    async describe(taskDefinition) {
      const send = () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
      const answer = await callOnce('ecs:DescribeTaskDefinition', send, context);
      if (!answer.ok) return isUnknown(answer.failure) ? { ok: true, value: undefined } : answer;
      const { taskDefinition: found = {}, tags } = answer.value;
      described.set(found.taskDefinitionArn ?? '', toInput(found, tags));
      return { ok: true, value: toDefinition(found, tags) };
    },
    async register(definition) {
      const send = () => ecs.send(new RegisterTaskDefinitionCommand(definition as never));
      const answer = await callOnce('ecs:RegisterTaskDefinition', send, context);
      return answer.ok
        ? { ok: true, value: toDefinition(answer.value.taskDefinition ?? {}, answer.value.tags) }
        : answer;
    },
    async deregister(taskDefinition) {
      const send = () => ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      const answer = await callOnce('ecs:DeregisterTaskDefinition', send, context);
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
    preview: (definition) => toDefinition(definition as SdkTaskDefinition, definition['tags'] as Tag[] | undefined),
    copy({ arn }) {
      const input = described.get(arn);
      if (input === undefined) throw new Error(`a copy of ${arn}, which was never described`);
      return input;
    },
  };
}

/** Keeps the members of a DescribeTaskDefinition answer that RegisterTaskDefinition accepts. */
function toInput(definition: SdkTaskDefinition, tags: readonly Tag[] = []): TaskDefinitionInput {
  const members = Object.entries(definition).filter(
    ([key, value]) => !OUTPUT_ONLY.includes(key) && value !== undefined,
  );
  const own = tags.filter(({ key = '' }) => !key.toLowerCase().startsWith('aws:'));
  return { ...Object.fromEntries(members), ...(own.length > 0 ? { tags: own } : {}) } as TaskDefinitionInput;
}

/** ECS returns a ClientException with this text if it does not know the family or the revision. */
function isUnknown({ kind, name, message }: { kind: string; name: string; message: string }): boolean {
  return kind === 'refused' && name === 'ClientException' && /unable to describe task definition/i.test(message);
}

/** Keeps only the facts that we use. Environment values are dropped: only the fingerprint includes them. */
export function toDefinition(definition: SdkTaskDefinition, tags: readonly Tag[] | undefined): TaskDefinition {
  return dropUndefined({
    arn: definition.taskDefinitionArn ?? '',
    family: definition.family ?? '',
    revision: definition.revision ?? 0,
    status: definition.status ?? 'ACTIVE',
    networkMode: definition.networkMode,
    requiresCompatibilities: definition.requiresCompatibilities ?? [],
    hasExecutionRole: definition.executionRoleArn !== undefined,
    cpu: definition.cpu,
    memory: definition.memory,
    cpuArchitecture: definition.runtimePlatform?.cpuArchitecture,
    tags: toTags(tags),
    containers: (definition.containerDefinitions ?? []).map(toContainer),
    fingerprint: createHash('sha256')
      .update(toCanonicalText(definition as Record<string, unknown>))
      .digest('hex'),
  });
}

function toContainer(container: NonNullable<SdkTaskDefinition['containerDefinitions']>[number]): ContainerDefinition {
  const { name, image, essential, command, entryPoint, environment, secrets, logConfiguration, restartPolicy } =
    container;
  const { dependsOn = [], firelensConfiguration, stopTimeout, environmentFiles = [] } = container;
  const secretsFrom = (secrets ?? []).map(({ name: variable, valueFrom }) => `${variable}=${valueFrom}`);
  const { logDriver, options } = logConfiguration ?? {};
  return dropUndefined({
    name: name ?? '',
    image: image ?? '',
    essential: essential ?? true,
    command,
    entryPoint,
    environment: namesOf(environment),
    secrets: namesOf(secrets),
    secretsFrom: secretsFrom.length === 0 ? undefined : secretsFrom,
    pgOptions: environment?.find(({ name: variable }) => variable === 'PGOPTIONS')?.value,
    hasEnvironmentFiles: environmentFiles.length > 0 || undefined,
    database: databaseFactsOf(environment ?? []),
    restarts: restartPolicy?.enabled || undefined,
    dependsOn: dependsOn.length === 0 ? undefined : dependsOn.map(toDependency),
    firelens: firelensConfiguration?.type,
    stopTimeoutMs: stopTimeout === undefined ? undefined : stopTimeout * 1_000,
    log: logDriver === undefined ? undefined : { driver: logDriver, options: options ?? {} },
  });
}

function toDependency({
  containerName = '',
  condition = '',
}: {
  containerName?: string | undefined;
  condition?: string | undefined;
}) {
  return { container: containerName, condition };
}

function namesOf(variables: readonly { name?: string | undefined }[] | undefined): string[] {
  return (variables ?? []).map(({ name = '' }) => name);
}
