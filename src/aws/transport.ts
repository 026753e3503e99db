import type { Environment } from './proxies.ts';

/** No call may hang for ever. In ms. */
interface Timeouts {
  connectionTimeout: number;
  requestTimeout: number;
}

/**
 * What every client is made with: one attempt a call, for retrying is decided above the ports; and a way to AWS as the
 * environment says it: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE`.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 */
export function transport(timeouts: Timeouts = { connectionTimeout: 5_000, requestTimeout: 20_000 }) {
  // Asked with the first request: what is wrong with a variable is then the answer to a call.
  const options = async () => ({ ...timeouts, throwOnRequestTimeout: true, ...(await sharedAgents()) });
  // The SDK takes a function, though its types do not say so.
  return { maxAttempts: 1, requestHandler: options as unknown as Record<string, unknown> };
}

const VARIABLES = [
  'AWS_CA_BUNDLE',
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((it) => [it, it.toLowerCase()]),
];

let agents: Promise<object> | undefined;

/**
 * One set for all clients; loaded only where a variable asks for it. Rejects where one cannot be used: awaited before a client
 * is made, for a client asks at once, and nobody hears what it is answered before its first call.
 */
export function sharedAgents(): Promise<object> {
  // biome-ignore lint/style/noRestrictedGlobals: the SDK reads its own variables from it too.
  const env: Environment = process.env;
  agents ??= VARIABLES.some((name) => env[name])
    ? import('./agents.ts').then(({ agentsOf }) => agentsOf(env))
    : Promise.resolve({});
  return agents;
}
