import { matchAll, type StopReason } from './stop-reason.ts';

const INTERFACE = /network interface|\bENI\b/;

export const NETWORK_INTERFACES: readonly StopReason[] = [
  {
    code: 'subnet-full',
    family: 'network-interface',
    pattern: /InsufficientFreeAddresses|(?:insufficient|not enough) free (?:IP )?addresses/i,
    cause: 'the subnet has no free IP address',
    next: 'use other or larger subnets (--subnets), or free addresses in this one',
    retry: 'no',
  },
  {
    code: 'network-tag-policy',
    family: 'network-interface',
    pattern: matchAll(INTERFACE, /TagPolicyViolation|tag policy/),
    cause: 'a tag policy of the organization does not allow the tags of the network interface',
    next: 'give the tags that the policy requires, or do not propagate tags',
    retry: 'no',
  },
  {
    code: 'network-interface-denied',
    family: 'network-interface',
    pattern: matchAll(INTERFACE, /AuthFailure|UnauthorizedOperation|not authorized/),
    cause: 'ECS does not have the permission to create the network interface of the task',
    next: 'run again; if it happens again, check the service-linked role AWSServiceRoleForECS, service control policies, and whether the subnet is shared with this account',
    retry: 'yes',
  },
  {
    code: 'instance-no-interface',
    family: 'network-interface',
    pattern: /unused device index|no (?:free|available) device index/i,
    cause: 'the container instance has no free slot for the network interface of the task',
    next: 'use a larger instance type, turn on the account setting awsvpcTrunking, or run fewer tasks on the instance',
    retry: 'later',
  },
  {
    code: 'network-interface-late',
    family: 'network-interface',
    pattern: matchAll(INTERFACE, /time(?:d )? ?out|provisioning|did not complete/),
    cause: 'the network interface of the task was not ready in time',
    next: 'run again; if it happens again, check the free IP addresses of the subnets and the quota of network interfaces',
    retry: 'yes',
  },
  {
    code: 'bridge-network',
    family: 'network-interface',
    pattern:
      /(?:adding|attaching) interface \w+ to bridge|find bridge \w+|failed to create endpoint \S+ on network|\bveth\w+[^\n]{0,60} pair interfaces/i,
    cause: "the container runtime of the instance could not join the container to docker's bridge network",
    next: 'run again; if it happens again, restart docker on the container instance, or replace the instance',
    retry: 'yes',
  },
  {
    code: 'host-port-taken',
    family: 'network-interface',
    pattern: /port is already allocated|address already in use/i,
    cause: 'the task definition maps a port of the container instance that another container uses',
    next: 'remove the port mappings from the migration task definition, or set hostPort to 0',
    retry: 'later',
  },
  {
    code: 'container-network',
    family: 'network-interface',
    pattern: /ContainerNetworkingError|network namespace|configure ENI|netplugin|\bCNI\b/i,
    cause: 'the network of the container could not be set up on the container instance',
    next: 'run again; if it happens again, replace the container instance',
    retry: 'yes',
  },
  {
    code: 'network-interface-not-created',
    family: 'network-interface',
    pattern: /unexpected EC2 error|(?:create|attach|attaching|creating)[^\n]{0,40} network interface/i,
    cause: 'the network interface of the task could not be created or attached by EC2',
    next: 'run again; if it happens again, check the subnets and security groups, and the quota of network interfaces',
    retry: 'yes',
  },
];
