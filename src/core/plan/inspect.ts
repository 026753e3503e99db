import { commandToType } from '../base/command-to-type.ts';
import { looksSecret, maskCommand } from '../base/mask.ts';
import type { ClusterFacts } from '../ecs/cluster.ts';
import { cpuUnits, hasFargateSize, memoryMiB } from '../ecs/definition-rules/fargate-sizes.ts';
import { logStreamOf } from '../ecs/log-stream.ts';
import type { ContainerDefinition, TaskDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { Resolved } from '../settings/source.ts';
import { effectiveCommand } from './identity.ts';
import { type Migrating, overrideOf, type RequestDraft, runsOnFargate } from './request.ts';

/**
 * What the user should know about a task definition before it runs as a migration, besides what ECS itself would
 * refuse.
 */
export function inspect(
  resolved: Resolved,
  { definition, container }: Migrating,
  request: RequestDraft,
  { region, clusterFacts }: { region: string; clusterFacts: Pick<ClusterFacts, 'defaultStrategy'> },
): Finding[] {
  return [
    ...inspectLog(definition, container, region),
    ...inspectContainers(resolved, definition, container),
    ...inspectCommand(container, request),
    ...inspectPlatform(definition, container, request, clusterFacts),
    ...inspectSecrets(resolved, definition, container),
    ...inspectNetwork(resolved, request),
  ];
}

function inspectLog(definition: TaskDefinition, { name, log }: ContainerDefinition, region: string): Finding[] {
  const container = name;
  const found = logStreamOf({ name, log } as ContainerDefinition, '', region);
  if (!found.ok) return [{ code: 'log-unreadable', container, why: found.failure, driver: log?.driver }];
  const stream = found.value;
  const options = log?.options ?? {};
  const findings: Finding[] = [];
  const fargate = definition.requiresCompatibilities.includes('FARGATE');
  if (stream.stream === undefined && fargate) findings.push({ code: 'log-no-prefix', container });
  if (stream.region !== region) findings.push({ code: 'log-elsewhere', container, region: stream.region });
  // A log router has its own buffer.
  if (stream.routed) return findings;
  if (options['mode'] === 'non-blocking') findings.push({ code: 'log-non-blocking', container });
  if (options['mode'] === undefined) findings.push({ code: 'log-mode-open', container });
  return findings;
}

function inspectContainers(
  { settings }: Resolved,
  definition: TaskDefinition,
  container: ContainerDefinition,
): Finding[] {
  const others = definition.containers.filter((one) => one.essential && one.name !== container.name);
  const findings: Finding[] = [];
  if (container.restarts) findings.push({ code: 'restart-policy', container: container.name });
  if (container.essential && others.length > 0) {
    findings.push({ code: 'several-essential', container: container.name, others: others.map(({ name }) => name) });
  }
  if (!container.image.includes('@sha256:') && !settings.build) {
    findings.push({ code: 'mutable-image', container: container.name, image: container.image });
  }
  return findings;
}

/**
 * The name of a program contains no spaces. A shell command line in one word is therefore not a program. We do not know
 * the entry point of the image.
 */
function inspectCommand(container: ContainerDefinition, request: RequestDraft): Finding[] {
  const { name, entryPoint = [] } = container;
  const command = effectiveCommand(overrideOf(request, name)?.command, container);
  // With an entry point, the command is its argument and may contain spaces.
  const [program = '', ...args] = entryPoint.length > 0 ? entryPoint : command;
  if (args.length > 0 || !/\s/.test(program.trim())) return [];
  const [word = ''] = maskCommand([program]);
  return [{ code: 'command-one-word', container: name, word, next: commandToType(word) }];
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

function inspectNetwork({ settings }: Resolved, { networkConfiguration }: RequestDraft): Finding[] {
  const hidden = networkConfiguration?.awsvpcConfiguration.assignPublicIp === 'DISABLED' && !settings.local;
  return hidden ? [{ code: 'no-public-ip' }] : [];
}

function inspectPlatform(
  definition: TaskDefinition,
  container: ContainerDefinition,
  request: RequestDraft,
  clusterFacts: Pick<ClusterFacts, 'defaultStrategy'>,
): Finding[] {
  const findings: Finding[] = [];
  const { name, image } = container;
  const runs = definition.cpuArchitecture ?? 'X86_64';
  const built = architectureIn(image) ?? runs;
  if (built !== runs) findings.push({ code: 'other-architecture', container: name, image, runs, built });
  const slow = runsOnFargate(request, clusterFacts);
  if (!slow) findings.push({ code: 'fast-start', container: name });
  if (slow) findings.push(...inspectSize(definition, request));
  return findings;
}

/** The size that results from the overrides. The size in the task definition was checked when it was registered. */
function inspectSize(definition: TaskDefinition, { overrides }: RequestDraft): Finding[] {
  if (overrides.cpu === undefined && overrides.memory === undefined) return [];
  const cpu = cpuUnits(overrides.cpu ?? definition.cpu ?? '');
  const memory = memoryMiB(overrides.memory ?? definition.memory ?? '');
  if (cpu === undefined || memory === undefined || hasFargateSize(cpu, memory)) return [];
  return [{ code: 'fargate-size', cpu, memory }];
}

/** The architecture that the name of an image indicates. */
function architectureIn(image: string): 'ARM64' | 'X86_64' | undefined {
  if (/(arm64|aarch64)/i.test(image)) return 'ARM64';
  return /(amd64|x86[_-]64)/i.test(image) ? 'X86_64' : undefined;
}
