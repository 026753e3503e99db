import type { Environment } from './proxies.ts';

/** Time-outs, so that no call can hang for ever. Milliseconds. */
interface Timeouts {
  connectionTimeout: number;
  requestTimeout: number;
}

/**
 * Options for every client. Each call is one attempt, because retries are decided above the ports. The connection
 * follows `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE`.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 */
export function transport(timeouts: Timeouts = { connectionTimeout: 5_000, requestTimeout: 20_000 }) {
  // Called with the first request, so that a variable that is not valid fails that call.
  const options = async () => ({ ...timeouts, throwOnRequestTimeout: true, ...(await sharedAgents()) });
  // The SDK accepts a function here, although its types do not say so.
  return { maxAttempts: 1, requestHandler: options as unknown as Record<string, unknown> };
}

const VARIABLES = [
  'AWS_CA_BUNDLE',
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((it) => [it, it.toLowerCase()]),
];

let agents: Promise<object> | undefined;

/**
 * One set of agents for all clients, loaded only if one of the variables is set. Rejects if a variable is not valid.
 * Await it before creating a client: a client calls it at once, and would leave that rejection unhandled until its
 * first call.
 */
export function sharedAgents(): Promise<object> {
  // biome-ignore lint/style/noRestrictedGlobals: the SDK reads its own variables from it too.
  const env: Environment = process.env;
  agents ??= VARIABLES.some((name) => env[name])
    ? import('./agents.ts').then(({ agentsOf }) => agentsOf(env))
    : Promise.resolve({});
  return agents;
}
