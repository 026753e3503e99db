import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { Answer } from '../core/base/failure.ts';
import type { RegistryLogin } from '../core/plan/build.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';

/** Returns a login for the private ECR registries of a region. It is valid for some hours. */
export function registryLogin({ ecr, context }: Clients): (region: string) => Promise<Answer<RegistryLogin>> {
  return async (region) => {
    const client = new ECRClient({ ...ecr, region });
    const send = () => client.send(new GetAuthorizationTokenCommand({}));
    const answer = await callOnce('ecr:GetAuthorizationToken', send, context);
    if (!answer.ok) return answer;
    const [data] = answer.value.authorizationData ?? [];
    const [user = '', ...password] = Buffer.from(data?.authorizationToken ?? '', 'base64')
      .toString()
      .split(':');
    return { ok: true, value: { user, password: password.join(':') } };
  };
}
