/**
 * A kind of trouble: its name in a sentence, where to look first, and the words by which it is found in an unknown
 * text.
 */
export interface Family {
  about: string;
  look: string;
  words: string;
}

export const FAMILIES = {
  image: {
    about: 'pulling the image',
    look: 'check the image name and tag, the permissions of the execution role on ECR, and the network of the task',
    words: 'image pull pulling manifest layer layers registry repository digest tag ecr docker blob ref',
  },
  architecture: {
    about: 'the CPU architecture of the image',
    look: 'check runtimePlatform.cpuArchitecture of the task definition, and the platform that the image was built for',
    words: 'architecture platform arm64 amd64 x86 aarch64 linux windows exec format',
  },
  network: {
    about: 'reaching an AWS service or the registry',
    look: 'check the route of the subnets (NAT gateway, public IP or VPC endpoints) and port 443 in the security group',
    words:
      'network connection connect timeout timed dial tcp route unreachable endpoint dns lookup resolve tls handshake',
  },
  secret: {
    about: 'reading the secrets of the task definition',
    look: 'check the valueFrom of each secret, and the permissions of the execution role',
    words: 'secret secrets secretsmanager asm ssm parameter parameters store kms decrypt key valuefrom credentials',
  },
  'environment-file': {
    about: 'reading the environment files of the task definition',
    look: 'check the S3 object, and that the execution role allows s3:GetObject and s3:GetBucketLocation',
    words: 'environment env file files s3 bucket object download',
  },
  log: {
    about: 'opening the log',
    look: 'check logConfiguration of the containers, and the permissions of the execution role on the log group',
    words: 'log logs logging logger awslogs driver cloudwatch stream group firelens',
  },
  storage: {
    about: 'disks and volumes',
    look: 'check the volumes of the task definition and ephemeralStorage',
    words: 'volume volumes mount mounting efs ebs nfs disk storage space filesystem snapshot ephemeral',
  },
  'network-interface': {
    about: 'giving the task a network interface',
    look: 'check the free IP addresses of the subnets, and the quota of network interfaces',
    words: 'network interface eni subnet address addresses attach attachment ip trunk cni ec2',
  },
  capacity: {
    about: 'the capacity of AWS',
    look: 'give subnets in more Availability Zones, or run again later',
    words: 'capacity unavailable availability zone insufficient',
  },
  quota: {
    about: 'a quota of the account',
    look: 'check Service Quotas of AWS Fargate, and what else is running',
    words: 'limit quota exceeded concurrently vcpu vcpus reached maximum',
  },
  placement: {
    about: 'finding room in the cluster',
    look: 'check the free CPU and memory of the container instances, and their Auto Scaling group',
    words: 'resource cpu memory gpu port ports eni instances provider empty room placement place',
  },
  instance: {
    about: 'the container instances of the cluster',
    look: 'check the ECS agent, the attributes and the Availability Zone of the container instances',
    words: 'agent attribute attributes location constraint inactive missing instance container disconnected',
  },
  request: {
    about: 'the task definition or the settings of the launch',
    look: 'compare the task definition with the launch settings',
    words: 'definition compatible incompatible strategy configuration role assume override overrides parameter invalid',
  },
  container: {
    about: 'creating or starting the container',
    look: 'check command, entry point and memory in the task definition and the image',
    words: 'container runtime create created start started runc oci shim exec command process memory killed entrypoint',
  },
  dependency: {
    about: 'the start order of the containers',
    look: 'check dependsOn, and the log of the container that the others wait for',
    words: 'dependency dependencies depends graph ordering target condition healthy resolve',
  },
  interruption: {
    about: 'the task being stopped from outside',
    look: 'find out who or what stopped the task (CloudTrail, event StopTask)',
    words:
      'stopped stop interrupted interruption spot terminated termination maintenance retirement draining host user scaling deployment health unhealthy',
  },
  start: {
    about: 'starting the task',
    look: 'check the reason of each container',
    words: 'start initialization initialize resource internal error failed',
  },
} as const satisfies Record<string, Family>;

export type StopFamily = keyof typeof FAMILIES;
