import type { Finding } from './findings.ts';
import { logStreamOf } from './log-stream.ts';
import type { RequestDraft } from './request.ts';
import { looksSecret } from './secrets.ts';
import type { Resolved } from './settings.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';

/** What should be known of a task definition before it runs as a migration, beyond what ECS itself would refuse. */
export function inspect(
  resolved: Resolved,
  definition: TaskDefinition,
  container: ContainerDefinition,
  request: RequestDraft,
  region: string,
): Finding[] {
  return [
    ...inspectLog(definition, container, region),
    ...inspectContainers(resolved, definition, container),
    ...inspectPlatform(definition, container, request),
    ...inspectSecrets(resolved, definition, container),
    ...inspectNetwork(resolved, request),
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

/** Memory in MiB that Fargate has for CPU units: least, most, step. */
const FARGATE_SIZES: Readonly<Record<number, readonly [number, number, number]>> = {
  256: [512, 2_048, 512],
  512: [1_024, 4_096, 1_024],
  1024: [2_048, 8_192, 1_024],
  2048: [4_096, 16_384, 1_024],
  4096: [8_192, 30_720, 1_024],
  8192: [16_384, 61_440, 4_096],
  16384: [32_768, 122_880, 8_192],
};

function inspectPlatform(definition: TaskDefinition, container: ContainerDefinition, request: RequestDraft): Finding[] {
  const findings: Finding[] = [];
  const { name, image } = container;
  const runs = definition.cpuArchitecture ?? 'X86_64';
  const built = /(arm64|aarch64)/i.test(image) ? 'ARM64' : /(amd64|x86[_-]64)/i.test(image) ? 'X86_64' : runs;
  if (built !== runs) findings.push({ code: 'other-architecture', container: name, image, runs, built });
  const providers = (request.capacityProviderStrategy ?? []).map((one) => one.capacityProvider);
  const slow =
    request.launchType === 'FARGATE' || (providers.length > 0 && providers.every((one) => /^FARGATE/.test(one)));
  if (!slow) findings.push({ code: 'fast-start', container: name });
  const [cpu, memory] = [Number(request.overrides.cpu), Number(request.overrides.memory)];
  if (slow && cpu > 0 && memory > 0) {
    const [least, most, step] = FARGATE_SIZES[cpu] ?? [0, 0, 1];
    if (memory < least || memory > most || (memory - least) % step !== 0)
      findings.push({ code: 'fargate-size', cpu, memory });
  }
  return findings;
}
