import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import type { ECRClientConfig } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { AwsOptions } from '../core/base/aws-options.ts';
import type { CallFailure } from '../core/base/failure.ts';
import type { Session } from '../core/ecs/cluster.ts';
import type { CallContext } from './call.ts';
import { type SdkError, toFailure } from './to-failure.ts';
import { sharedAgents, transport } from './transport.ts';

export interface Clients {
  ecs: ECSClient;
  /** What a client of CloudWatch Logs is made with, in whatever region: a log may be in another than the cluster. */
  logs: Omit<CloudWatchLogsClientConfig, 'region'>;
  /** For clients of other services: as the caller, not as an assumed role. */
  base: Pick<CodePipelineClientConfig, 'profile' | 'endpoint' | 'credentials'>;
  /** What a client of ECR is made with, in whatever region. */
  ecr: Omit<ECRClientConfig, 'region'>;
  context: CallContext;
  /** Whether the last request to ECS went to AWS itself, not to another endpoint. */
  isAmazon(): boolean;
  region: string;
  session(): Promise<Session | undefined>;
}

/** Makes the clients; a failure where a variable cannot be used, or no region is found, which is looked for as the SDK does. */
export async function createClients(
  options: AwsOptions,
  now: () => number,
): Promise<Clients | { failure: CallFailure }> {
  const { region, profile, endpoint, trace } = options;
  try {
    await sharedAgents();
  } catch (error) {
    return { failure: toFailure(error as SdkError, { operation: 'ecs', endpoint, profile, now: now() }) };
  }
  const credentials = await credentialsOf(options);
  const base = {
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  };
  const config = { ...base, ...transport(), ...(credentials === undefined ? {} : { credentials }) };
  const ecs = new ECSClient({ ...config, ...(region === undefined ? {} : { region }) });
  let known: string;
  try {
    known = await ecs.config.region();
  } catch {
    return { failure: { kind: 'unconfigured', operation: 'ecs', name: 'NoRegion', message: 'no region was given' } };
  }
  const isAmazon = watchHost(ecs);
  keepDate(ecs);
  return {
    ecs,
    base,
    region: known,
    session: () => sessionOf(ecs, options),
    isAmazon,
    ecr: config,
    logs: config,
    context: { now, endpoint, ...(trace && { trace }), ...(profile && { profile }) },
  };
}

async function credentialsOf(options: AwsOptions) {
  if (options.roleArn === undefined) return options.credentials;
  // Loaded where it is needed: it brings STS and the credential providers along.
  const { assumeRole } = await import('./assume-role.ts');
  return assumeRole(options, options.roleArn);
}

/** The SDK renews those of roles, containers and single sign-on; keys from variables and profiles stay as they are. */
async function sessionOf(ecs: ECSClient, { roleArn, credentials }: AwsOptions): Promise<Session | undefined> {
  if (roleArn !== undefined || credentials !== undefined) return undefined;
  try {
    const { expiration, sessionToken, $source = {} } = (await ecs.config.credentials()) as Sourced;
    const isStatic = 'CREDENTIALS_ENV_VARS' in $source || 'CREDENTIALS_PROFILE' in $source;
    return isStatic && sessionToken && expiration ? { expiresAt: expiration.getTime() } : undefined;
  } catch {
    // Without credentials the first call says so.
    return undefined;
  }
}

/** Credentials as the SDK's providers mark them. */
interface Sourced {
  sessionToken?: string;
  expiration?: Date;
  $source?: object;
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

/** Keeps the time that an answer of AWS is dated with. */
function keepDate(ecs: ECSClient): void {
  ecs.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers = {} } = result.response as { headers?: Record<string, string> };
      const date = Date.parse(headers['date'] ?? '');
      if (!Number.isNaN(date)) Object.assign(result.output.$metadata, { date });
      return result;
    },
    { step: 'finalizeRequest', name: 'ecsMigrateDate' },
  );
}

/** When AWS has answered, by its own clock, in milliseconds since the epoch; to the second. */
export function dateOf({ $metadata = {} }: { $metadata?: object }): number | undefined {
  return ($metadata as { date?: number }).date;
}
