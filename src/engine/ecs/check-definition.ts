import { clientException } from '../errors.ts';
import type { ContainerDefinitionInput, TaskDefinitionInput } from '../shapes.ts';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** Refuses what RegisterTaskDefinition refuses, for the members that the engine or its callers rely on. */
export function checkDefinition(input: TaskDefinitionInput): void {
  const { family, containerDefinitions: containers = [] } = input;
  if (!family) throw clientException('Family should not be null or empty.');
  if (!NAME.test(family)) {
    throw clientException('Family must be 1 to 255 letters, numbers, hyphens and underscores.');
  }
  if (containers.length === 0) throw clientException('Container list cannot be empty.');
  for (const each of containers) checkContainer(each);
  const names = containers.map((it) => it.name);
  const twice = names.find((it, index) => names.indexOf(it) !== index);
  if (twice !== undefined) throw clientException(`Container names must be unique: ${twice} is used more than once.`);
  if (containers.every((it) => it.essential === false)) {
    throw clientException('Task definition must have at least one essential container.');
  }
  checkDependencies(containers);
  if (input.requiresCompatibilities?.includes('FARGATE')) checkFargate(input);
}

function checkContainer({ name, image, logConfiguration, healthCheck }: ContainerDefinitionInput): void {
  if (!name) throw clientException('Container.name should not be null or empty.');
  if (!NAME.test(name)) throw clientException('Container.name contains invalid characters.');
  if (!image) throw clientException('Container.image should not be null or empty.');
  if (healthCheck !== undefined) checkHealthCheck(healthCheck);
  if (logConfiguration === undefined) return;
  if (!logConfiguration.logDriver) throw clientException('Log driver should not be null or empty.');
  const missing = ['awslogs-group', 'awslogs-region'].filter((it) => !logConfiguration.options?.[it]);
  if (logConfiguration.logDriver === 'awslogs' && missing.length > 0) {
    throw clientException(`Log driver awslogs requires options: ${missing.join(', ')}`);
  }
}

const HEALTH_BOUNDS = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;

function checkHealthCheck(check: NonNullable<ContainerDefinitionInput['healthCheck']>): void {
  const [form = '', word] = check.command ?? [];
  if (form !== 'NONE' && !(['CMD', 'CMD-SHELL'].includes(form) && word)) {
    throw clientException('Health check command must begin with CMD, CMD-SHELL or NONE, and a command must follow.');
  }
  for (const [name, [least, most]] of Object.entries(HEALTH_BOUNDS)) {
    const value = check[name as keyof typeof HEALTH_BOUNDS];
    if (value === undefined || (value >= least && value <= most)) continue;
    throw clientException(`Health check ${name} must be between ${least} and ${most}.`);
  }
}

function checkDependencies(containers: readonly ContainerDefinitionInput[]): void {
  const conditions = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'];
  for (const { name, dependsOn = [] } of containers) {
    for (const { containerName, condition } of dependsOn) {
      const other = containers.find((it) => it.name === containerName);
      if (other === undefined || other.name === name) {
        throw clientException(
          `Container ${name} depends on ${containerName}, which is no other container of the task definition.`,
        );
      }
      if (!condition || !conditions.includes(condition)) {
        throw clientException(`Container dependency condition must be one of: ${conditions.join(', ')}`);
      }
      if (condition === 'HEALTHY' && (other.healthCheck?.command?.[0] ?? 'NONE') === 'NONE') {
        throw clientException(`Container ${name} depends on HEALTHY of ${containerName}, which has no health check.`);
      }
      if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential !== false) {
        throw clientException(
          `Container dependency condition ${condition} cannot be set on essential container ${containerName}.`,
        );
      }
    }
    if (reaches(name, name, containers)) throw clientException(`Container ${name} depends on itself.`);
  }
}

function reaches(
  from: string | undefined,
  to: string | undefined,
  containers: readonly ContainerDefinitionInput[],
  seen = new Set<string | undefined>(),
): boolean {
  const next = containers.find((it) => it.name === from)?.dependsOn?.map((it) => it.containerName) ?? [];
  return next.some((it) => it === to || (!seen.has(it) && reaches(it, to, containers, seen.add(it))));
}

function checkFargate({ networkMode, cpu, memory }: TaskDefinitionInput): void {
  if (networkMode !== 'awsvpc') throw clientException('Fargate only supports network mode ‘awsvpc’.');
  if (!cpu) throw clientException("Fargate requires that 'cpu' be defined at the task level.");
  if (!memory) throw clientException("Fargate requires that 'memory' be defined at the task level.");
}
