import type { LogStream } from './log-place.ts';
import { type ContainerDefinition, dependenciesOf, type TaskDefinition } from './task-definition.ts';

/** The roles of a task's containers in the verdict. */
export interface ContainerRoles {
  /** The migration container. Only its end decides. */
  container: string;
  /** Names of the essential containers of the task definition. */
  essential: string[];
  /** The containers that the migration container depends on, directly or through others. Absent if there are none. */
  waitsFor?: string[];
  /** Containers that ECS starts only after the migration container has ended. */
  followers?: string[];
  /**
   * The longest time that an essential container, or the migration container, can run after ECS has told it to stop.
   * Absent if it is not known: on EC2 the agent sets the default.
   */
  stopTimeoutMs?: number;
  /** All containers of the task definition. AWS may inject others, which never decide. */
  containers: string[];
}

/**
 * Everything that another process needs to follow a task. It is small enough (under 2,048 characters of JSON) for a
 * CodePipeline continuation token.
 */
export interface TaskRef extends ContainerRoles {
  taskArn: string;
  cluster: string;
  region: string;
  taskDefinitionArn: string;
  /** The command of the container, as far as the override and the task definition show it. */
  command: string[];
  logs: LogStream[];
  /** When ECS accepted the task, by ECS's clock, in milliseconds since the epoch. Timeouts count from here. */
  launchedAt: number;
}

const isEnd = ({ condition }: { condition: string }) => condition === 'COMPLETE' || condition === 'SUCCESS';

/**
 * The default of ECS on Fargate: see stopTimeout in
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
const FARGATE_STOP_MS = 30_000;

/** The part that each container of the definition plays beside the migration container. */
export function containerRoles(
  { containers, requiresCompatibilities }: Pick<TaskDefinition, 'containers' | 'requiresCompatibilities'>,
  container: string,
): ContainerRoles {
  const namesOf = (some: ContainerDefinition[]) => some.map(({ name }) => name);
  const followers = containers.filter((one) => one.dependsOn?.some((on) => on.container === container && isEnd(on)));
  const waitsFor = dependenciesOf(container, containers);
  const essential = containers.filter((one) => one.essential);
  const fallback = requiresCompatibilities.includes('FARGATE') ? FARGATE_STOP_MS : Number.POSITIVE_INFINITY;
  const concerned = containers.filter((one) => one.essential || one.name === container);
  const longest = Math.max(...concerned.map(({ stopTimeoutMs = fallback }) => stopTimeoutMs));
  return {
    container,
    containers: namesOf(containers),
    essential: namesOf(essential),
    ...(waitsFor.length === 0 ? {} : { waitsFor }),
    ...(followers.length === 0 ? {} : { followers: namesOf(followers) }),
    ...(Number.isFinite(longest) ? { stopTimeoutMs: longest } : {}),
  };
}
