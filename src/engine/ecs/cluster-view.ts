import type { Cluster, Task } from '../model.ts';

export function clusterView(cluster: Cluster, tasks: readonly Task[], withTags: boolean): object {
  const count = (...states: Task['lastStatus'][]) => tasks.filter((task) => states.includes(task.lastStatus)).length;
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: count('RUNNING'),
    pendingTasksCount: count('PROVISIONING', 'PENDING', 'ACTIVATING'),
    activeServicesCount: 0,
    statistics: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: cluster.capacityProviders ?? ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: cluster.defaultStrategy,
    tags: withTags ? cluster.tags : [],
  };
}
