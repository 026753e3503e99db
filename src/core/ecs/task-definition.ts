import type { Tags } from './cluster.ts';
import type { DatabaseFacts } from './database-facts.ts';

/** The parts of a registered task definition that are needed. Environment values are not kept. */
export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  /** ACTIVE, INACTIVE or DELETE_IN_PROGRESS. */
  status: string;
  /** awsvpc, bridge, host or none. If absent, it is bridge on Linux. */
  networkMode?: string;
  /** FARGATE, EC2 and so on, as the definition requires. May be empty. */
  requiresCompatibilities: string[];
  /** Whether the definition names an execution role. ECS needs it to read secrets. */
  hasExecutionRole: boolean;
  /** CPU and memory of the task, as written in the definition: `256`, `1 vCPU`; `512`, `2 GB`. */
  cpu?: string;
  memory?: string;
  /** X86_64 or ARM64. Absent if the definition does not name it. */
  cpuArchitecture?: string;
  tags: Tags;
  containers: ContainerDefinition[];
  /** The same for definitions that do not differ in anything that was registered: see {@link toCanonicalText}. */
  fingerprint: string;
}

export interface ContainerDefinition {
  name: string;
  image: string;
  /** True by default, as in ECS. */
  essential: boolean;
  command?: string[];
  entryPoint?: string[];
  /** Names of the plain environment variables and of the secrets, never their values. */
  environment: string[];
  secrets: string[];
  /** Where ECS reads each secret, as NAME=VALUEFROM. */
  secretsFrom?: string[];
  /** The value of the open variable PGOPTIONS, which holds settings of the session and no secret. */
  pgOptions?: string;
  /** Whether more variables come from files, which cannot be seen. */
  hasEnvironmentFiles?: boolean;
  /** What the open variables show about the database. */
  database?: DatabaseFacts;
  /** Whether ECS restarts the container when it ends. */
  restarts?: boolean;
  /** Containers that it depends on, each with START, COMPLETE, SUCCESS or HEALTHY. */
  dependsOn?: { container: string; condition: string }[];
  /** Set if the container routes the logs of the others: fluentbit or fluentd. */
  firelens?: string;
  /** How long ECS waits between SIGTERM and SIGKILL. Absent if the definition does not set it. */
  stopTimeoutMs?: number;
  log?: { driver: string; options: Record<string, string> };
}

/** The containers that a container depends on, directly or through others. The nearest are first. */
export function dependenciesOf(container: string, containers: readonly ContainerDefinition[]): string[] {
  const found = new Set([container]);
  for (const name of found) {
    for (const on of containers.find((one) => one.name === name)?.dependsOn ?? []) found.add(on.container);
  }
  found.delete(container);
  return [...found];
}

/** A task definition in the form of `aws ecs register-task-definition --cli-input-json`. */
export type TaskDefinitionInput = { family: string; containerDefinitions: { name: string }[] } & Record<
  string,
  unknown
>;

/**
 * Whether a reference to a task definition is a file. The names of families and revisions contain neither dots nor
 * slashes.
 */
export function namesFile(reference: string): boolean {
  return !reference.startsWith('arn:') && /[./\\]/.test(reference);
}

/** Members that only DescribeTaskDefinition returns. */
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
 * The same text for every form of one task definition, so that a file can be compared with the registered definition.
 * ECS returns it with defaults, with empty lists and with members that ECS itself adds.
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

/** Sorts the keys, and removes members that are absent, empty or null. */
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

/** The definition with more secrets in one container. They replace its variables and secrets of the same names. */
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

/** The definition with other images. A container that does not exist is ignored; the caller must report it. */
export function withImages(definition: TaskDefinitionInput, images: ReadonlyMap<string, string>): TaskDefinitionInput {
  const containerDefinitions = definition.containerDefinitions.map((container) => {
    const image = images.get(container.name);
    return image === undefined ? container : { ...container, image };
  });
  return { ...definition, containerDefinitions };
}
