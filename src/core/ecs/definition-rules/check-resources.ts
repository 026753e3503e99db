import { type Container, containersOf, type Definition, isForFargate } from './definition.ts';
import { cpuUnits, fargateSizesNear, hasFargateSize, memoryMiB, noFargateSize } from './fargate-sizes.ts';
import { createProblem, type Problem } from './problem.ts';

/** Checks CPU and memory of the task and its containers. */
export function checkResources(definition: Definition): Problem[] {
  return [...checkContainerMemory(definition), ...checkTaskSize(definition)];
}

function checkContainerMemory(definition: Definition): Problem[] {
  const memory = definition.memory === undefined ? undefined : memoryMiB(definition.memory);
  return containersOf(definition).flatMap(([container, path]) => {
    const problems: Problem[] = [];
    const { name, memory: hard, memoryReservation: soft } = container;
    // On Fargate the task must have memory. That is checked with the size of the task.
    if (!isForFargate(definition) && definition.memory === undefined && hard === undefined && soft === undefined) {
      problems.push(missingMemory(container, path));
    }
    if (hard !== undefined && memory !== undefined && hard > memory) {
      const message = `The 'memory' setting for container '${name}' is greater than for the task.`;
      problems.push(
        createProblem(`${path}.memory`, 'it exceeds the memory of the task', `lower it to at most ${memory}`, message),
      );
    }
    if (hard !== undefined && soft !== undefined && soft > hard) {
      const message = `Invalid setting for container '${name}'. 'memory' must be greater than or equal to 'memoryReservation'.`;
      problems.push(
        createProblem(`${path}.memoryReservation`, 'it exceeds memory', `lower it to at most ${hard}`, message),
      );
    }
    return problems;
  });
}

function missingMemory(container: Container, path: string): Problem {
  const fix = 'give the task memory, or the container memory or memoryReservation';
  return createProblem(`${path}.memory`, 'neither it nor the task has memory', fix, needsMemory(container));
}

function needsMemory({ name }: Container): string {
  return `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`;
}

function checkTaskSize(definition: Definition): Problem[] {
  const { cpu, memory, runtimePlatform } = definition;
  const units = cpu === undefined ? undefined : cpuUnits(cpu);
  const mib = memory === undefined ? undefined : memoryMiB(memory);
  const problems: Problem[] = [];
  const noAmount = (member: string, problem: string, fix: string) =>
    problems.push(createProblem(member, problem, fix, `Invalid '${member}' setting for task.`));
  if (cpu !== undefined && units === undefined) {
    noAmount('cpu', `"${cpu}" is not an amount of CPU`, 'give units such as "1024", or "1 vCPU"');
  }
  if (memory !== undefined && mib === undefined) {
    noAmount('memory', `"${memory}" is not an amount of memory`, 'give MiB such as "2048", or "2 GB"');
  }
  problems.push(...checkContainerCpu(definition, units));
  if (!isForFargate(definition)) return problems;
  for (const [member, value] of Object.entries({ cpu, memory })) {
    if (value !== undefined) continue;
    // ECS checks the containers first.
    const bare = (definition.containerDefinitions ?? []).find((one) => !one.memory && !one.memoryReservation);
    const message =
      memory === undefined && bare !== undefined
        ? needsMemory(bare)
        : `Fargate requires that '${member}' be defined at the task level.`;
    const fix = member === 'cpu' ? 'give units such as "256"' : 'give MiB such as "512"';
    problems.push(createProblem(member, 'it is missing, but Fargate requires it for the task', fix, message));
  }
  if (units === undefined || mib === undefined) return problems;
  const windows = runtimePlatform?.operatingSystemFamily?.startsWith('WINDOWS') ?? false;
  if (hasFargateSize(units, mib, windows)) return problems;
  const problem = `Fargate has no task with ${units} CPU units and ${mib} MiB`;
  const fix = windows && units < 1_024 ? 'Windows needs at least 1024 CPU units' : fargateSizesNear(units);
  return [...problems, createProblem('memory', problem, fix, noFargateSize(units, mib))];
}

function checkContainerCpu(definition: Definition, units: number | undefined): Problem[] {
  const sum = (definition.containerDefinitions ?? []).reduce((total, { cpu = 0 }) => total + cpu, 0);
  if (units === undefined || sum <= units) return [];
  const message = "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.";
  return [
    createProblem(
      'cpu',
      `it is less than the ${sum} CPU units of its containers`,
      'raise it, or lower theirs',
      message,
    ),
  ];
}
