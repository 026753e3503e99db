import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import type { ECRClientConfig } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import type { Session } from '../core/ecs/cluster.ts';
import type { CallContext } from './call.ts';
import { type SdkError, toFailure } from './to-failure.ts';
import { sharedAgents, transport } from './transport.ts';

export interface Clients {
  ecs: ECSClient;
  /**
   * Configuration of a CloudWatch Logs client. The region is left out, because a log may be in another region than the
   * cluster.
   */
  logs: Omit<CloudWatchLogsClientConfig, 'region'>;
  /** Configuration of clients of other services, with the caller's own credentials, not those of an assumed role. */
  base: Pick<CodePipelineClientConfig, 'profile' | 'endpoint' | 'credentials'>;
  /** Configuration of an ECR client for any region. */
  ecr: Omit<ECRClientConfig, 'region'>;
  context: CallContext;
  /** Whether the last request to ECS went to AWS itself, not to another endpoint. */
  isAmazon(): boolean;
  region: string;
  session(): Promise<Session | undefined>;
}

/**
 * Creates the clients. Fails if a variable is not valid, or if there is no region; the region is searched for as the
 * SDK does.
 */
export async function createClients(options: AwsOptions, now: () => number): Promise<Answer<Clients>> {
  const { region, profile, endpoint, trace } = options;
  try {
    await sharedAgents();
  } catch (error) {
    return { ok: false, failure: toFailure(error as SdkError, { operation: 'ecs', endpoint, profile, now: now() }) };
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
    const message = 'no region was given';
    return { ok: false, failure: { kind: 'unconfigured', operation: 'ecs', name: 'NoRegion', message } };
  }
  const isAmazon = watchHost(ecs);
  keepDate(ecs);
  const clients: Clients = {
    ecs,
    base,
    region: known,
    session: () => sessionOf(ecs, options),
    isAmazon,
    ecr: config,
    logs: config,
    context: { now, endpoint, ...(trace && { trace }), ...(profile && { profile }) },
  };
  return { ok: true, value: clients };
}

async function credentialsOf(options: AwsOptions) {
  if (options.roleArn === undefined) return options.credentials;
  // Loaded on demand: it imports STS and the credential providers.
  const { assumeRole } = await import('./assume-role.ts');
  return assumeRole(options, options.roleArn);
}

/**
 * The session of credentials that can expire. Credentials of roles, containers and single sign-on are renewed by the
 * SDK, so only keys from variables and profiles have one.
 */
async function sessionOf(ecs: ECSClient, { roleArn, credentials }: AwsOptions): Promise<Session | undefined> {
  if (roleArn !== undefined || credentials !== undefined) return undefined;
  try {
    const { expiration, sessionToken, $source = {} } = (await ecs.config.credentials()) as Sourced;
    const isStatic = 'CREDENTIALS_ENV_VARS' in $source || 'CREDENTIALS_PROFILE' in $source;
    return isStatic && sessionToken && expiration ? { expiresAt: expiration.getTime() } : undefined;
  } catch {
    // If there are no credentials, the first call reports it.
    return undefined;
  }
}

/** Credentials, with the source that the SDK's providers add to them. */
interface Sourced {
  sessionToken?: string;
  expiration?: Date;
  $source?: object;
}

/** Whether a host belongs to AWS. Private VPC endpoints are included. */
export const isAmazonHost = (host: string): boolean => AMAZON.test(host);

const AMAZON = /\.(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** An endpoint may come from a flag, a variable or a profile. The request itself shows where it goes. */
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

/** Keeps the date header of each answer from AWS. */
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

/** When AWS answered, by AWS's clock. Milliseconds since the epoch, exact to the second. */
export function dateOf({ $metadata = {} }: { $metadata?: object }): number | undefined {
  return ($metadata as { date?: number }).date;
}
