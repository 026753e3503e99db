import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { AwsOptions } from '../core/aws-options.ts';
import type { CallFailure } from '../core/failure.ts';
import type { CallContext } from './call.ts';

export interface Clients {
  ecs: ECSClient;
  /** CloudWatch Logs of a region: a log may be in another than the cluster. */
  logs(region: string): CloudWatchLogsClient;
  context: CallContext;
  /** Whether the last request to ECS went to AWS itself, not to another endpoint. */
  isAmazon(): boolean;
  region: string;
}

/** One attempt a call, for retrying is decided above the ports; and no call may hang for ever. */
const TRANSPORT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/** Makes the clients. The region is looked for as the SDK does. */
export async function createClients(
  options: AwsOptions,
  now: () => number,
): Promise<Clients | { failure: CallFailure }> {
  const { region, profile, endpoint, credentials, trace } = options;
  const config = {
    ...TRANSPORT,
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const ecs = new ECSClient({ ...config, ...(region === undefined ? {} : { region }) });
  let known: string;
  try {
    known = await ecs.config.region();
  } catch {
    return { failure: { kind: 'unconfigured', operation: 'ecs', name: 'NoRegion', message: 'no region was given' } };
  }
  const isAmazon = watchHost(ecs);
  const logs = new Map<string, CloudWatchLogsClient>();
  return {
    ecs,
    region: known,
    isAmazon,
    context: { now, endpoint, ...(trace && { trace }), ...(profile && { profile }) },
    logs: (where) => {
      const client = logs.get(where) ?? new CloudWatchLogsClient({ ...config, region: where });
      logs.set(where, client);
      return client;
    },
  };
}

/** Whether a host is one of AWS, those of private VPC endpoints included. */
export const isAmazonHost = (host: string): boolean => AMAZON.test(host);

const AMAZON = /\.(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** An endpoint may come from flags, variables, or a profile: the request itself tells where it goes. */
function watchHost(ecs: ECSClient): () => boolean {
  let host = '';
  ecs.middlewareStack.add(
    (next) => (args) => {
      host = (args.request as { hostname?: string }).hostname ?? '';
      return next(args);
    },
    { step: 'finalizeRequest', name: 'ecsMigrateHost' },
  );
  return () => isAmazonHost(host);
}
