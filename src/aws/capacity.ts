import type { Answer } from '../core/base/failure.ts';
import { VCPU_QUOTAS } from '../core/ecs/vcpu-quotas.ts';
import type { Capacity } from '../core/ports.ts';
import type { Clients } from './clients.ts';
import { type Answered, makeSignedCall } from './signed-call.ts';

/** A plan does not wait longer for an answer that it can do without. Milliseconds. */
const LONGEST_MS = 3_000;

/** The services by the name that signs: the SDK's variable for another endpoint. */
const ENDPOINTS = { servicequotas: 'AWS_ENDPOINT_URL_SERVICE_QUOTAS', ec2: 'AWS_ENDPOINT_URL_EC2' } as const;

type Service = keyof typeof ENDPOINTS;

interface Question {
  operation: `${Service}:${string}`;
  headers: Record<string, string>;
  body: string;
}

/**
 * The room of the account, with the connections and credentials of the other calls. The SDK's client of EC2 alone would
 * be larger than everything else.
 * @see https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
 */
export function capacityPort(clients: Clients): Capacity {
  return {
    async vcpuQuota(provider) {
      const code = VCPU_QUOTAS[provider];
      const until = AbortSignal.timeout(LONGEST_MS);
      const applied = await askQuota('servicequotas:GetServiceQuota', code, clients, until);
      // A quota that was never changed may have no value of the account's own.
      if (applied.ok || applied.failure.name !== 'NoSuchResourceException') return applied;
      return askQuota('servicequotas:GetAWSDefaultServiceQuota', code, clients, until);
    },
    async freeAddresses(subnets) {
      const parameters = new URLSearchParams({ Action: 'DescribeSubnets', Version: '2016-11-15' });
      for (const [index, subnet] of subnets.entries()) parameters.set(`SubnetId.${index + 1}`, subnet);
      const question: Question = {
        operation: 'ec2:DescribeSubnets',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: parameters.toString(),
      };
      const answer = await ask(question, clients, AbortSignal.timeout(LONGEST_MS));
      return read(question, answer, (xml) => {
        // Only addresses of IPv4 are counted, and such a subnet has none.
        if (/<ipv6Native>true</.test(xml)) return undefined;
        const counts = [...xml.matchAll(/<availableIpAddressCount>(\d+)</g)].map(([, count]) => Number(count));
        return counts.length === subnets.length ? counts.reduce((sum, count) => sum + count, 0) : undefined;
      });
    },
  };
}

async function askQuota(
  operation: `servicequotas:${string}`,
  code: string,
  clients: Clients,
  until: AbortSignal,
): Promise<Answer<number>> {
  const question: Question = {
    operation,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': operation.replace('servicequotas:', 'ServiceQuotasV20190624.'),
    },
    body: JSON.stringify({ ServiceCode: 'fargate', QuotaCode: code }),
  };
  const answer = await ask(question, clients, until);
  return read(question, answer, (body) => {
    const value: unknown = JSON.parse(body)?.Quota?.Value;
    return typeof value === 'number' ? value : undefined;
  });
}

/** The number in an answer. An answer without it is a failure. */
function read(
  { operation }: Question,
  answer: Answer<Answered>,
  find: (body: string) => number | undefined,
): Answer<number> {
  if (!answer.ok) return answer;
  const value = findSafely(answer.value.body, find);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, failure: { kind: 'lost', operation, name: 'NoNumber', message: 'the answer has no number' } };
}

function findSafely(body: string, find: (body: string) => number | undefined): number | undefined {
  try {
    return find(body);
  } catch {
    return undefined;
  }
}

/** Makes one attempt. */
function ask({ operation, headers, body }: Question, clients: Clients, until: AbortSignal): Promise<Answer<Answered>> {
  const [service] = operation.split(':') as [Service];
  const { region } = clients;
  return makeSignedCall(
    { operation, service, region, headers, body, urlOf: () => urlOf(service, clients) },
    clients,
    until,
  );
}

/** An endpoint other than AWS's own that only a profile names is not known here: then nothing is asked. */
function urlOf(service: Service, { context, region, isAmazon }: Clients): URL {
  // biome-ignore lint/style/noRestrictedGlobals: the SDK reads its own variables from it too.
  const env = process.env;
  const given = context.endpoint ?? (env[ENDPOINTS[service]] || env['AWS_ENDPOINT_URL']);
  if (given) return new URL(given);
  if (!isAmazon()) throw new Error(`the endpoint of ${service} is not known`);
  return new URL(`https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`);
}
