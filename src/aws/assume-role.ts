import type { ECSClientConfig } from '@aws-sdk/client-ecs';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsOptions } from '../core/base/aws-options.ts';
import { transport } from './transport.ts';

/** Credentials of a role. The SDK renews them before they expire. */
export function assumeRole(
  { externalId, profile, region, credentials }: AwsOptions,
  roleArn: string,
): NonNullable<ECSClientConfig['credentials']> {
  return fromTemporaryCredentials({
    params: { RoleArn: roleArn, RoleSessionName: 'ecs-migrate', ...(externalId && { ExternalId: externalId }) },
    masterCredentials: credentials ?? fromNodeProviderChain({ clientConfig: transport(), ...(profile && { profile }) }),
    clientConfig: { ...transport(), ...(region === undefined ? {} : { region }) },
  });
}
