import { clusterOfTask, familyAndRevision, shortName } from '../core/base/arn.ts';
import { AwsError, invalidParameter } from './errors.ts';
import type { Cluster, Failure, Service, Tag, Task, TaskDefinition, TaskStatus, TaskTime } from './model.ts';

/** ECS forgets a stopped task after an hour. */
const REMEMBERED_MS = 3_600_000;

/** What one clientToken of RunTask is bound to. */
export interface TokenBinding {
  fingerprint: string;
  boundAt: number;
  tasks: readonly Task[];
  failures: readonly Failure[];
}

/** The whole state of ECS. It has no timers: the caller passes the time. */
export class Store {
  readonly clusters = new Map<string, Cluster>();
  readonly families = new Map<string, TaskDefinition[]>();
  readonly tokens = new Map<string, TokenBinding>();
  /** Revisions of services, by ARN. */
  readonly serviceRevisions = new Map<string, object>();
  readonly #services: Service[] = [];
  readonly #tasks = new Map<string, Task>();
  #created = 0;

  cluster(nameOrArn = 'default'): Cluster {
    const cluster = this.clusters.get(shortName(nameOrArn));
    if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster;
  }

  addCluster(
    arn: string,
    tags: Tag[] = [],
    rest: Partial<Pick<Cluster, 'capacityProviders' | 'defaultStrategy'>> = {},
  ) {
    const name = shortName(arn);
    const cluster = {
      name,
      arn,
      tags,
      capacityProviders: rest.capacityProviders,
      defaultStrategy: rest.defaultStrategy ?? [],
    };
    this.clusters.set(name, cluster);
    return cluster;
  }

  addService(service: Service): void {
    this.#services.push(service);
  }

  services(cluster: Cluster): Service[] {
    return this.#services.filter((service) => service.clusterArn === cluster.arn);
  }

  /** The revision that `FAMILY`, `FAMILY:REVISION` or an ARN names. A family alone means its latest active revision. */
  definition(reference: string): TaskDefinition | undefined {
    const { family, revision } = familyAndRevision(reference);
    const revisions = this.families.get(family) ?? [];
    return revision === undefined
      ? revisions.findLast((definition) => definition.deregisteredAt === undefined)
      : revisions.find((definition) => definition.revision === revision);
  }

  nextSequence(): number {
    this.#created += 1;
    return this.#created;
  }

  addTask(task: Task): void {
    this.#tasks.set(task.id, task);
  }

  tasks(cluster: Cluster, now: number): Task[] {
    this.#forget(now);
    return [...this.#tasks.values()].filter((task) => task.cluster === cluster);
  }

  task(cluster: Cluster, idOrArn: string, now: number): Task | undefined {
    const named = clusterOfTask(idOrArn);
    if (named !== undefined && named !== cluster.name) {
      throw invalidParameter(`Invalid identifier: Identifier is for cluster ${named}. Your cluster is ${cluster.name}`);
    }
    this.#forget(now);
    const task = this.#tasks.get(shortName(idOrArn));
    return task?.cluster === cluster ? task : undefined;
  }

  #forget(now: number): void {
    for (const [id, task] of this.#tasks) if (isForgotten(task, now)) this.#tasks.delete(id);
  }
}

const isForgotten = (task: Task, now: number) =>
  task.times.stoppedAt !== undefined && now - task.times.stoppedAt > REMEMBERED_MS;

/** Sets the status of a task. Every visible change increments its version. */
export function enterStatus(task: Task, status: TaskStatus, times: Partial<Record<TaskTime, number>> = {}): void {
  task.lastStatus = status;
  Object.assign(task.times, times);
  task.version += 1;
}
