import type { LogStream } from './log-place.ts';
import { type ContainerDefinition, dependenciesOf, type TaskDefinition } from './task-definition.ts';

/** What the containers of a task are to the verdict. */
export interface ContainerRoles {
  /** The migration container: the only one that decides. */
  container: string;
  /** Names of the essential containers of the task definition. */
  essential: string[];
  /** The containers that the migration container waits for, also by way of others; absent where it waits for none. */
  waitsFor?: string[];
  /** Containers that ECS starts only when the migration container has ended. */
  followers?: string[];
  /**
   * The longest that an essential container, or ours, lives on after ECS has told it to stop. Absent where nothing
   * says: on EC2 the default is the agent's.
   */
  stopTimeoutMs?: number;
  /** All containers of the task definition; others were injected by AWS and never decide. */
  containers: string[];
}

/**
 * All that is needed to follow a task from another process: small enough (under 2,048 characters of JSON) for a
 * CodePipeline continuation token.
 */
export interface TaskRef extends ContainerRoles {
  taskArn: string;
  cluster: string;
  region: string;
  taskDefinitionArn: string;
  /** What it runs, as far as override and task definition tell. */
  command: string[];
  logs: LogStream[];
  /** When the task was accepted, as ECS dates it, in milliseconds since the epoch: time-outs count from here. */
  launchedAt: number;
}

const isEnd = ({ condition }: { condition: string }) => condition === 'COMPLETE' || condition === 'SUCCESS';

/** ECS's own on Fargate: see stopTimeout in https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const FARGATE_STOP_MS = 30_000;

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
