import { readFileSync } from 'node:fs';
import { type ClientRequest, type Agent as HttpAgent, Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { BadProxy, type Environment, type NamedProxy, namesProxy, proxyFor } from './proxies.ts';
import { ProxyError } from './proxy-error.ts';

/** The same values as the SDK's own agents. */
const POOL = { keepAlive: true, maxSockets: 50 } as const;

/** Shorter than the connection time-out of the SDK, so that the error names the proxy. Milliseconds. */
const PROXY_TIMEOUT_MS = 4_500;

/**
 * The agents that connect to AWS as the environment variables require.
 * @throws {BadProxy} If a variable names no proxy, or no certificates.
 */
export function agentsOf(env: Environment): { httpAgent?: HttpAgent; httpsAgent: HttpAgent } {
  const trust = readTrustedCa(env);
  const direct = new TlsAgent({ ...POOL, ...trust });
  if (!namesProxy(env)) return { httpsAgent: direct };
  // Checks both protocols, even if the first request needs only one: a variable that is not valid is reported at once.
  for (const protocol of ['http:', 'https:'] as const) proxyFor(protocol, 'aws.example', 443, env);
  const options = { ...POOL, ...trust };
  return {
    httpAgent: new ChoosingAgent(
      'http:',
      { env, trust: {} },
      new PlainAgent(POOL),
      ({ url }) => new HttpProxyAgent(url, options),
    ),
    httpsAgent: new ChoosingAgent('https:', { env, trust }, direct, (proxy) => new Tunnel(proxy, options)),
  };
}

/** The certificate authorities of `AWS_CA_BUNDLE`. As in AWS's own tools, they replace those that Node knows. */
function readTrustedCa({ AWS_CA_BUNDLE: file }: Environment): { ca?: string } {
  if (!file) return {};
  let ca: string;
  try {
    ca = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadProxy(`AWS_CA_BUNDLE names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!ca.includes('-----BEGIN ')) throw new BadProxy(`AWS_CA_BUNDLE names ${file}, which contains no PEM certificate`);
  return { ca };
}

/** Passes each request to the agent for its host: directly, or through a proxy. */
class ChoosingAgent extends Agent {
  readonly #protocol: 'http:' | 'https:';
  readonly #env: Environment;
  readonly #direct: HttpAgent;
  readonly #make: (proxy: NamedProxy) => HttpAgent;
  readonly #proxied = new Map<string, HttpAgent>();

  constructor(
    protocol: 'http:' | 'https:',
    { env, trust }: { env: Environment; trust: { ca?: string } },
    direct: HttpAgent,
    make: (proxy: NamedProxy) => HttpAgent,
  ) {
    // Our options for keep-alive and trusted authorities travel with the request to the agent that is chosen.
    super({ ...POOL, ...trust } as object);
    this.#protocol = protocol;
    this.#env = env;
    this.#direct = direct;
    this.#make = make;
  }

  /** Each protocol has its own agent, so the base class need not guess the protocol from the call stack. */
  override isSecureEndpoint(): boolean {
    return this.#protocol === 'https:';
  }

  override async connect(_: ClientRequest, { host = '', port = 0 }: AgentConnectOpts): Promise<HttpAgent> {
    const proxy = proxyFor(this.#protocol, host, port, this.#env);
    if (proxy === undefined) return this.#direct;
    const agent = this.#proxied.get(proxy.url.href) ?? this.#make(proxy);
    this.#proxied.set(proxy.url.href, agent);
    return agent;
  }
}

/** A CONNECT tunnel through a proxy. Its errors name the proxy. */
class Tunnel extends HttpsProxyAgent<string> {
  readonly #named: NamedProxy;

  constructor(proxy: NamedProxy, options: ConstructorParameters<typeof HttpsProxyAgent>[1]) {
    super(proxy.url.href, options);
    this.#named = proxy;
  }

  override async connect(request: ClientRequest, options: Parameters<HttpsProxyAgent<string>['connect']>[1]) {
    let status = 0;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    const connecting = super.connect(request, options);
    const socket = await limitTime(PROXY_TIMEOUT_MS, connecting).catch((error: NodeJS.ErrnoException) => {
      throw ProxyError.unreachable(this.#named, error);
    });
    if (status === 200) return socket;
    socket.destroy();
    throw ProxyError.refused(this.#named, status, `${options.host}:${options.port}`);
  }
}

async function limitTime<T extends Duplex>(ms: number, connecting: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms);
  return new Promise((resolve, reject) => {
    connecting.then(resolve, reject);
    late.addEventListener('abort', () => {
      reject(Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' }));
      connecting.then(
        (socket) => socket.destroy(),
        () => {},
      );
    });
  });
}
