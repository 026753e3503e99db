import { type Environment, proxyFor, shownProxy } from './proxies.ts';

/** How requests to ECS get there, in words: the host, and the proxy without its user and password. */
export function describeRoute(endpoint: string | undefined, region: string, env: Environment): string {
  const given = endpoint ?? env['AWS_ENDPOINT_URL_ECS'] ?? env['AWS_ENDPOINT_URL'];
  const url = new URL(given !== undefined && URL.canParse(given) ? given : `https://ecs.${region}.amazonaws.com`);
  const protocol = url.protocol === 'http:' ? 'http:' : 'https:';
  const proxy = proxyFor(protocol, url.hostname, Number(url.port) || (protocol === 'http:' ? 80 : 443), env);
  const bundle = env['AWS_CA_BUNDLE'] ? ', with AWS_CA_BUNDLE' : '';
  return `${url.host} ${proxy === undefined ? 'directly, without a proxy' : `by ${shownProxy(proxy)}`}${bundle}`;
}
