import type { StopFamily } from '../../../src/core/stop-reasons/families.ts';

/** A text of ECS as people have posted it in public threads, and what it must be taken for. */
export interface Seen {
  /** Where it was posted: repository and number of the thread, or the document. */
  where: string;
  text: string;
  family: StopFamily;
  /** The code of the entry. */
  code: string;
}

const seen = (where: string, family: StopFamily, code: string, text: string): Seen => ({ where, family, code, text });
const AUTH =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:';
const PULL = 'CannotPullContainerError: ref pull has been retried 1 time(s):';
const EFS = 'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:';

export const SEEN: readonly Seen[] = [
  seen(
    'aws/amazon-ecs-cli#78',
    'container',
    'command-one-word',
    'CannotStartContainerError: API error (500): Cannot start container 54b6caa1f3d8: [8] System error: exec: "node index.js -t sockets_transport -i 0": executable file not found in $PATH',
  ),
  seen(
    'the same, newer runtime',
    'container',
    'command-one-word',
    'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "bundle exec rake db:migrate": executable file not found in $PATH: unknown',
  ),
  seen(
    'the same, a path',
    'container',
    'command-one-word',
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/srv/artisan migrate --force": stat /srv/artisan migrate --force: no such file or directory: unknown',
  ),
  seen(
    'fluent gist of a Go service',
    'container',
    'command-not-found',
    'CannotStartContainerError: API error (400): OCI runtime create failed: container_linux.go:296: starting container process caused "exec: \\"not_found_command\\": executable file not found in $PATH": unknown\n',
  ),
  seen(
    'a README on Grafana',
    'container',
    'command-not-executable',
    'CannotStartContainerError: API error (400): OCI runtime create failed: container_linux.go:348: starting container process caused "exec: \\"/run.sh\\": permission denied": unknown',
  ),
  seen(
    'aws/amazon-ecs-agent#2954',
    'container',
    'command-not-executable',
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: OCI runtime create failed: container_linux.go:370: starting container process caused: exec: "/opt/sonarqube/bin/run.sh": stat /opt/sonarqube/bin/run.sh...no such file or direct...',
  ),
  seen(
    'aws-samples/net-modernization#13',
    'container',
    'user-unknown',
    'CannotStartContainerError: ResourceInitializationError: unable to create new container: mount callback failed on /tmp/containerd-mount916692511: open /tmp/containerd-mount916692511/etc/passwd: no such file or directory',
  ),
  seen(
    'bewcloud/bewcloud#87',
    'container',
    'user-unknown',
    'CannotStartContainerError: Error response from daemon: unable to find user deno: no matching entries in passwd file',
  ),
  seen(
    'aws/amazon-ecs-agent#3021',
    'container',
    'out-of-memory',
    'CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: container init was OOM-killed (memory limit too low?): unknown',
  ),
  seen(
    'aws/amazon-ecs-agent#3834',
    'container',
    'task-limits',
    "CgroupError: Agent could not create task's platform resources",
  ),
  seen(
    'aws/amazon-ecs-agent#1252',
    'container',
    'task-limits',
    'CannotStartContainerError: API error (500): OCI runtime create failed: container_linux.go:296: starting container process caused "process_linux.go:398: container init caused \\"process_linux.go:365: setting cgroup config for procHooks process caused \\\\\\"failed to write 0 to memory.swappiness: write /sys/fs/cgroup/memory/ecs/fbccf823/memory.swappiness: invalid argument\\\\\\"\\"": unknown',
  ),
  seen(
    'aws/amazon-ecs-agent#951',
    'storage',
    'volume-not-mounted',
    'CannotStartContainerError: API error (500): oci runtime error: container_linux.go:247: starting container process caused "process_linux.go:359: container init caused \\"rootfs_linux.go:54: mounting \\\\\\"/opt/nginx_conf\\\\\\" to rootfs \\\\\\"/var/lib/docker/overlay/9f/merged\\\\\\" at \\\\\\"/etc/nginx/sites-enabled\\\\\\" caused \\\\\\"mkdir /var/lib/docker/overlay/9f/merged/etc/nginx/sites-enabled: read-only file system\\\\\\"\\""',
  ),
  seen(
    'aws/amazon-ecs-agent#2442',
    'storage',
    'volume-not-mounted',
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: OCI runtime create failed: container_linux.go:349: starting container process caused "process_linux.go:449: container init caused \\"rootfs_linux.go:58',
  ),
  seen(
    'moby/moby#31702',
    'storage',
    'volume-not-mounted',
    'CannotStartContainerError: Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused "exec: \\"/etc/service/emby/run/emby.sh\\": stat /etc/service/emby/run/emby.sh: not a directory": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type',
  ),
  seen(
    'ECS developer guide, VT1 instances',
    'container',
    'device-missing',
    'CannotStartContainerError: Error response from daemon: error gathering device information while adding custom device "/dev/dri/renderD130": no such file or directory',
  ),
  seen(
    'a guide to GPU jobs on AWS Batch',
    'container',
    'device-missing',
    'CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:370: starting container process caused: process_linux.go:459: container init caused: Running hook #0:: error running hook: exit status 1, stdout: , stderr',
  ),
  seen(
    'fixdevs.com, ECS task failed to start',
    'network-interface',
    'host-port-taken',
    'CannotStartContainerError: bind for 0.0.0.0:8080 failed: port is already allocated',
  ),
  seen(
    'moby/moby#14738',
    'network-interface',
    'bridge-network',
    'CannotStartContainerError: API error (404): Cannot start container afd07694493a: adding interface veth014cfbc to bridge docker0 failed: could not find bridge docker0: no such network interface\n',
  ),
  seen(
    'moby/moby#14738, second text',
    'network-interface',
    'bridge-network',
    'CannotStartContainerError: API error (404): Cannot start container afd07694493a: adding interface veth7fb1fbc to bridge docker0 failed: no such device',
  ),
  seen(
    'moby/moby#27426',
    'network-interface',
    'bridge-network',
    'CannotStartContainerError: Error response from daemon: failed to create endpoint ecs-app-1 on network bridge: failed to add the host (veth1d85371) <=> sandbox (vethbc264f6) pair interfaces: operation not supported.',
  ),
  seen(
    'aws/amazon-ecs-cni-plugins#93',
    'network-interface',
    'container-network',
    "failed to setup network namespace: cni setup: invoke eni plugin failed: getInterfaceDeviceName engine: unable to get device with hardware address '02:62:5b:0f:db:fa': engine: device with mac address not found",
  ),
  seen(
    'aws/amazon-ecs-agent#33',
    'dependency',
    'link-not-running',
    'CannotStartContainerError: API error (500): Cannot link to a non running container: /ecs-xxx-19-mongodb-f6eea4f8 AS /ecs-xxx-19-xxx-a4a59ff/mongodb',
  ),
  seen(
    'aws-actions/amazon-ecs-deploy-task-definition#232',
    'container',
    'runtime-slow',
    'DockerTimeoutError: Could not tranisition to started; timed out after waiting 8m0s',
  ),
  seen(
    'aws/amazon-ecs-agent#336',
    'container',
    'runtime-slow',
    'CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s',
  ),
  seen(
    'aws/amazon-ecs-cli#194',
    'container',
    'container-options',
    'CannotCreateContainerError: API error (500): Untar',
  ),
  seen(
    'a project that keeps workspaces on EFS',
    'storage',
    'volume-owner',
    'CannotCreateContainerError: failed to copy file info for /var/lib/ecs/volumes/ecs-af-1-claude-c8: failed to chown /var/lib/ecs/volumes/ecs-af-1-claude-c8: lchown: operation not permitted',
  ),
  seen(
    'ECS developer guide, devmapper',
    'storage',
    'instance-disk',
    'CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks which is less than minimum required 4454 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior',
  ),
  seen(
    'broadinstitute/cromwell',
    'storage',
    'instance-disk',
    'CannotPullContainerError: failed to register layer: devicemapper: Error running deviceResume dm_task_run failed',
  ),
  seen(
    'a table of ECS errors',
    'storage',
    'instance-disk',
    'CannotStartContainerError: API error (500): devmapper: Unknown device 1b2c3d: No such device or address',
  ),
  seen(
    'aws/containers-roadmap#1133',
    'storage',
    'disk-full',
    'CannotPullContainerError: containerd: pull command failed: time="2021-08-20T13:58:49Z" level=info msg="apply failure, attempting cleanup" error="failed to extract layer sha256:e246d4b4c5f108af0f72da900f45ae9a37e1d184d8d605ab4117293b6990b7b8: write /var...',
  ),
  seen(
    'aws/containers-roadmap#1133, second text',
    'network',
    'no-path-registry',
    'CannotPullContainerError: containerd: pull command failed: time="2020-11-02T10:00:00Z" level=info msg="apply failure, attempting cleanup" error="failed to extract layer sha256:0a: context ca...',
  ),
  seen(
    'aws-samples/dify-self-hosted-on-aws#3',
    'image',
    'image-broken',
    `${PULL} failed to unpack image on snapshotter overlayfs: mismatched image rootfs and manifest layers`,
  ),
  seen(
    'aws/aws-cdk#30258',
    'image',
    'image-broken',
    `${PULL} failed to unpack image on snapshotter overlayfs: failed to extract layer sha256:c02342326b04a05fa0fc4c703c4aaa8ffb46cc0f2eda269c4a0dee53c8296182: failed to get stream processor for application/vnd.in-toto+json: no processor for media-type: unknown`,
  ),
  seen(
    'aws/aws-xray-daemon#146',
    'image',
    'image-part-refused',
    `${PULL} failed to copy: httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/amazon/aws-xray-daemon/manifests/sha256:2d964e1dbe7a8c9f03f4e9580ff00220bc84ce0294539c6...`,
  ),
  seen(
    'aws/aws-cdk#14457',
    'image',
    'ecr-pull-denied',
    'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1": unexpected status code [manifests 6981141]: 403 Forbidden',
  ),
  seen(
    'aws/amazon-ecs-agent#422',
    'image',
    'image-missing',
    'CannotPullContainerError: Tag latest not found in repository docker.io/library/owncloud',
  ),
  seen(
    'aws-samples/amazon-ecs-firelens-examples#28',
    'image',
    'image-login',
    'CannotPullContainerError: Error response from daemon: Get https://533243300146.dkr.ecr.us-east-1.amazonaws.com/v2/newrelic/logging-firelens-fluentbit/manifests/latest: no basic auth credentials',
  ),
  seen(
    'aws/amazon-ecs-agent#1552',
    'image',
    'repository-missing-or-denied',
    'CannotPullContainerError: Error response from daemon: denied: requested access to the resource is denied unauthorized: authentication required',
  ),
  seen(
    'reported by a user',
    'architecture',
    'wrong-architecture',
    `${PULL} failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1: image index does not contain a manifest for platform linux/arm64`,
  ),
  seen(
    'codefactoryhu/manifest#11',
    'architecture',
    'wrong-architecture',
    `${PULL} failed to pull and unpack image "ghcr.io/codefactoryhu/manifest:0.1.5": no match for platform in manifest: not found`,
  ),
  seen(
    'kubernetes-sigs/aws-ebs-csi-driver#1009',
    'architecture',
    'wrong-architecture',
    'CannotPullContainerError: Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries',
  ),
  seen(
    'aws-samples/keycloak-on-aws#222',
    'secret',
    'registry-login-secret',
    `${AUTH} unable to get registry auth from asm: service call has been retried 5 time(s): asm fetching secret from the service for`,
  ),
  seen(
    'rileydakota/valheim-ecs-fargate-cdk#9',
    'secret',
    'secret-not-json',
    `${AUTH} unable to retrieve secret from asm: service call has been retried 1 time(s): invalid character '\\'' looking for beginning of value`,
  ),
  seen(
    'Releem/releem-agent#195',
    'network',
    'no-path-secrets',
    `${AUTH} unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret arn:aws:secretsmanager:us-west-2:123456789012:secret:DBPasswordSecret-a1B2c3 from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.`,
  ),
  seen(
    'doctorray117/minecraft-ondemand#74',
    'network',
    'no-path-registry',
    `${AUTH} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-2.amazonaws.com/": dial tcp 52.95.1.2:443: i/o timeout. Please check your task network configuration.`,
  ),
  seen(
    'docker-archive/compose-cli#1490',
    'storage',
    'efs-not-mounted',
    `${EFS} mount.nfs4: Connection reset by peer : unsuccessful EFS utils command execution; code: 32`,
  ),
  seen(
    'aws/copilot-cli#5419',
    'storage',
    'efs-no-mount-target',
    `${EFS} Failed to resolve "fs-06642d00e4ec726.efs.ap-northeast-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first. : unsuccessful EFS utils command execution; code: 1`,
  ),
  seen(
    'aws/aws-cdk#12720',
    'network',
    'no-path-s3',
    'ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded',
  ),
  seen(
    'ECS service events',
    'placement',
    'instances-full',
    'service api-service was unable to place a task because no container instance met all of its requirements. The closest matching container-instance i-0abc has insufficient memory available.',
  ),
  seen(
    'ECS service events, second text',
    'placement',
    'instances-full',
    "service my-service was unable to place a task because no container instance met all of its requirements. The closest matching container instance doesn't have enough CPU units available.",
  ),
  // The second search.
  seen(
    'aws/amazon-ecs-agent#157',
    'container',
    'no-command',
    'CannotCreateContainerError: API error (500): No command specified\n',
  ),
  seen(
    'convox/rack, newer docker',
    'container',
    'no-command',
    'CannotCreateContainerError: Error response from daemon: no command specified',
  ),
  seen(
    'aws/amazon-ecs-agent#337',
    'image',
    'image-missing',
    'CannotPullContainerError: Error: image deathstar:9ce7d67bf402b337a75c8acf49c11881be2f16bd not found',
  ),
  seen(
    'aws/amazon-ecs-agent#719',
    'network',
    'no-path-registry',
    'CannotPullContainerError: Could not reach any registry endpoint',
  ),
  seen(
    'aws-samples/aws-fargate-pipeline-lambda-autoscaling#3',
    'network',
    'no-path-registry',
    `${AUTH} unable to retrieve ecr registry auth: service call has been retried 1 time(s): RequestError: send request failed caused by: Post https://api.ecr....`,
  ),
  seen(
    'aws-samples/aws-modern-application-workshop#71',
    'network',
    'no-path-registry',
    'CannotPullContainerError: API error (500): Get https://111222333444.dkr.ecr.eu-west-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ),
  seen(
    'a workshop on ECS',
    'network',
    'no-dns',
    'CannotPullContainerError: Error response from daemon: Get "https://8xxxxxxxxxx0.dkr.ecr.us-west-2.amazonaws.commmmm/v2/": dial tcp: lookup 8xxxxxxxxxx0.dkr.ecr.us-west-2.amazonaws.commmmm on 10.0.0.2:53: no such host',
  ),
  seen(
    'the same workshop',
    'secret',
    'parameter-missing',
    'Fetching secret data from SSM Parameter Store in us-west-2: invalid parameters: /PLMSecretParameter',
  ),
  seen(
    'cloudstax/firecamp#46',
    'storage',
    'volume-not-mounted',
    "CannotStartContainerError: API error (500): error while mounting volume '/var/lib/docker/plugins/2ec1ac405b2314e7a06c414ab0323a74187b49f1b9e9d7dcefb670bff13f599d/rootfs': VolumeDriver.Mount: Mount failed, get service member error Timeout, serviceUUID d5cc",
  ),
  seen(
    'aws/amazon-ecs-agent#321',
    'storage',
    'volume-not-mounted',
    'HostConfigError: Unable to resolve volume mounts; invalid path: karius-pipeline-1-0-1 -tmp;  -> /tmp',
  ),
  seen(
    'docker/for-win#710',
    'storage',
    'volume-not-mounted',
    "CannotStartContainerError: Error response from daemon: error while creating mount source path '/efs/data': mkdir /efs: permission denied",
  ),
  seen(
    'opencontainers/runc#4991',
    'storage',
    'volume-not-mounted',
    'CannotStartContainerError: runc create failed: unable to start container process: error during container init: error mounting "/var/lib/two/volumes/a5/volumes/tomcat-logs" to rootfs at "/usr/local/company/tomcat/logs": create mountpoint for /usr/local/company/tomcat/logs mount: make mountpoint "/usr/local/company/tomcat/logs": openat2 /run/containerd/rootfs/logs: not a directory',
  ),
  seen(
    'moby, a name in use',
    'container',
    'container-name-taken',
    'CannotCreateContainerError: Error response from daemon: Conflict. The container name "/ecs-app-1-migrate-e4" is already in use by container "e4c9f334ff3e1565". You have to remove (or rename) that container to be able to reuse that name.',
  ),
  seen(
    'moby, least memory',
    'container',
    'memory-too-small',
    'CannotCreateContainerError: Error response from daemon: Minimum memory limit allowed is 6MB',
  ),
  seen(
    'LeoMartinDev/voy#3',
    'image',
    'image-login-or-unknown',
    `${PULL} failed to resolve reference "ghcr.io/leomartindev/voy:latest": unexpected status from HEAD request to https://ghcr.io/v2/leomartindev/voy/manifests/latest: 403 Forbidden`,
  ),
  seen(
    'riverqueue/riverui#182',
    'image',
    'image-login-or-unknown',
    'CannotPullContainerError: Error response from daemon: Head "https://ghcr.io/v2/riverqueue/riverui/manifests/latest": denied: denied',
  ),
  seen(
    'ECR, containerd',
    'image',
    'ecr-pull-denied',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1: unexpected status from HEAD request to https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: 403 Forbidden',
  ),
  seen(
    'ECS developer guide, pull errors',
    'image',
    'ecr-read-denied',
    'CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry.',
  ),
  seen(
    'moby/moby#25587',
    'image',
    'registry-certificate',
    'CannotPullContainerError: Error response from daemon: Get https://registry.example.com/v2/: x509: certificate signed by unknown authority',
  ),
  seen(
    'docker, a registry without TLS',
    'image',
    'registry-certificate',
    'CannotPullContainerError: Error response from daemon: Get https://registry:5000/v2/: http: server gave HTTP response to HTTPS client',
  ),
  seen(
    'docker, an image index of buildx',
    'image',
    'image-broken',
    'CannotPullContainerError: Error response from daemon: missing signature key',
  ),
  seen(
    'docker, a connection that ends',
    'network',
    'registry-cut',
    'CannotPullContainerError: Error response from daemon: Get https://registry-1.docker.io/v2/: EOF',
  ),
  seen(
    'docker, a storage driver that is broken',
    'storage',
    'instance-disk',
    'CannotPullContainerError: Error response from daemon: error creating overlay mount to /var/lib/docker/overlay2/abc/merged: too many levels of symbolic links',
  ),
  seen(
    'moby, runc was killed',
    'container',
    'container-not-run',
    'CannotStartContainerError: Error response from daemon: runc did not terminate successfully: exit status 137: unknown',
  ),
  seen(
    'FireLens, the router is not there',
    'log',
    'log-server-unreachable',
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: dial unix /var/lib/ecs/data/firelens/0a1b/socket/fluent.sock: connect: no such file or directory',
  ),
  seen(
    'fluentd driver on EC2',
    'log',
    'log-server-unreachable',
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused',
  ),
  seen(
    'awslogs on EC2 without a role',
    'log',
    'log-no-credentials',
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: NoCredentialProviders: no valid providers in chain. Deprecated.',
  ),
  seen('ECS agent, docker state', 'container', 'runtime-failed', 'DockerStateError: could not get docker state'),
  seen(
    'ECS, the first task of an account',
    'request',
    'service-linked-role',
    'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
  ),
];

/**
 * Names that a user may give to an image, a secret or a program, in texts of ECS: none of them may decide what the text
 * is taken for.
 */
export const MISLEADING: readonly Seen[] = [
  seen(
    'an image named after a market',
    'image',
    'image-missing',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/spot-interruption-handler:1: not found',
  ),
  seen(
    'an image named AGENT',
    'image',
    'image-missing',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/x:AGENT: not found',
  ),
  seen(
    'a program named after a log group',
    'container',
    'command-not-found',
    'CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: exec: "check-no-such-log-group": executable file not found in $PATH: unknown',
  ),
  seen(
    'a secret named after an image',
    'secret',
    'secret-denied',
    `${AUTH} unable to retrieve secret from asm: failed to fetch secret arn:aws:secretsmanager:us-west-2:123456789012:secret:docker.io/pull-rate-limit-a1B2c3 from secrets manager: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`,
  ),
  seen(
    'a program named after a full disk',
    'container',
    'command-not-found',
    'CannotStartContainerError: API error (404): exec: "on-device-thin-pool": executable file not found in $PATH',
  ),
];
