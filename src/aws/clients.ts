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
  const logs = new Map<string, CloudWatchLogsClient>();
  return {
    ecs,
    region: known,
    context: { now, endpoint, ...(trace && { trace }), ...(profile && { profile }) },
    logs: (where) => {
      const client = logs.get(where) ?? new CloudWatchLogsClient({ ...config, region: where });
      logs.set(where, client);
      return client;
    },
  };
}
