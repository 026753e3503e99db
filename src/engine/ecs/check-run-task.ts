import { cpuUnits, hasFargateSize, memoryMiB, noFargateSize } from '../../core/ecs/definition-rules/fargate-sizes.ts';
import { AwsError, clientException, invalidParameter } from '../errors.ts';
import type { Cluster, TaskDefinition } from '../model.ts';
import type { RunTaskInput } from '../shapes.ts';
import { isForFargate } from './check-definition.ts';

const MAX_OVERRIDES = 8192;

/** Checks the parts of a request that do not depend on the task definition. Errors are worded as in ECS. */
export function checkRequest(request: RunTaskInput, cluster: Cluster): void {
  const { count = 1, startedBy, launchType, capacityProviderStrategy: strategy = [], propagateTags } = request;
  if (!request.taskDefinition) throw invalidParameter('TaskDefinition can not be blank.');
  if (!Number.isInteger(count) || count < 1 || count > 10) throw invalidParameter('count must be between 1 and 10.');
  if (startedBy !== undefined && !/^[A-Za-z0-9\-/_]{1,128}$/.test(startedBy)) {
    throw invalidParameter('startedBy must have 1 to 128 letters, numbers, hyphens, slashes and underscores.');
  }
  if (launchType !== undefined && strategy.length > 0) {
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  }
  if (launchType !== undefined && !['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'].includes(launchType)) {
    throw invalidParameter('launchType must be one of EC2, FARGATE, EXTERNAL, MANAGED_INSTANCES.');
  }
  if (propagateTags !== undefined && !['TASK_DEFINITION', 'NONE'].includes(propagateTags)) {
    throw invalidParameter('propagateTags must be TASK_DEFINITION or NONE for a standalone task.');
  }
  checkStrategy(strategy, cluster);
}

function checkStrategy(strategy: NonNullable<RunTaskInput['capacityProviderStrategy']>, cluster: Cluster): void {
  if (strategy.length > 20) throw invalidParameter('A capacity provider strategy has at most 20 items.');
  if (strategy.filter((item) => (item.base ?? 0) > 0).length > 1) {
    throw invalidParameter('Only one capacity provider of a strategy can have a base.');
  }
  const foreign = strategy.some(
    ({ capacityProvider = '' }) => cluster.capacityProviders?.includes(capacityProvider) === false,
  );
  if (foreign) {
    throw invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.',
    );
  }
}

/** Checks the parts of a request that must match the task definition. */
export function checkAgainst(definition: TaskDefinition, request: RunTaskInput, launchType: string): void {
  const { networkConfiguration, overrides } = request;
  const { networkMode, requiresCompatibilities } = definition.body;
  if (definition.deregisteredAt !== undefined) throw clientException('TaskDefinition is inactive');
  const subnets = networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  if (networkMode === 'awsvpc' && networkConfiguration?.awsvpcConfiguration === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (networkMode === 'awsvpc' && subnets.length === 0) throw invalidParameter('subnets can not be empty.');
  if (networkMode !== 'awsvpc' && networkConfiguration !== undefined) {
    throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.');
  }
  if (subnets.length > 16) throw invalidParameter('subnets can have at most 16 items.');
  if (
    launchType === 'FARGATE' &&
    requiresCompatibilities !== undefined &&
    !requiresCompatibilities.includes('FARGATE')
  ) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.');
  }
  if (launchType === 'FARGATE' && networkMode !== 'awsvpc') {
    throw new AwsError(
      'PlatformTaskDefinitionIncompatibilityException',
      'Fargate only supports network mode ‘awsvpc’.',
    );
  }
  if (launchType === 'FARGATE' && requiresCompatibilities === undefined && !isForFargate(definition)) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.');
  }
  if (launchType === 'FARGATE') checkSize(definition, overrides);
  if (overrides !== undefined && JSON.stringify(overrides).length > MAX_OVERRIDES) {
    throw invalidParameter(`Container Overrides length must be at most ${MAX_OVERRIDES}`);
  }
  for (const { name } of overrides?.containerOverrides ?? []) {
    if (!name) throw invalidParameter('Container override name can not be blank.');
    if (definition.containers.some((container) => container.name === name)) continue;
    throw invalidParameter(`Override for container named ${name} is not a container in the TaskDefinition.`);
  }
}

/** Checks the size of the task after the overrides are applied. */
function checkSize({ body }: TaskDefinition, { cpu, memory }: RunTaskInput['overrides'] = {}): void {
  const units = cpuUnits(cpu ?? body.cpu ?? '');
  const mib = memoryMiB(memory ?? body.memory ?? '');
  if (cpu !== undefined && units === undefined) throw invalidParameter("Invalid 'cpu' setting for task.");
  if (memory !== undefined && mib === undefined) throw invalidParameter("Invalid 'memory' setting for task.");
  const windows = body.runtimePlatform?.operatingSystemFamily?.startsWith('WINDOWS') ?? false;
  if (units === undefined || mib === undefined || hasFargateSize(units, mib, windows)) return;
  throw clientException(noFargateSize(units, mib));
}
