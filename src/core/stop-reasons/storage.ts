import { matchAll, type StopReason } from './stop-reason.ts';

const EFS = /EFS (?:utils|volumes?|file system)|mount\.nfs|\.efs\.[a-z0-9-]+\.amazonaws/;

export const STORAGE: readonly StopReason[] = [
  {
    code: 'efs-no-mount-target',
    family: 'storage',
    pattern: matchAll(EFS, /failed to resolve|name resolution|no mount target/),
    cause:
      'the EFS file system could not be resolved in DNS: it has no mount target in the Availability Zone of the task',
    next: 'give the file system a mount target in the Availability Zone of every subnet of the task, and check its id and enableDnsSupport and enableDnsHostnames of the VPC',
    retry: 'no',
  },
  {
    code: 'efs-no-directory',
    family: 'storage',
    pattern: matchAll(EFS, /no such file or directory|does not exist/),
    cause: 'the directory of the EFS volume (rootDirectory) does not exist in the file system',
    next: 'create the directory, or use an access point that creates it (efsVolumeConfiguration.authorizationConfig.accessPointId)',
    retry: 'no',
  },
  {
    code: 'efs-denied',
    family: 'storage',
    pattern: matchAll(EFS, /access denied|permission denied|not authorized|AccessDenied/),
    cause: 'the task does not have the permission to mount the EFS file system',
    next: 'allow elasticfilesystem:ClientMount (and ClientWrite) to the task role and in the file system policy, with authorizationConfig.iam ENABLED and transitEncryption ENABLED',
    retry: 'no',
  },
  {
    code: 'efs-unreachable',
    family: 'storage',
    pattern: matchAll(
      EFS,
      /time(?:d )? ?out|deadline exceeded|mount system call failed|connection refused|signal: killed/,
    ),
    cause: 'the EFS file system does not answer: port 2049 is blocked on the way',
    next: 'allow inbound port 2049 in the security group of the mount targets from the security group of the task, and outbound port 2049 in the latter; with IPv6 subnets, over IPv6 too',
    retry: 'no',
  },
  {
    code: 'disk-not-ready',
    family: 'storage',
    pattern: /EphemeralStorage provisioning|provisioning (?:of )?(?:the )?ephemeral ?storage/i,
    cause: 'Fargate did not provide the disk of the task in time',
    next: 'run again; if it happens again, request less ephemeralStorage or use another Availability Zone',
    retry: 'yes',
  },
  {
    code: 'instance-disk',
    family: 'storage',
    pattern: /thin pool|\bdevmapper\b|\bdevicemapper\b|(?:creating|create) overlay mount/i,
    cause: 'the disk of the container instance where Docker keeps images and containers is full or broken',
    next: 'free the disk of the instance (docker system prune), or replace the instance with a larger volume; then run again',
    retry: 'no',
  },
  {
    code: 'volume-owner',
    family: 'storage',
    pattern: matchAll(/failed to chown|lchown/, /operation not permitted/),
    cause:
      'a volume could not be filled from the image, because the owner of its files cannot be changed (for example with an EFS access point that has a posixUser)',
    next: 'on EC2 use an access point without posixUser, or give the directory in the image the same uid and gid; a migration seldom needs the volume',
    retry: 'no',
  },
  {
    code: 'volume-not-mounted',
    family: 'storage',
    pattern:
      /rootfs_linux|to rootfs|mount a directory onto a file|bind source path does not exist|invalid mount config|symlinks from mount source|mount source path|resolve volume mounts|while mounting volume/i,
    cause: 'a volume could not be mounted into the container',
    next: 'check mountPoints of the container and the volumes of the task definition: the path must exist on the instance or in EFS, be of the same kind (file or directory) and not lie on a read-only root file system',
    retry: 'no',
  },
  {
    code: 'disk-full',
    family: 'storage',
    pattern: /no space left on device|disk quota exceeded|failed to extract layer[^\n]*: write \/[^\n]*\.\.\./i,
    cause: 'the disk is full',
    next: 'on Fargate raise ephemeralStorage.sizeInGiB (21 to 200; 20 without it), on EC2 free the disk of the instance; or make the image smaller',
    retry: 'no',
  },
  {
    code: 'volume-not-created',
    family: 'storage',
    pattern: /CannotCreateVolume|EmptyHostVolume|(?:create|attach)[^\n]{0,40} (?:EBS )?volume|EBS volume/i,
    cause: 'a volume of the task could not be created or attached',
    next: 'check volumeConfigurations: the infrastructure role (roleArn, with AmazonECSInfrastructureRolePolicyForVolumes), the EBS quotas, the snapshot, and the Availability Zone',
    retry: 'no',
  },
  {
    code: 'efs-not-mounted',
    family: 'storage',
    pattern: matchAll(EFS),
    cause: 'the EFS volume of the task could not be mounted',
    next: 'check efsVolumeConfiguration: file system id, mount targets in the subnets of the task, port 2049 in their security group, and elasticfilesystem:ClientMount of the task role',
    retry: 'depends',
  },
];
