import { DEFAULTS, LIMITS } from './defaults.ts';
import type { Finding } from './findings.ts';
import { nearest } from './near.ts';
import type { Cluster } from './ports.ts';
import type { Resolved } from './settings.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';

/**
 * What RunTask is asked, as a plain value.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export interface RunTaskRequest {
  cluster: string;
  /** Always the ARN of the revision that was looked at, never the family: somebody may register another meanwhile. */
  taskDefinition: string;
  count: 1;
  /** 1 to 64 characters; makes repeats of one request launch one task. */
  clientToken: string;
  startedBy: string;
  launchType?: string;
  capacityProviderStrategy?: { capacityProvider: string; weight: number; base: number }[];
  platformVersion?: string;
  networkConfiguration?: {
    awsvpcConfiguration: { subnets: string[]; securityGroups?: string[]; assignPublicIp: 'ENABLED' | 'DISABLED' };
  };
  overrides: { containerOverrides: ContainerOverride[] };
}

export interface ContainerOverride {
  name: string;
  command?: string[];
  environment?: { name: string; value: string }[];
}

/** The request without what the launch adds to it. */
export type RequestDraft = Omit<RunTaskRequest, 'clientToken'>;

/** The migration container: the named one, else the only one, else the only essential one. */
export function chooseContainer(
  { settings, origins }: Resolved,
  definition: TaskDefinition,
): { container: ContainerDefinition } | { finding: Finding } {
  const { containers } = definition;
  const names = containers.map(({ name }) => name);
  if (settings.container !== undefined) {
    const named = containers.find(({ name }) => name === settings.container);
    if (named) return { container: named };
    const near = nearest(settings.container, names);
    const origin = origins.container ?? '--container';
    return { finding: { code: 'container-unknown', container: settings.container, origin, names, near } };
  }
  const essential = containers.filter((container) => container.essential);
  const only = containers.length === 1 ? containers[0] : essential.length === 1 ? essential[0] : undefined;
  return only ? { container: only } : { finding: { code: 'container-ambiguous', names } };
}

/** The RunTask request for these settings, and everything about it that ECS would refuse or that should be known. */
export function draftRequest(
  resolved: Resolved,
  definition: TaskDefinition,
  container: ContainerDefinition,
  cluster: Pick<Cluster, 'name' | 'hasDefaultStrategy'>,
  startedBy: string,
): { request: RequestDraft; findings: Finding[] } {
  const { settings } = resolved;
  const network = networkOf(resolved, definition);
  const launch = launchOf(resolved, definition, cluster);
  const overrides = { containerOverrides: [overrideOf(resolved, container)] };
  const characters = JSON.stringify(overrides).length;
  const request: RequestDraft = {
    cluster: settings.cluster ?? cluster.name,
    taskDefinition: definition.arn,
    count: 1,
    startedBy,
    ...launch.members,
    ...(settings.platformVersion === undefined ? {} : { platformVersion: settings.platformVersion }),
    ...network.members,
    overrides,
  };
  const findings: Finding[] = [...network.findings, ...launch.findings];
  if (characters > LIMITS.overridesCharacters) findings.push({ code: 'overrides-too-long', characters });
  return { request, findings };
}

function overrideOf({ settings }: Resolved, container: ContainerDefinition): ContainerOverride {
  const environment = Object.entries(settings.env ?? {}).map(([name, value]) => ({ name, value }));
  return {
    name: container.name,
    ...(settings.command === undefined ? {} : { command: settings.command }),
    ...(environment.length === 0 ? {} : { environment }),
  };
}

function networkOf(
  { settings, origins }: Resolved,
  definition: TaskDefinition,
): { members: Pick<RequestDraft, 'networkConfiguration'>; findings: Finding[] } {
  if (definition.networkMode !== 'awsvpc') {
    const networkMode = definition.networkMode ?? 'bridge';
    const keys = (['subnets', 'securityGroups', 'assignPublicIp'] as const).filter((key) => settings[key]);
    const findings = keys.map((key): Finding => ({ code: 'network-unused', networkMode, origin: origins[key] ?? key }));
    return { members: {}, findings };
  }
  const subnets = settings.subnets ?? (settings.local ? [...DEFAULTS.localSubnets] : undefined);
  if (subnets === undefined) {
    return { members: {}, findings: [{ code: 'subnets-missing', taskDefinition: definition.family }] };
  }
  const { securityGroups } = settings;
  return {
    members: {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets,
          ...(securityGroups === undefined ? {} : { securityGroups }),
          assignPublicIp: settings.assignPublicIp ? 'ENABLED' : 'DISABLED',
        },
      },
    },
    findings: [
      ...tooMany('subnets', subnets.length, LIMITS.subnets),
      ...tooMany('security groups', securityGroups?.length ?? 0, LIMITS.securityGroups),
    ],
  };
}

function tooMany(what: string, given: number, limit: number): Finding[] {
  return given > limit ? [{ code: 'too-many', what, given, limit }] : [];
}

/**
 * Without a launch type or strategy ECS takes the cluster's default strategy, and EC2 where there is none; a task
 * definition for Fargate alone would then never find a place.
 */
function launchOf(
  { settings }: Resolved,
  definition: TaskDefinition,
  cluster: Pick<Cluster, 'hasDefaultStrategy'>,
): { members: Pick<RequestDraft, 'launchType' | 'capacityProviderStrategy'>; findings: Finding[] } {
  const compatible = definition.requiresCompatibilities;
  if (settings.capacityProvider) {
    return { members: { capacityProviderStrategy: settings.capacityProvider }, findings: [] };
  }
  const fargateOnly = compatible.length === 1 && compatible[0] === 'FARGATE';
  const launchType = settings.launchType ?? (fargateOnly && !cluster.hasDefaultStrategy ? 'FARGATE' : undefined);
  if (launchType === undefined) return { members: {}, findings: [] };
  const fits = compatible.length === 0 || compatible.includes(launchType);
  return {
    members: { launchType },
    findings: fits ? [] : [{ code: 'launch-type-incompatible', launchType, compatible }],
  };
}
