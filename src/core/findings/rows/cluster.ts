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
      const known = others.length > 0 ? `the region has: ${others.join(', ')}` : 'the region has no cluster';
      return `${didYouMean(near)}check --cluster and --region (${known})`;
    },
  }),
  'cluster-inactive': error<{ cluster: string; status: string }>({
    doc: 'the cluster is not ACTIVE',
    cause: ({ cluster, status }) => `cluster ${cluster} is ${status}`,
    next: 'use an ACTIVE cluster',
  }),
  'cluster-unread': warning<{ cluster: string; failure: string }>({
    doc: 'the cluster could not be described before the launch',
    cause: ({ cluster, failure }) => `cluster ${cluster} could not be described (${failure})`,
    next: 'allow ecs:DescribeClusters, so that the cluster is checked before the launch',
  }),
  'account-mismatch': error<{ origin: string; expected: string; account: string; cluster: string }>({
    doc: 'the cluster is not in the account that was given',
    cause: ({ cluster, account, expected, origin }) =>
      `cluster ${cluster} is in account ${account}, not in ${expected} (${origin})`,
    next: 'check the credentials: --profile or AWS_PROFILE',
  }),
  'app-unclear': error<{
    cluster: string;
    apps: string[];
    given: { app: string; origin: string; near: string | undefined } | undefined;
  }>({
    doc: "the cluster's tags do not make clear which app to migrate",
    cause: ({ given, cluster }) =>
      given
        ? `${given.origin}: cluster ${cluster} has no tag for an app ${given.app}`
        : `cluster ${cluster} has tags for several apps`,
    next: ({ given, apps }) => `${didYouMean(given?.near)}give --app, one of: ${apps.join(', ')}`,
  }),
  'service-unknown': error<UnknownName & { origin: string; service: string }>({
    doc: 'the cluster has no active service of that name',
    cause: ({ origin, cluster, service }) => `${origin}: cluster ${cluster} has no active service ${service}`,
    next: ({ near, others }) =>
      `${didYouMean(near)}${others.length > 0 ? `the cluster has: ${others.join(', ')}` : 'no service could be listed in the cluster'}`,
  }),
  'capacity-provider-unknown': error<{ provider: string; cluster: string; known: string[] }>({
    doc: 'the capacity provider is not associated with the cluster',
    cause: ({ provider, cluster }) => `capacity provider ${provider} is not associated with cluster ${cluster}`,
    next: ({ known }) =>
      known.length > 0
        ? `the cluster has: ${known.join(', ')}`
        : 'associate it with the cluster (PutClusterCapacityProviders), or give --launch-type',
  }),
  'fast-start': note<{ container: string }>({
    doc: 'the task starts so fast that it may overlap with a migration launched in the same second',
    cause: ({ container }) =>
      `container ${container} may start so fast that it overlaps with a migration launched in the same second`,
    next: 'let the migration tool take a lock in the database; on Fargate tasks start slowly enough to prevent this',
  }),
  'stop-denied': warning<{ failure: string }>({
    doc: '`plan`: the run could not stop the task: a permission is missing',
    cause: ({ failure }) => `the run could not stop the task after a time-out or an interrupt (${failure})`,
    next: 'allow ecs:StopTask',
  }),
  'task-unknown': error<{ task: string; cluster: string; region: string }>({
    doc: '`attach` and `stop`: ECS does not know the task',
    cause: ({ task, cluster, region }) => `task ${task} is not known in cluster ${cluster} of ${region}`,
    next: ({ cluster, region }) =>
      `list the tasks that ECS knows with: npx ecs-migrate list --cluster ${cluster} --region ${region}; ECS forgets a stopped task after about an hour, but its log stays`,
  }),
};

function didYouMean(near: string | undefined): string {
  return near ? `did you mean ${near}? ` : '';
}
