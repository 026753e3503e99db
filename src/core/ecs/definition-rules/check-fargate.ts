import { type Container, containersOf, type Definition, isForFargate } from './definition.ts';
import { isEcrImage } from './image-reference.ts';
import { createProblem, type Problem } from './problem.ts';

const NOT_THERE = 'Fargate does not support it';
const FIX = 'remove it, or run the task on EC2';

/** Checks what a task definition for Fargate must not contain, and what it must contain. */
export function checkFargate(definition: Definition): Problem[] {
  if (!isForFargate(definition)) return [];
  const { networkMode, ipcMode, pidMode, placementConstraints = [], volumes = [] } = definition;
  const problems: Problem[] = [];
  if (networkMode !== 'awsvpc') {
    const given = networkMode === undefined ? 'it is missing' : `it is ${networkMode}`;
    const message = 'Fargate only supports network mode ‘awsvpc’.';
    problems.push(
      createProblem('networkMode', `${given}, but Fargate supports only awsvpc`, 'set it to awsvpc', message),
    );
  }
  if (ipcMode !== undefined) problems.push(unsupported('ipcMode', 'ipcMode'));
  if (pidMode !== undefined && pidMode !== 'task') {
    const message = `Tasks using the Fargate launch type do not support pidMode '${pidMode}'. The supported value for pidMode is 'task'.`;
    problems.push(createProblem('pidMode', NOT_THERE, 'set it to task, or remove it', message));
  }
  if (placementConstraints.length > 0) problems.push(unsupported('placementConstraints', 'constraints'));
  volumes.forEach(({ host, dockerVolumeConfiguration }, index) => {
    if (host?.sourcePath) problems.push(unsupported(`volumes[${index}].host.sourcePath`, 'sourcePath'));
    if (dockerVolumeConfiguration === undefined) return;
    problems.push(unsupported(`volumes[${index}].dockerVolumeConfiguration`, 'dockerVolumeConfiguration'));
  });
  return [...problems, ...containersOf(definition).flatMap(([one, path]) => checkContainer(definition, one, path))];
}

function checkContainer({ executionRoleArn }: Definition, container: Container, path: string): Problem[] {
  const { image = '', linuxParameters = {}, privileged, resourceRequirements = [], stopTimeout = 0 } = container;
  const problems: Problem[] = [];
  if (isEcrImage(image) && !executionRoleArn) {
    const message = 'Fargate requires task definition to have execution role ARN to support ECR images.';
    problems.push(
      createProblem(
        `${path}.image`,
        'the task has no execution role to pull it from ECR',
        'set executionRoleArn',
        message,
      ),
    );
  }
  if (privileged) {
    const message = 'Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.';
    problems.push(createProblem(`${path}.privileged`, NOT_THERE, FIX, message));
  }
  if ((container.dockerSecurityOptions ?? []).length > 0) {
    problems.push(unsupported(`${path}.dockerSecurityOptions`, 'dockerSecurityOptions'));
  }
  if (resourceRequirements.some(({ type }) => type === 'GPU')) {
    const message = 'Tasks using the Fargate launch type do not support GPU resource requirements.';
    problems.push(createProblem(`${path}.resourceRequirements`, 'Fargate does not support GPUs', FIX, message));
  }
  if (stopTimeout > 120) {
    const message = 'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.';
    problems.push(
      createProblem(`${path}.stopTimeout`, `Fargate does not wait ${stopTimeout} seconds`, 'give at most 120', message),
    );
  }
  const { capabilities, devices = [], maxSwap, sharedMemorySize } = linuxParameters;
  const linux = `${path}.linuxParameters`;
  if (devices.length > 0) problems.push(unsupported(`${linux}.devices`, 'devices'));
  if (maxSwap !== undefined) problems.push(unsupported(`${linux}.maxSwap`, 'maxSwap'));
  if (sharedMemorySize !== undefined) problems.push(unsupported(`${linux}.sharedMemorySize`, 'sharedMemorySize'));
  const added = (capabilities?.add ?? []).find((one) => one !== 'SYS_PTRACE');
  if (added !== undefined) {
    const fix = 'remove it: only SYS_PTRACE can be added';
    problems.push(
      createProblem(`${linux}.capabilities.add`, `Fargate has no ${added}`, fix, `${added} is not allowed on Fargate.`),
    );
  }
  return problems;
}

function unsupported(path: string, member: string): Problem {
  return createProblem(path, NOT_THERE, FIX, `Fargate compatible task definitions do not support ${member}`);
}
