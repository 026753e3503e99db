import { createHash } from 'node:crypto';
import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type TaskDefinition as SdkTaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Definitions } from '../core/ports.ts';
import { type ContainerDefinition, canonical, type TaskDefinition } from '../core/task-definition.ts';
import { call } from './call.ts';
import type { Clients } from './clients.ts';
import { present } from './present.ts';

export function definitionsPort({ ecs, context }: Clients): Definitions {
  return {
    async describe(taskDefinition) {
      const send = () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      const answer = await call('ecs:DescribeTaskDefinition', send, context);
      if (answer.ok) return { ok: true, value: toDefinition(answer.value.taskDefinition ?? {}) };
      return isUnknown(answer.failure) ? { ok: true, value: undefined } : answer;
    },
    async register(definition) {
      const send = () => ecs.send(new RegisterTaskDefinitionCommand(definition as never));
      const answer = await call('ecs:RegisterTaskDefinition', send, context);
      return answer.ok ? { ok: true, value: toDefinition(answer.value.taskDefinition ?? {}) } : answer;
    },
    preview: (definition) => toDefinition(definition as SdkTaskDefinition),
  };
}

/** ECS answers a ClientException with this text for families and revisions that it does not know. */
function isUnknown({ kind, name, message }: { kind: string; name: string; message: string }): boolean {
  return kind === 'refused' && name === 'ClientException' && /unable to describe task definition/i.test(message);
}

/** The facts that are used. Environment values stay behind: only the fingerprint has seen them. */
function toDefinition(definition: SdkTaskDefinition): TaskDefinition {
  return present({
    arn: definition.taskDefinitionArn ?? '',
    family: definition.family ?? '',
    revision: definition.revision ?? 0,
    status: definition.status ?? 'ACTIVE',
    networkMode: definition.networkMode,
    requiresCompatibilities: definition.requiresCompatibilities ?? [],
    hasExecutionRole: definition.executionRoleArn !== undefined,
    containers: (definition.containerDefinitions ?? []).map(toContainer),
    fingerprint: createHash('sha256')
      .update(canonical(definition as Record<string, unknown>))
      .digest('hex'),
  });
}

function toContainer(container: NonNullable<SdkTaskDefinition['containerDefinitions']>[number]): ContainerDefinition {
  const { name, image, essential, command, environment, secrets, logConfiguration } = container;
  const { logDriver, options } = logConfiguration ?? {};
  return present({
    name: name ?? '',
    image: image ?? '',
    essential: essential ?? true,
    command,
    environment: namesOf(environment),
    secrets: namesOf(secrets),
    log: logDriver === undefined ? undefined : { driver: logDriver, options: options ?? {} },
  });
}

function namesOf(variables: readonly { name?: string | undefined }[] | undefined): string[] {
  return (variables ?? []).map(({ name = '' }) => name);
}
