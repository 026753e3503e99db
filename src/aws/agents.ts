import { readFileSync } from 'node:fs';
import { type ClientRequest, type Agent as HttpAgent, Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { BadProxy, type Environment, type NamedProxy, namesProxy, proxyFor } from './proxies.ts';
import { ProxyError } from './proxy-error.ts';

/** As the SDK's own agents. */
const POOL = { keepAlive: true, maxSockets: 50 } as const;

/** Shorter than the time-out for a connection, so that the proxy is named. In ms. */
const PROXY_TIMEOUT_MS = 4_500;

/** The agents that lead to AWS as the environment says. Throws {@link BadProxy}. */
export function agentsOf(env: Environment): { httpAgent?: HttpAgent; httpsAgent: HttpAgent } {
  const trust = readTrustedCa(env);
  const direct = new TlsAgent({ ...POOL, ...trust });
  if (!namesProxy(env)) return { httpsAgent: direct };
  // Also where the first request does not need it: a variable that cannot be used is said at once.
  for (const protocol of ['http:', 'https:'] as const) proxyFor(protocol, 'aws.example', 443, env);
  const options = { ...POOL, ...trust };
  return {
    httpAgent: new ChoosingAgent('http:', env, {}, new PlainAgent(POOL), ({ url }) => new HttpProxyAgent(url, options)),
    httpsAgent: new ChoosingAgent('https:', env, trust, direct, (proxy) => new Tunnel(proxy, options)),
  };
}

/** The authorities of `AWS_CA_BUNDLE`, which as in AWS's own tools take the place of those that Node knows. */
function readTrustedCa({ AWS_CA_BUNDLE: file }: Environment): { ca?: string } {
  if (!file) return {};
  let ca: string;
  try {
    ca = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadProxy(`AWS_CA_BUNDLE names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!ca.includes('-----BEGIN ')) throw new BadProxy(`AWS_CA_BUNDLE names ${file}, which holds no certificate in PEM`);
  return { ca };
}

/** Sends each request on by the agent for its host: straight, or by a proxy. */
class ChoosingAgent extends Agent {
  readonly #protocol: 'http:' | 'https:';
  readonly #env: Environment;
  readonly #direct: HttpAgent;
  readonly #make: (proxy: NamedProxy) => HttpAgent;
  readonly #proxied = new Map<string, HttpAgent>();

  constructor(
    protocol: 'http:' | 'https:',
    env: Environment,
    trust: { ca?: string },
    direct: HttpAgent,
    make: (proxy: NamedProxy) => HttpAgent,
  ) {
    // What keeps connections, and whom to trust, goes with the request to the agent that is chosen.
    super({ ...POOL, ...trust } as object);
    this.#protocol = protocol;
    this.#env = env;
    this.#direct = direct;
    this.#make = make;
  }

  /** There is one for each protocol: it need not be guessed from the stack. */
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

/** A way through a proxy by CONNECT, whose failures name the proxy. */
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
