/** Why ECS stopped or refused a task: a pattern of its text, what that means, and what to do. */
export interface StopReason {
  family: string;
  pattern: RegExp;
  cause: string;
  next: string;
}

/**
 * Matched in order against everything ECS said of a task, most particular first. Texts are those of section
 * "Stopped tasks error messages" of the ECS developer guide and of the ECS agent; AWS rewords them at times.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const STOP_REASONS: readonly StopReason[] = [
  {
    family: 'image-platform',
    pattern: /descriptor matching platform|exec format error/i,
    cause: 'the image was built for another CPU architecture than the task runs on',
    next: 'build the image for this architecture, or set runtimePlatform.cpuArchitecture in the task definition',
  },
  {
    family: 'image-access',
    pattern: /not authorized to perform: ecr:|requested access to the resource is denied|pull access denied/i,
    cause: 'the image may not be pulled with the rights the task has',
    next: 'allow the execution role ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer and ecr:BatchGetImage, and check the image name with its registry',
  },
  {
    family: 'image-rate-limit',
    pattern: /toomanyrequests|pull rate limit/i,
    cause: 'the image registry limits how often images are pulled',
    next: 'run again later, or keep the image in ECR',
  },
  {
    family: 'network',
    pattern:
      /dial (tcp|udp)|i\/o timeout|TLS handshake timeout|connection timed out|Client\.Timeout exceeded|request canceled|context deadline exceeded|signal: killed|connection issue/i,
    cause: 'the task has no network path to a service it needs in order to start (registry, secrets or logs)',
    next: 'check the subnets: a NAT gateway, a public IP (--assign-public-ip) or VPC endpoints; and that the security group lets port 443 out',
  },
  {
    family: 'image-missing',
    pattern: /CannotPull.*(not found|manifest unknown)|API error \(404\).*repository/is,
    cause: 'the image does not exist in the registry',
    next: 'check the image name and tag in the task definition, and that the build pushed it',
  },
  {
    family: 'image-pull',
    pattern: /CannotPull|CannotPullContainerError|error pulling image/i,
    cause: 'the image could not be pulled',
    next: 'check the image name, the execution role and the network of the task',
  },
  {
    family: 'log-group-missing',
    pattern: /log group does not exist/i,
    cause: 'the log group of the task definition does not exist',
    next: 'create the log group, or set awslogs-create-group to "true" and allow logs:CreateLogGroup',
  },
  {
    family: 'secret-missing',
    pattern:
      /can't find the specified secret|can't retrieve the secret|invalid ssm parameters|invalid parameters:|did not contain json key/i,
    cause: 'a secret of the task definition does not exist, or lacks the JSON key',
    next: 'check the valueFrom of each secret: name, region, the six characters at the end, and the JSON key',
  },
  {
    family: 'secret-access',
    pattern:
      /(retrieve secrets?|secretsmanager|ssm:|asm).*(AccessDenied|not authorized)|Access to KMS is not allowed/is,
    cause: 'the execution role may not read a secret of the task definition',
    next: 'allow the execution role (not the task role) secretsmanager:GetSecretValue or ssm:GetParameters, and kms:Decrypt',
  },
  {
    family: 'logs-access',
    pattern: /not authorized to perform: logs:/i,
    cause: 'the execution role may not write the log',
    next: 'allow the execution role logs:CreateLogStream and logs:PutLogEvents on the log group',
  },
  {
    family: 'resource-initialization',
    pattern: /ResourceInitializationError/i,
    cause: 'ECS could not prepare what the task needs (secrets, logs, volumes or network)',
    next: 'mend what the reason names; no code of yours has run',
  },
  {
    family: 'out-of-memory',
    pattern: /OutOfMemory/i,
    cause: 'the container was killed because it used more memory than it may',
    next: 'raise the memory of the task and of the container',
  },
  {
    family: 'command-not-found',
    pattern: /executable file not found|no such file or directory|permission denied: unknown/i,
    cause: 'the command of the container could not be started',
    next: 'check the command: it must be an executable of the image; for shell syntax use ["sh", "-c", "…"]',
  },
  {
    family: 'dependency',
    pattern: /dependency graph|dependency will never start|dependency did not exit successfully/i,
    cause: 'a container that this one depends on did not do its part, so this one was never started',
    next: 'look at the log of the container it depends on',
  },
  {
    family: 'container-start',
    pattern: /CannotStartContainerError|CannotCreateContainerError|ContainerRuntime/i,
    cause: 'the container could not be created or started',
    next: 'mend what the reason names, in the task definition or the image',
  },
  {
    family: 'spot',
    pattern: /Spot (Task|Instance) was interrupted|spot interruption/i,
    cause: 'the task ran on Spot capacity and was interrupted',
    next: 'run migrations on demand, not on Spot; then run again if the migration can be repeated',
  },
  {
    family: 'host',
    pattern: /Host EC2|Container instance|performing maintenance/i,
    cause: 'the machine under the task went away',
    next: 'run again if the migration can be repeated; protect the instances or use Fargate',
  },
  {
    family: 'capacity',
    pattern: /Capacity is unavailable/i,
    cause: 'Fargate has no capacity in these Availability Zones at the moment',
    next: 'run again later, or add subnets in other Availability Zones',
  },
  {
    family: 'quota',
    pattern: /reached the limit on the number/i,
    cause: "the account's quota of running tasks or vCPUs is used up",
    next: 'wait for other tasks to end, or ask for a higher quota',
  },
  {
    family: 'placement',
    pattern: /RESOURCE:|NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER|No Container Instances/i,
    cause: 'no container instance of the cluster has room for the task',
    next: 'add capacity to the cluster, or ask for less CPU and memory',
  },
  {
    family: 'placement-attribute',
    pattern: /\bATTRIBUTE\b|\bAGENT\b|\bLOCATION\b|placement constraint/,
    cause: 'no container instance of the cluster fits the task',
    next: 'check the instances: their ECS agent, attributes and Availability Zone',
  },
];

/** The first entry that fits any of the texts. */
export function findStopReason(texts: readonly (string | undefined)[]): StopReason | undefined {
  const all = texts.filter((text) => text !== undefined).join('\n');
  return STOP_REASONS.find((reason) => reason.pattern.test(all));
}

/** Reasons after which the same RunTask may well be accepted a little later. */
export function isCapacityReason(reason: string | undefined): boolean {
  return ['capacity', 'quota', 'placement'].includes(findStopReason([reason])?.family ?? '');
}
