import { DEFAULTS, LIMITS } from '../base/defaults.ts';
import type { ClusterFacts } from '../ecs/cluster.ts';
import type { RunTaskInput } from '../ecs/run-task-input.ts';
import type { ContainerDefinition, TaskDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { Resolved } from '../settings/source.ts';
import { withLockTimeout } from './lock-timeout.ts';

/**
 * The input of RunTask, as a plain value.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export interface RunTaskRequest {
  cluster: string;
  /**
   * Always the ARN of the revision that was checked, never the family: somebody may register another revision in the
   * meantime.
   */
  taskDefinition: string;
  count: 1;
  /** 1 to 64 characters. Because of it, repeated requests launch only one task. */
  clientToken: string;
  startedBy: string;
  launchType?: string;
  capacityProviderStrategy?: { capacityProvider: string; weight: number; base: number }[];
  platformVersion?: string;
  networkConfiguration?: {
    awsvpcConfiguration: { subnets: string[]; securityGroups?: string[]; assignPublicIp: 'ENABLED' | 'DISABLED' };
  };
  tags?: { key: string; value: string }[];
  overrides: { containerOverrides: ContainerOverride[]; cpu?: string; memory?: string };
  /** Members that only a file can set. */
  [member: string]: unknown;
}

export interface ContainerOverride {
  name: string;
  command?: string[];
  environment?: { name: string; value: string }[];
  [member: string]: unknown;
}

/** The request without the members that the launch adds. */
export type RequestDraft = { [K in keyof RunTaskRequest as K extends 'clientToken' ? never : K]: RunTaskRequest[K] };

type Part<K extends keyof RunTaskRequest> = { members: { [P in K]?: RunTaskRequest[P] }; findings: Finding[] };
type ProviderFacts = Pick<ClusterFacts, 'name' | 'defaultStrategy' | 'capacityProviders'>;

interface DraftOptions {
  startedBy: string;
  /** Members of the RunTask input that come from a file. */
  input?: RunTaskInput | undefined;
  /** Variables that the launch will add to our container's environment. */
  marks?: readonly { name: string; value: string }[];
}

/** The task definition that is run, and the migration container in it. */
export interface Migrating {
  definition: TaskDefinition;
  container: ContainerDefinition;
}

/**
 * Builds the RunTask request from the settings and the members that a file gives; a setting takes precedence. Also
 * returns everything that ECS would refuse or that the user should know. `marks`: variables that the launch will add to
 * our container's environment.
 */
export function draftRequest(
  resolved: Resolved,
  { definition, container }: Migrating,
  clusterFacts: ProviderFacts,
  { startedBy, input = {}, marks = [] }: DraftOptions,
): { request: RequestDraft; findings: Finding[] } {
  const { settings } = resolved;
  const { networkConfiguration: _, launchType: __, capacityProviderStrategy: ___, tags: ____, ...others } = input;
  const network = networkOf(resolved, definition, input);
  const launch = launchOf(resolved, definition, clusterFacts, input);
  const tags = tagsOf(settings.tag, input.tags);
  const overrides = overridesOf(resolved, container, input);
  const characters = withEnvironment(overrides, marks).length;
  const request: RequestDraft = {
    ...others,
    cluster: settings.cluster ?? clusterFacts.name,
    taskDefinition: definition.arn,
    count: 1,
    startedBy,
    ...launch.members,
    ...(settings.platformVersion === undefined ? {} : { platformVersion: settings.platformVersion }),
    ...network.members,
    ...tags.members,
    overrides,
  };
  const findings: Finding[] = [...network.findings, ...launch.findings, ...tags.findings];
  if (characters > LIMITS.overridesCharacters) findings.push({ code: 'overrides-too-long', characters });
  return { request, findings };
}

/** The overrides as ECS counts their characters, with the variables that will be added to the first override. */
function withEnvironment(
  overrides: RequestDraft['overrides'],
  more: readonly { name: string; value: string }[],
): string {
  const [first, ...others] = overrides.containerOverrides;
  const environment = [...(first?.environment ?? []), ...more];
  const own = environment.length === 0 ? first : { ...first, environment };
  return JSON.stringify({ ...overrides, containerOverrides: [own, ...others] });
}

/** The override of one container in a request. */
export function overrideOf(request: Pick<RequestDraft, 'overrides'>, container: string): ContainerOverride | undefined {
  return request.overrides.containerOverrides.find(({ name }) => name === container);
}

/**
 * The override of our container comes first, because the launch adds to it. Environments are merged by variable name.
 */
function overridesOf(
  { settings }: Resolved,
  { name, pgOptions }: ContainerDefinition,
  { overrides = {} }: RunTaskInput,
): RequestDraft['overrides'] {
  const { containerOverrides = [], ...task } = overrides;
  const given: ContainerOverride = containerOverrides.find((one) => one.name === name) ?? { name };
  const named = new Map((given.environment ?? []).map((one) => [one.name, one.value]));
  for (const [key, value] of Object.entries(settings.env ?? {})) named.set(key, value);
  const variables = [...named].map(([key, value]) => ({ name: key, value }));
  const environment = withLockTimeout(variables, pgOptions, settings.lockTimeout);
  const own: ContainerOverride = {
    ...given,
    ...(settings.command === undefined ? {} : { command: settings.command }),
    ...(environment.length === 0 ? {} : { environment }),
  };
  return {
    ...task,
    ...(settings.cpu === undefined ? {} : { cpu: String(settings.cpu) }),
    ...(settings.memory === undefined ? {} : { memory: String(settings.memory) }),
    containerOverrides: [own, ...containerOverrides.filter((one) => one.name !== name)],
  };
}

function tagsOf(own: Record<string, string> = {}, given: RunTaskInput['tags'] = []): Part<'tags'> {
  const merged = new Map(given.map(({ key, value = '' }) => [key, value]));
  for (const [key, value] of Object.entries(own)) merged.set(key, value);
  if (merged.size === 0) return { members: {}, findings: [] };
  const tags = [...merged].map(([key, value]) => ({ key, value }));
  return { members: { tags }, findings: tooMany('tags', tags.length, LIMITS.tags) };
}

function networkOf(
  { settings, origins }: Resolved,
  definition: TaskDefinition,
  { networkConfiguration }: RunTaskInput,
): Part<'networkConfiguration'> {
  if (definition.networkMode !== 'awsvpc') {
    const networkMode = definition.networkMode ?? 'bridge';
    const keys = (['subnets', 'securityGroups', 'assignPublicIp'] as const).filter((key) => settings[key]);
    const given = keys.map((key) => origins[key] ?? key);
    if (networkConfiguration) given.push(`${origins.runTaskInput ?? '--run-task-input'}: networkConfiguration`);
    return { members: {}, findings: given.map((origin) => ({ code: 'network-unused', networkMode, origin })) };
  }
  const file = networkConfiguration?.awsvpcConfiguration;
  const subnets = settings.subnets ?? file?.subnets ?? (settings.local ? [...DEFAULTS.localSubnets] : undefined);
  if (subnets === undefined) {
    return { members: {}, findings: [{ code: 'subnets-missing', taskDefinition: definition.family }] };
  }
  const securityGroups = settings.securityGroups ?? file?.securityGroups;
  const isPublic = settings.assignPublicIp ?? file?.assignPublicIp === 'ENABLED';
  return {
    members: {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets,
          ...(securityGroups === undefined ? {} : { securityGroups }),
          assignPublicIp: isPublic ? 'ENABLED' : 'DISABLED',
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
 * Without a launch type or strategy, ECS uses the cluster's default strategy, or EC2 if there is none. ECS could then
 * never place a task whose definition is for Fargate only.
 */
function launchOf(
  { settings }: Resolved,
  definition: TaskDefinition,
  clusterFacts: ProviderFacts,
  input: RunTaskInput,
): Part<'launchType' | 'capacityProviderStrategy'> {
  const compatible = definition.requiresCompatibilities;
  // A launch type or strategy from a setting overrides both of the file.
  const file = settings.launchType === undefined ? input.capacityProviderStrategy : undefined;
  const strategy =
    settings.capacityProvider ??
    file?.map(({ capacityProvider, weight = 0, base = 0 }) => ({ capacityProvider, weight, base }));
  if (strategy)
    return { members: { capacityProviderStrategy: strategy }, findings: findUnknownProviders(strategy, clusterFacts) };
  const fargateOnly = compatible.length === 1 && compatible[0] === 'FARGATE';
  const fallback = fargateOnly && clusterFacts.defaultStrategy.length === 0 ? 'FARGATE' : undefined;
  const launchType = settings.launchType ?? input.launchType ?? fallback;
  if (launchType === undefined) return { members: {}, findings: [] };
  const fits = compatible.length === 0 || compatible.includes(launchType);
  return {
    members: { launchType },
    findings: fits ? [] : [{ code: 'launch-type-incompatible', launchType, compatible }],
  };
}

/** Whether a request can run only on Fargate, because the request or the cluster's default strategy says so. */
export function runsOnFargate(
  { launchType, capacityProviderStrategy }: RequestDraft,
  { defaultStrategy }: Pick<ClusterFacts, 'defaultStrategy'>,
): boolean {
  const asked = capacityProviderStrategy?.map(({ capacityProvider }) => capacityProvider);
  const providers = asked ?? (launchType === undefined ? defaultStrategy : []);
  return launchType === 'FARGATE' || (providers.length > 0 && providers.every((one) => /^FARGATE/.test(one)));
}

/** ECS refuses a strategy with a capacity provider that the cluster does not have. */
function findUnknownProviders(
  strategy: readonly { capacityProvider: string }[],
  { name: cluster, capacityProviders: known }: ProviderFacts,
): Finding[] {
  // The list is empty if the cluster could not be read.
  if (known.length === 0) return [];
  const unknown = strategy.filter(({ capacityProvider }) => !known.includes(capacityProvider));
  return unknown.map(({ capacityProvider: provider }) => ({
    code: 'capacity-provider-unknown',
    provider,
    cluster,
    known,
  }));
}
