import type { Tags } from './cluster.ts';

/** What is needed of a registered task definition. Environment values are not kept. */
export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  /** ACTIVE, INACTIVE or DELETE_IN_PROGRESS. */
  status: string;
  /** awsvpc, bridge, host or none; absent means bridge on Linux. */
  networkMode?: string;
  /** FARGATE, EC2, … as the definition requires; may be empty. */
  requiresCompatibilities: string[];
  /** Whether it names an execution role: ECS needs one to read secrets. */
  hasExecutionRole: boolean;
  /** Of the task, as the definition says it: `256`, `1 vCPU`; `512`, `2 GB`. */
  cpu?: string;
  memory?: string;
  /** X86_64 or ARM64, where the definition says. */
  cpuArchitecture?: string;
  tags: Tags;
  containers: ContainerDefinition[];
  /** Equal for definitions that differ in nothing that was registered: see {@link toCanonicalText}. */
  fingerprint: string;
}

export interface ContainerDefinition {
  name: string;
  image: string;
  /** True where the definition says nothing, as in ECS. */
  essential: boolean;
  command?: string[];
  entryPoint?: string[];
  /** Names of the plain environment variables and of the secrets; never their values. */
  environment: string[];
  secrets: string[];
  /** ECS starts it again when it ends. */
  restarts?: boolean;
  /** Containers that it waits for, each with START, COMPLETE, SUCCESS or HEALTHY. */
  dependsOn?: { container: string; condition: string }[];
  /** It routes the logs of the others: fluentbit or fluentd. */
  firelens?: string;
  /** How long ECS waits between SIGTERM and SIGKILL, where the definition says. */
  stopTimeoutMs?: number;
  log?: { driver: string; options: Record<string, string> };
}

/** What a container waits for (dependsOn), also by way of others, near ones first. */
export function dependenciesOf(container: string, containers: readonly ContainerDefinition[]): string[] {
  const found = new Set([container]);
  for (const name of found) {
    for (const on of containers.find((one) => one.name === name)?.dependsOn ?? []) found.add(on.container);
  }
  found.delete(container);
  return [...found];
}

/** A task definition as `aws ecs register-task-definition --cli-input-json` takes it. */
export type TaskDefinitionInput = { family: string; containerDefinitions: { name: string }[] } & Record<
  string,
  unknown
>;

/** Whether a reference to a task definition is a file: families and revisions hold neither dots nor slashes. */
export function namesFile(reference: string): boolean {
  return !reference.startsWith('arn:') && /[./\\]/.test(reference);
}

/** Members that only DescribeTaskDefinition answers. */
export const OUTPUT_ONLY = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
];

/**
 * One text for all spellings of one task definition, so that a file can be compared with what ECS has registered:
 * ECS answers with defaults filled in, empty lists and members of its own.
 */
export function toCanonicalText(definition: Record<string, unknown>): string {
  const { tags: _, ...rest } = definition;
  const registered = Object.fromEntries(Object.entries(rest).filter(([key]) => !OUTPUT_ONLY.includes(key)));
  const containers = Array.isArray(registered['containerDefinitions']) ? registered['containerDefinitions'] : [];
  const awsvpc = registered['networkMode'] === 'awsvpc';
  return JSON.stringify(
    sortMembers({
      ...registered,
      containerDefinitions: containers.map((container) => withDefaults(container, awsvpc)),
    }),
  );
}

function withDefaults(container: Record<string, unknown>, awsvpc: boolean): Record<string, unknown> {
  const { cpu, environment, secrets, portMappings, ...rest } = container;
  return {
    ...rest,
    essential: rest['essential'] ?? true,
    cpu: cpu === 0 ? undefined : cpu,
    environment: byName(environment),
    secrets: byName(secrets),
    portMappings: list(portMappings).map((port) => ({
      ...port,
      protocol: port['protocol'] ?? 'tcp',
      hostPort: awsvpc ? port['containerPort'] : port['hostPort'] || undefined,
    })),
  };
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}

function byName(value: unknown): Record<string, unknown>[] {
  return list(value).toSorted((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
}

/** Sorted keys; nothing that is absent, empty or null. */
function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, member]) => [key, sortMembers(member)] as const)
    .filter(([, member]) => !isEmpty(member))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The same with secrets of one container in place of its variables and secrets of the same names. */
export function withSecrets(
  definition: TaskDefinitionInput,
  container: string,
  added: Readonly<Record<string, string>>,
): TaskDefinitionInput {
  const others = (value: unknown) => list(value).filter(({ name }) => !Object.hasOwn(added, String(name)));
  const containerDefinitions = definition.containerDefinitions.map(
    (one: { name: string; [member: string]: unknown }) => {
      if (one.name !== container) return one;
      const secrets = Object.entries(added).map(([name, valueFrom]) => ({ name, valueFrom }));
      return { ...one, environment: others(one['environment']), secrets: [...others(one['secrets']), ...secrets] };
    },
  );
  return { ...definition, containerDefinitions };
}

/** The same with other images. A container that there is not is left to the caller to refuse. */
export function withImages(definition: TaskDefinitionInput, images: ReadonlyMap<string, string>): TaskDefinitionInput {
  const containerDefinitions = definition.containerDefinitions.map((container) => {
    const image = images.get(container.name);
    return image === undefined ? container : { ...container, image };
  });
  return { ...definition, containerDefinitions };
}
