import type { StopFamily } from '../../../src/core/stop-reasons/families.ts';

/** A text of ECS as it was seen, the same thing said otherwise, and what it must be taken for. */
export interface Row {
  /** Number in the table of section 3 of aws-behaviour.md, or the section it comes from otherwise. */
  row: number | string;
  family: StopFamily;
  /** Part of the cause or the next step that tells the entry from others of its family. */
  says: string;
  literal: string;
  reworded: string;
}

const USER = 'User: arn:aws:sts::123456789012:assumed-role/exec/0123 is';
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const INIT = 'ResourceInitializationError:';
const AUTH = `${INIT} unable to pull secrets or registry auth:`;
const EFS = `${INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr:`;

const row = (number: number | string, family: StopFamily, says: string, literal: string, reworded: string): Row => ({
  row: number,
  family,
  says,
  literal,
  reworded,
});

export const ROWS: readonly Row[] = [
  row(
    ...([1, 'start', 'an essential container', 'Essential container in task exited'] as const),
    'An essential container of this task has stopped',
  ),
  row(2, 'start', 'says no more', 'Task failed to start', 'ECS failed to start the task.'),
  row(
    ...([3, 'image', 'the image does not exist in the registry'] as const),
    `CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${ECR}/app:1: ${ECR}/app:1: not found`,
    `CannotPullContainerError: The task cannot pull the image. The tag is gone. manifest for ${ECR}/app:1 not found: manifest unknown`,
  ),
  row(
    ...([4, 'network', 'VPC endpoints do not lead there'] as const),
    'CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref "docker.io/x/y:latest": failed to do request: Head "https://registry-1.docker.io/v2/x/y/manifests/latest": dial tcp 34.1.2.3:443: i/o timeout',
    'CannotPullContainerError: The task can’t pull the image. Check your network configuration. copy image from ghcr.io/x/y:1: net/http: TLS handshake timeout',
  ),
  row(
    ...([5, 'image', 'Docker Hub, not ECR'] as const),
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "docker.io/library/x:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'CannotPullContainerError: The registry docker.io says: pull access denied for app',
  ),
  row(
    ...(['an open variable', 'image', 'no image reference'] as const),
    'CannotPullContainerError: Error response from daemon: invalid reference format',
    'CannotPullContainerError: failed to normalize image reference "app:"',
  ),
  row(
    ...([6, 'architecture', 'another CPU architecture'] as const),
    "CannotPullContainerError: pull image manifest has been retried 5 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
    'CannotPullContainerError: no matching manifest for linux/arm64/v8 in the manifest list entries',
  ),
  row(
    ...([7, 'image', 'ecr:BatchGetImage, ecr:GetDownloadUrlForLayer'] as const),
    `CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. Error response from daemon: pull access denied for ${ECR}/app, repository does not exist or may require 'docker login': denied: ${USER} not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/app because no identity-based policy allows the ecr:BatchGetImage action`,
    `CannotPullContainerError: failed to resolve ref ${ECR}/app:1: unexpected status from HEAD request to https://${ECR}/v2/app/manifests/1: 403 Forbidden`,
  ),
  row(
    ...(['7: token', 'image', 'ecr:GetAuthorizationToken on resource "*"'] as const),
    `${AUTH} execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): AccessDeniedException: ${USER} not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
    'CannotPullECRContainerError: AccessDeniedException: the role misses ecr:GetAuthorizationToken',
  ),
  row(
    ...([8, 'image', 'or may not be read'] as const),
    `CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for ${ECR}/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    "The task can't pull the image: requested access to the resource is denied",
  ),
  row(
    ...([9, 'network', 'ecr.dkr'] as const),
    `CannotPullContainerError: The task can’t pull the image. Check your network configuration. Error response from daemon: Get "https://${ECR}/v2/": net/http: request canceled while waiting for connection`,
    'CannotPullContainerError: The image is out of reach. Check your network settings: connection timed out',
  ),
  row(
    ...([10, 'network', 'ecr.dkr'] as const),
    `The task cannot pull 'app:1' from the Amazon ECR repository '${ECR}/app'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    `The task could not fetch the image from ${ECR}/app: a connection issue.`,
  ),
  row(
    ...([11, 'network', 'ecr.dkr'] as const),
    `CannotPullContainerError: API error (500): Get https://${ECR}/v2/: net/http: request canceled while waiting for connection`,
    `CannotPullContainerError: Error response from daemon: Get https://${ECR}/v2/: (Client.Timeout exceeded while awaiting headers)`,
  ),
  row(
    ...([12, 'image', 'create the repository'] as const),
    'CannotPullContainerError: API error (404): repository 123456789012/app not found',
    `CannotPullContainerError: RepositoryNotFoundException: The repository with name 'app' does not exist in the registry with id '123456789012'`,
  ),
  row(
    ...([13, 'image', 'limits how often'] as const),
    'CannotPullContainerError: inspect image has been retried 5 time(s): httpReadSeeker: failed open: unexpected status code: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    'CannotPullContainerError: The registry refuses for now: unauthenticated pull rate limit reached',
  ),
  row(
    ...([14, 'image', 'starport-layer-bucket'] as const),
    'CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/x: 403 Forbidden',
    'CannotPullContainerError: The task can’t pull a layer. failed to copy: unexpected status 503',
  ),
  row(
    ...([15, 'storage', 'ephemeralStorage.sizeInGiB'] as const),
    'CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device',
    'CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:0: write /x: No space left on device: unknown',
  ),
  row(
    ...([16, 'image', 'S3 gateway endpoint in their route tables'] as const),
    'CannotPullContainerError: pull command failed: panic: runtime error: invalid memory address or nil pointer dereference',
    'pull command: nil pointer dereference [signal SIGSEGV]',
  ),
  row(
    ...([17, 'image', 'the configuration of the image'] as const),
    'CannotPullContainerError: error pulling image configuration: unexpected EOF',
    'error pulling image conf: download failed after attempts=6',
  ),
  row(
    ...([18, 'network', 'ecr.dkr'] as const),
    'CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: Context canceled',
    'CannotPullContainerError: context cancelled',
  ),
  row(
    ...([19, 'image', 'could not be pulled'] as const),
    'CannotPullECRContainerError: could not be had',
    'CannotPullContainerAuthError: could not be had',
  ),
  row(
    ...(['19: manifest', 'image', 'could not be pulled'] as const),
    'CannotPullImageManifestError: manifest invalid',
    'pull image manifest has been retried 5 time(s): failed to resolve ref',
  ),
  row(
    ...([20, 'network', 'ecr.api'] as const),
    `${AUTH} The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 10.0.1.2:443: i/o timeout`,
    `${AUTH} execution resource retrieval failed: unable to retrieve ecr registry auth: RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": net/http: TLS handshake timeout`,
  ),
  row(
    ...([21, 'secret', 'ssm:GetParameters'] as const),
    `${AUTH} execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: ${USER} not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:123456789012:parameter/db`,
    `${AUTH} The task role has no access to AWS Systems Manager Parameter Store. operation error SSM: GetParameters, StatusCode: 400, AccessDeniedException`,
  ),
  row(
    ...([22, 'secret', 'a parameter of the task definition does not exist'] as const),
    `${AUTH} unable to retrieve secrets from ssm: invalid ssm parameters: /path/name`,
    'Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: NAME',
  ),
  row(
    ...([23, 'network', 'com.amazonaws.REGION.ssm'] as const),
    `${AUTH} unable to retrieve secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store. Check your task network configuration. RequestCanceled: request context canceled caused by: context deadline exceeded`,
    `${AUTH} operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded`,
  ),
  row(
    ...([24, 'secret', 'secretsmanager:GetSecretValue on the secret'] as const),
    `${AUTH} execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf from secrets manager: AccessDeniedException: ${USER} not authorized to perform: secretsmanager:GetSecretValue on resource: arn`,
    'The task is not allowed to read from AWS Secrets Manager: Access denied',
  ),
  row(
    ...([25, 'secret', 'a secret of the task definition does not exist'] as const),
    `${AUTH} unable to retrieve secret from asm: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 0, ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    `${AUTH} Secrets Manager can’t find the specified secret.`,
  ),
  row(
    ...(['25: empty', 'secret', 'has no value yet'] as const),
    `${AUTH} ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT`,
    'The secret db has no value.',
  ),
  row(
    ...([26, 'secret', 'JSON key'] as const),
    `${INIT} unable to pull secrets or registry auth: retrieved secret from Secrets Manager did not contain json key password`,
    'The JSON key password was not found in the secret.',
  ),
  row(
    ...([27, 'secret', 'kms:Decrypt on the key'] as const),
    `${AUTH} unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed`,
    `${AUTH} AccessDeniedException: ${USER} not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:123456789012:key/0`,
  ),
  row(
    ...([28, 'network', 'com.amazonaws.REGION.secretsmanager'] as const),
    `${AUTH} unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:eu-west-1:111403222333:secret:db from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded`,
    `The task can’t pull secrets from AWS Secrets Manager. There is a connection issue between the two.`,
  ),
  row(
    ...([29, 'secret', 'a secret of the task definition does not exist'] as const),
    `${INIT} The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db' from AWS Secrets Manager. Check whether the secret exists in the specified Region. ResourceNotFoundException`,
    'The task cannot retrieve the secret db.',
  ),
  row(
    ...([30, 'secret', 'arn:aws:secretsmanager:REGION'] as const),
    'an invalid ARN format for the AWS Secrets Manager secret was specified',
    'Invalid ARN format: the secret db could not be looked up',
  ),
  row(
    ...([31, 'network', 'registry, secrets or logs'] as const),
    `${INIT} unable to pull secrets or registry auth: pull command failed: : signal: killed`,
    `${INIT} pull command failed: : signal: killed`,
  ),
  row(
    ...([32, 'environment-file', 's3:GetObject'] as const),
    `${INIT} failed to download env files: service call has been retried 1 time(s): operation error S3: HeadObject, https response error StatusCode: 403, api error Forbidden: Forbidden.`,
    'The environment file arn:aws:s3:::b/app.env could not be read: NoSuchKey',
  ),
  row(
    ...(['32: network', 'network', 'no network path to S3'] as const),
    `${INIT} failed to download env files: file download command: non-empty error stream: RequestCanceled: request context cancelled caused by: context deadline exceeded`,
    `${INIT} environment files: operation error S3: HeadObject: dial tcp 52.1.2.3:443: i/o timeout`,
  ),
  row(
    ...([33, 'log', 'awslogs-create-group'] as const),
    `${INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1`,
    `${INIT} The task cannot open its log. The log group "/ecs/app" doesn’t exist`,
  ),
  row(
    ...([34, 'log', 'logs:CreateLogStream and logs:PutLogEvents'] as const),
    `${INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: ${USER} not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/app:log-stream:x`,
    'The role was denied access: logs:PutLogEvents (Access denied)',
  ),
  row(
    ...(['34: group', 'log', 'allow logs:CreateLogGroup to'] as const),
    `${INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log group: AccessDeniedException: ${USER} not authorized to perform: logs:CreateLogGroup on resource: arn`,
    'The execution role is not allowed logs:CreateLogGroup',
  ),
  row(
    ...([35, 'network', 'com.amazonaws.REGION.logs'] as const),
    `${INIT} failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed`,
    `${INIT} failed to validate logger args: : signal: killed`,
  ),
  row(
    ...([36, 'log', 'awslogs-stream-prefix'] as const),
    `${INIT} failed to validate logger args: unable to get awslogs driver arguments: awslogs-region is required`,
    'The log configuration is incomplete: must specify a value for awslogs-group',
  ),
  row(
    ...([37, 'log', 'awslogs-create-group'] as const),
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
    'CannotStartContainerError: failed to initialize logging driver: no such log group',
  ),
  row(
    ...(['37: other', 'log', 'could not be opened'] as const),
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: something else',
    'LogDriverError: gone',
  ),
  row(
    ...([38, 'storage', 'no mount target'] as const),
    `${EFS} Failed to resolve "fs-0.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.`,
    'The EFS volume was not mounted: there is no mount target in this zone',
  ),
  row(
    ...([39, 'storage', 'rootDirectory'] as const),
    `${EFS} b'mount.nfs4: mounting fs-0:/path failed, reason given by server: No such file or directory'`,
    'The EFS volume app has a directory that does not exist',
  ),
  row(
    ...([40, 'storage', 'elasticfilesystem:ClientMount (and ClientWrite)'] as const),
    `${EFS} b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'`,
    'EFS volumes: mount.nfs: Permission denied',
  ),
  row(
    ...([41, 'storage', 'port 2049 is closed'] as const),
    `${EFS} Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt. b'mount.nfs4: mount system call failed' Traceback (most recent call last): File "/usr/sbin/supervisor_mount_efs"`,
    'mount.nfs4: Connection timed out',
  ),
  row(
    ...(['41: other', 'storage', 'could not be mounted'] as const),
    `${EFS} b'mount.nfs4: Protocol not supported'`,
    'The EFS file system fs-0 was not mounted',
  ),
  row(
    ...([42, 'network-interface', 'not ready in time'] as const),
    'Timeout waiting for network interface provisioning to complete.',
    'The ENI of the task timed out.',
  ),
  row(
    ...([43, 'storage', 'not provided by Fargate'] as const),
    'Timeout waiting for EphemeralStorage provisioning to complete.',
    'Provisioning of the ephemeral storage took too long.',
  ),
  row(
    ...([44, 'network-interface', 'no free IP address'] as const),
    "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0': InsufficientFreeAddressesInSubnet",
    'The subnet subnet-0 has not enough free addresses.',
  ),
  row(
    ...([45, 'network-interface', 'AWSServiceRoleForECS'] as const),
    "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0': AuthFailure",
    'The network interface could not be created: UnauthorizedOperation',
  ),
  row(
    ...(['45: tags', 'network-interface', 'tag policy'] as const),
    'Unexpected EC2 error while attempting to tag the network interface: TagPolicyViolation',
    'A tag policy forbids these tags on the network interface.',
  ),
  row(
    ...(['45: other', 'network-interface', 'created or attached by EC2'] as const),
    'Unexpected EC2 error while attempting to attach network interface to instance',
    'EC2 did not attach the network interface.',
  ),
  row(
    ...([46, 'network-interface', 'awsvpcTrunking'] as const),
    'Unable to attach network interface to unused device index',
    'No free device index for the network interface',
  ),
  row(47, 'start', 'ask AWS Support', 'InternalError: something broke', 'ECS had an internal server error.'),
  row(
    ...([48, 'placement', 'what is short', 'TaskFailedToStart: RESOURCE:MEMORY'] as const),
    'Unable to place a task: resource:gpu',
  ),
  row('48: ENI', 'placement', 'awsvpcTrunking', 'TaskFailedToStart: RESOURCE:ENI', 'The reason is RESOURCE:ENI (i-0).'),
  row('48: agent', 'instance', 'ECS agent', 'TaskFailedToStart: AGENT', 'AGENT: the agent is not connected'),
  row(
    ...(['48: attribute', 'instance', 'has an attribute', 'TaskFailedToStart: ATTRIBUTE'] as const),
    'ATTRIBUTE: ecs.capability.task-eni is missing',
  ),
  row(
    ...(['48: none', 'placement', 'has no container instance', 'TaskFailedToStart: NO ACTIVE INSTANCES'] as const),
    'No active instances in the cluster.',
  ),
  row(
    ...(['48: empty', 'placement', 'has no container instance', 'TaskFailedToStart: EMPTY CAPACITY PROVIDER'] as const),
    'Empty capacity provider: asg',
  ),
  row(
    ...(['48: constraint', 'instance', 'placement constraint'] as const),
    'TaskFailedToStart: MemberOf placement constraint unsatisfied.',
    'No instance satisfies the placement constraints.',
  ),
  row(
    ...([49, 'request', 'requiresCompatibilities'] as const),
    'The selected task definition is not compatible with the selected compute strategy',
    'Task definition app:1 is incompatible with FARGATE.',
  ),
  row(
    ...([50, 'container', 'raise the memory'] as const),
    'OutOfMemoryError: Container killed due to memory usage',
    'OutOfMemoryError: container was killed, having used up its memory',
  ),
  row(
    ...([51, 'container', 'no such program'] as const),
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "migrat": executable file not found in $PATH: unknown',
    'CannotStartContainerError: The program was not found. executable migrat not found in PATH',
  ),
  row(
    ...([52, 'container', 'chmod +x'] as const),
    'CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/run.sh": permission denied: unknown',
    'CannotStartContainerError: The command did not start. exec: "/app/run.sh": stat /app/run.sh: no such file or directory',
  ),
  row(
    ...([53, 'architecture', 'another CPU architecture', 'exec /app/run: exec format error'] as const),
    'CannotStartContainerError: the process ended with: Exec format error',
  ),
  row(
    ...([54, 'container', 'too little memory'] as const),
    'CannotStartContainerError: failed to get container status: no such container',
    'The agent failed to get container status in time',
  ),
  row(
    ...([55, 'container', 'these options'] as const),
    'CannotCreateContainerError: Error response from daemon: invalid CapAdd: unknown capability: "CAP_FOO"',
    'ResourceInitializationError: unable to create new container: bad mount',
  ),
  row(
    ...([56, 'container', 'in time'] as const),
    'DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s',
    'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded',
  ),
  row(
    ...([57, 'container', 'a reason of its own', 'ContainerRuntimeError: failed to create shim'] as const),
    'ContainerRuntimeError - containerd',
  ),
  row(
    ...([58, 'container', 'did not answer', 'CannotInspectContainerError: no such container'] as const),
    'CannotStopContainerError: failed sending SIGTERM to container: context deadline exceeded',
  ),
  row(
    ...([59, 'storage', 'AmazonECSInfrastructureRolePolicyForVolumes'] as const),
    'CannotCreateVolumeError: volume quota',
    'ECS was unable to attach the EBS volume vol-0.',
  ),
  row(
    ...([60, 'dependency', 'dependsOn SUCCESS'] as const),
    'dependency graph: failed to resolve container ordering dependency [seed_SUCCESS] for target [migrate_CREATED] as dependency did not exit successfully.',
    'The dependency did not exit successfully (seed).',
  ),
  row(
    ...([61, 'dependency', 'startTimeout'] as const),
    'dependency graph: container ordering dependency [db_HEALTHY] for target [migrate_CREATED] has timed out.',
    'The dependency db timed out after 120 s.',
  ),
  row(
    ...([62, 'dependency', 'never started'] as const),
    'dependency graph: failed to resolve container ordering dependency [x] for target [y] because dependency will never start',
    'dependency graph: container ordering dependency [x] for target [y] does not exist.',
  ),
  row(
    ...([63, 'network-interface', 'could not be set up'] as const),
    'ContainerNetworkingError: failed to setup network namespace',
    'The task has no network: failed to configure ENI: netplugin failed with no error message',
  ),
  row(
    ...([64, 'container', 'could not bring the task to its end'] as const),
    "TaskStateError: Agent could not progress task's state to stopped",
    'The agent could not progress task’s state',
  ),
  row(
    ...([65, 'interruption', 'before its image was pulled'] as const),
    'TaskStoppedBeforePullBeginError: Task stopped before image pull could begin for task: arn',
    'The task was stopped before the image pull began.',
  ),
  row(66, 'interruption', 'somebody stopped the task', 'Task stopped by user', 'Stopped by a user via StopTask'),
  row(
    ...([67, 'interruption', 'not on Spot', 'Your Spot Task was interrupted.'] as const),
    'SpotInterruption: the Spot capacity was interrupted',
  ),
  row(
    ...([68, 'interruption', 'stopped or terminated', 'Host EC2 (instance i-0) terminated.'] as const),
    'The EC2 instance i-0 under the task was stopped.',
  ),
  row(
    ...([69, 'interruption', 'retired it for maintenance'] as const),
    '(service app) ECS is performing maintenance on the underlying infrastructure hosting the task.',
    'AWS Fargate task retirement',
  ),
  row(
    ...([70, 'interruption', 'deployment or scaling', 'Scaling activity initiated by (deployment ecs-svc/0)'] as const),
    'The scaling activity of a service stopped this.',
  ),
  row(
    ...([71, 'interruption', 'failed its health check', 'Task failed container health checks'] as const),
    'The container is unhealthy.',
  ),
  row(
    ...(['71: ELB', 'interruption', 'load balancer'] as const),
    'Task failed ELB health checks in (target-group arn)',
    'The task failed the load balancer health checks.',
  ),
  row(
    ...([72, 'interruption', 'drained or deregistered', 'Container instance deregistration forced by user'] as const),
    'The container instance is in DRAINING state',
  ),
  row(
    ...([73, 'capacity', 'no capacity in these Availability Zones'] as const),
    'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    'Fargate capacity is currently unavailable.',
  ),
  row(
    ...([74, 'quota', 'quota'] as const),
    'You’ve reached the limit on the number of vCPUs you can run concurrently',
    "You've reached the limit on the number of tasks you can run concurrently.",
  ),
  row(
    ...(['1.3', 'request', 'as large as this one'] as const),
    'The requested CPU configuration is above your limit',
    'The requested MEMORY configuration is above your limit',
  ),
  row('1.3', 'start', 'does not serve', 'Internal error.', 'Internal Error'),
  row(
    ...(['1.3', 'placement', 'has no container instance'] as const),
    'No Container Instances were found in your capacity provider.',
    'No Container Instances were found in your cluster.',
  ),
  row('1.3', 'instance', 'Availability Zone of the subnets', 'LOCATION', 'The reason is LOCATION'),
  row('1.3', 'instance', 'no longer registered', 'INACTIVE', 'arn:aws:ecs:x: MISSING'),
  row(
    ...(['1.4', 'request', 'awsvpc'] as const),
    "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    'A network configuration must be provided for this task.',
  ),
  row(
    ...(['1.4', 'request', '--container'] as const),
    'Override for container named web is not a container in the TaskDefinition.',
    'web is not a container in the task definition',
  ),
  row('1.4', 'request', 'deregistered', 'TaskDefinition is inactive', 'The task definition was inactive'),
  row(
    ...(['1.4', 'request', 'put-cluster-capacity-providers'] as const),
    'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.',
    'Capacity provider asg is not associated with the cluster',
  ),
  row(
    ...(['1.4', 'request', '8192'] as const),
    'Container Overrides length must be at most 8192',
    'The container overrides length is over the limit.',
  ),
  row(
    ...(['1.4', 'request', 'ecs-tasks.amazonaws.com'] as const),
    "ECS was unable to assume the role 'arn:aws:iam::123456789012:role/exec' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
    'The role exec cannot be assumed by ECS.',
  ),
  row(
    ...(['DNS', 'network', 'enableDnsSupport'] as const),
    `CannotPullContainerError: Error response from daemon: Get "https://${ECR}.x/v2/": dial tcp: lookup ${ECR}.x on 10.0.0.2:53: no such host`,
    'CannotPullContainerError: lookup registry: Temporary failure in name resolution',
  ),
  row(
    ...(['container at large', 'container', 'mend what the text names'] as const),
    'CannotStartContainerError: OCI runtime create failed: container_linux.go:349: starting container process caused "process_linux.go:449"',
    'The container runtime task was refused',
  ),
  row(
    ...(['secret at large', 'secret', 'could not be had'] as const),
    `${AUTH} execution resource retrieval failed: service call has been retried 3 time(s)`,
    'ECS failed to fetch secret db.',
  ),
  row(
    ...(['init at large', 'start', 'could not be prepared', `${INIT} failed to initialize something new`] as const),
    'resourceInitializationError',
  ),
  row(
    ...(['denied at large', 'start', 'a role lacks'] as const),
    `${INIT} AccessDeniedException: ${USER} not authorized to perform: appmesh:StreamAggregatedResources on resource: arn`,
    'AccessDenied: the role exec is not authorized to perform: x:Y',
  ),
  row(
    ...(['bridge', 'network-interface', 'bridge network'] as const),
    'CannotStartContainerError: Error response from daemon: failed to create endpoint ecs-app-1 on network bridge: adding interface veth55b243c to bridge docker0 failed: could not find bridge docker0: route ip+net: no such network interface',
    'CannotStartContainerError: attaching interface veth1 to bridge docker0 failed: operation not supported',
  ),
  row(
    ...(['port', 'network-interface', 'hostPort'] as const),
    'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint ecs-app (abc): Bind for 0.0.0.0:80 failed: port is already allocated',
    'CannotStartContainerError: listen tcp 0.0.0.0:80: bind: address already in use',
  ),
  row(
    ...(['platform', 'architecture', 'architecture'] as const),
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): image index does not contain a manifest for platform linux/arm64',
    'CannotPullContainerError: no matching manifest for linux/arm64/v8 in the manifest list entries',
  ),
  row(
    ...(['one word', 'container', 'one word with spaces'] as const),
    'CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: exec: "bundle exec rake db:migrate": executable file not found in $PATH: unknown',
    'CannotStartContainerError: starting container process caused: exec: "cd /srv && php artisan migrate": stat cd /srv && php artisan migrate: no such file or directory: unknown',
  ),
  row(
    ...(['thin pool', 'storage', 'disk'] as const),
    'CannotPullContainerError: devmapper: Thin Pool has 1234 free data blocks which is less than minimum required 4449 free data blocks',
    'CannotCreateContainerError: API error (500): devmapper: Unknown device 1b2c3d',
  ),
];
