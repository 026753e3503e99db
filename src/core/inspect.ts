import type { Finding } from './findings.ts';
import { logStreamOf } from './log-stream.ts';
import { looksSecret } from './secrets.ts';
import type { Resolved } from './settings.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';

/** What should be known of a task definition before it runs as a migration, beyond what ECS itself would refuse. */
export function inspect(
  resolved: Resolved,
  definition: TaskDefinition,
  container: ContainerDefinition,
  region: string,
): Finding[] {
  return [
    ...inspectLog(definition, container, region),
    ...inspectContainers(definition, container),
    ...inspectSecrets(resolved, definition, container),
    ...inspectNetwork(resolved, definition),
  ];
}

function inspectLog(definition: TaskDefinition, { name, log }: ContainerDefinition, region: string): Finding[] {
  const container = name;
  const stream = logStreamOf({ name, log } as ContainerDefinition, '', region);
  if ('unreadable' in stream) {
    return [{ code: 'log-unreadable', container, why: stream.unreadable, driver: log?.driver }];
  }
  const options = log?.options ?? {};
  const findings: Finding[] = [];
  const fargate = definition.requiresCompatibilities.includes('FARGATE');
  if (stream.stream === undefined && fargate) findings.push({ code: 'log-no-prefix', container });
  if (stream.region !== region) findings.push({ code: 'log-elsewhere', container, region: stream.region });
  if (options['mode'] === 'non-blocking') findings.push({ code: 'log-non-blocking', container });
  return findings;
}

function inspectContainers(definition: TaskDefinition, container: ContainerDefinition): Finding[] {
  const others = definition.containers.filter((one) => one.essential && one.name !== container.name);
  const findings: Finding[] = [];
  if (container.essential && others.length > 0) {
    findings.push({ code: 'several-essential', container: container.name, others: others.map(({ name }) => name) });
  }
  if (!container.image.includes('@sha256:')) {
    findings.push({ code: 'mutable-image', container: container.name, image: container.image });
  }
  return findings;
}

function inspectSecrets({ settings }: Resolved, definition: TaskDefinition, container: ContainerDefinition): Finding[] {
  const findings: Finding[] = [];
  const given = Object.keys(settings.env ?? {}).filter(looksSecret);
  if (given.length > 0 && !settings.local) findings.push({ code: 'secret-like-env', names: given });
  const plain = container.environment.filter(looksSecret);
  if (plain.length > 0) findings.push({ code: 'plain-secret', container: container.name, names: plain });
  const secret = definition.containers.find(({ secrets }) => secrets.length > 0);
  if (secret && !definition.hasExecutionRole) findings.push({ code: 'no-execution-role', container: secret.name });
  return findings;
}

function inspectNetwork({ settings }: Resolved, definition: TaskDefinition): Finding[] {
  const hidden = definition.networkMode === 'awsvpc' && !settings.assignPublicIp && !settings.local;
  return hidden ? [{ code: 'no-public-ip' }] : [];
}
