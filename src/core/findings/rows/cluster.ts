import { error, note, warning } from './row.ts';

export interface UnknownName {
  cluster: string;
  /** The container name that the user probably meant. */
  near: string | undefined;
  others: string[];
}

/** Findings about the cluster and its services and tasks. */
export const CLUSTER_FINDINGS = {
  'no-cluster': error({
    doc: 'no cluster was given',
    cause: 'no cluster was given',
    next: 'give --cluster NAME, or set ECS_MIGRATE_CLUSTER',
  }),
  'cluster-unknown': error<UnknownName & { region: string }>({
    doc: 'the cluster does not exist in the region',
    cause: ({ cluster, region }) => `cluster ${cluster} does not exist in ${region}`,
    next: ({ near, others }) => {
      const known = others.length > 0 ? `there: ${others.join(', ')}` : 'the region has none';
      return `${didYouMean(near)}check --cluster and --region (${known})`;
    },
  }),
  'cluster-inactive': error<{ cluster: string; status: string }>({
    doc: 'the cluster is not ACTIVE',
    cause: ({ cluster, status }) => `cluster ${cluster} is ${status}`,
    next: 'use an ACTIVE cluster',
  }),
  'cluster-unread': warning<{ cluster: string; failure: string }>({
    doc: 'the cluster could not be looked at before the launch',
    cause: ({ cluster, failure }) => `cluster ${cluster} could not be looked at (${failure})`,
    next: 'allow ecs:DescribeClusters to have it checked before the launch',
  }),
  'account-mismatch': error<{ origin: string; expected: string; account: string; cluster: string }>({
    doc: 'the cluster is in another account than the one that was given',
    cause: ({ cluster, account, expected, origin }) =>
      `cluster ${cluster} is in account ${account}, not in ${expected} (${origin})`,
    next: 'check the credentials: --profile or AWS_PROFILE',
  }),
  'app-unclear': error<{
    cluster: string;
    apps: string[];
    given: { app: string; origin: string; near: string | undefined } | undefined;
  }>({
    doc: "which app is meant is not clear from the cluster's tags",
    cause: ({ given, cluster }) =>
      given
        ? `${given.origin}: the tags of cluster ${cluster} name no app ${given.app}`
        : `the tags of cluster ${cluster} name several apps`,
    next: ({ given, apps }) => `${didYouMean(given?.near)}give --app, one of: ${apps.join(', ')}`,
  }),
  'service-unknown': error<UnknownName & { origin: string; service: string }>({
    doc: 'the cluster has no active service of that name',
    cause: ({ origin, cluster, service }) => `${origin}: cluster ${cluster} has no active service ${service}`,
    next: ({ near, others }) =>
      `${didYouMean(near)}${others.length > 0 ? `it has: ${others.join(', ')}` : 'no service could be listed there'}`,
  }),
  'capacity-provider-unknown': error<{ provider: string; cluster: string; known: string[] }>({
    doc: 'the capacity provider is not associated with the cluster',
    cause: ({ provider, cluster }) => `capacity provider ${provider} is not associated with cluster ${cluster}`,
    next: ({ known }) =>
      known.length > 0
        ? `it has: ${known.join(', ')}`
        : 'associate it with the cluster (PutClusterCapacityProviders), or give --launch-type',
  }),
  'fast-start': note<{ container: string }>({
    doc: 'where the task runs it may start before another one launched in the same second is seen',
    cause: ({ container }) =>
      `where ${container} runs it may start before another migration launched in the same second is seen`,
    next: 'Fargate starts slowly enough; otherwise let the migration tool take a lock in the database',
  }),
  'stop-denied': warning<{ failure: string }>({
    doc: '`plan`: the task could not be stopped: a permission is missing',
    cause: ({ failure }) => `the task could not be stopped on a time-out or an interrupt (${failure})`,
    next: 'allow ecs:StopTask',
  }),
  'task-unknown': error<{ task: string; cluster: string; region: string }>({
    doc: '`attach` and `stop`: ECS does not know the task',
    cause: ({ task, cluster, region }) => `task ${task} is not known in cluster ${cluster} of ${region}`,
    next: ({ cluster, region }) =>
      `see those that ECS knows with: npx ecs-migrate list --cluster ${cluster} --region ${region}; ECS forgets a stopped task after about an hour, its log stays`,
  }),
};

function didYouMean(near: string | undefined): string {
  return near ? `did you mean ${near}? ` : '';
}
