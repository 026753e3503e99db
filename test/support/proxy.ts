import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { ServedEngine } from './cli.ts';

/** A call that passed through a {@link startProxy}. */
export interface PassedCall {
  /** Such as `DescribeTasks`. */
  operation: string;
  /** The access key id that it was signed with. */
  key: string;
}

export interface Proxy extends AsyncDisposable {
  endpoint: string;
  calls: PassedCall[];
}

/** The error that a call receives. As AWS sometimes does, it can quote the request. */
type Refusal = string | { error: string; quotes: true };

/**
 * A proxy between a command line and an engine that records each call. `refuse` can reject a call with the name of an
 * error.
 */
export async function startProxy(
  { endpoint: target, client }: Pick<ServedEngine, 'endpoint' | 'client'>,
  refuse?: (call: PassedCall) => Refusal | undefined | Promise<Refusal | undefined>,
): Promise<Proxy> {
  const calls: PassedCall[] = [];
  const { server, endpoint, close } = await listen(async (incoming, answer) => {
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const call = { operation, key: /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '' };
    calls.push(call);
    const refusal = await refuse?.(call);
    if (refusal !== undefined) return void answerWith(refusal, incoming, answer);
    const { method, headers } = incoming;
    // A call with a key of the test's own is forwarded with the engine's key.
    headers.authorization = headers.authorization?.replace(call.key, client.credentials.accessKeyId);
    const onward = forward(`${target}${incoming.url}`, { method, headers }, (its: IncomingMessage) => {
      answer.writeHead(its.statusCode ?? 502, its.headers);
      its.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.keepAliveTimeout = 120_000;
  return { endpoint, calls, [Symbol.asyncDispose]: close };
}

async function answerWith(refusal: Refusal, incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
  const request = await text(incoming);
  answer.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
  if (typeof refusal === 'string') {
    return void answer.end(JSON.stringify({ __type: refusal, message: 'The security token is expired' }));
  }
  const escaped = JSON.stringify(request).replace(
    /[^a-z0-9 ]/gi,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const [url, base64] = [encodeURIComponent(request), Buffer.from(request).toString('base64')];
  const message = `Invalid request: ${request}; that is, ${JSON.stringify(request)}, ${escaped}, ${url}, ${base64}`;
  answer.end(JSON.stringify({ __type: refusal.error, message }));
}

export interface Credentials extends AsyncDisposable {
  /** Variables that make an SDK ask this endpoint. */
  env: Record<string, string>;
  /** Whether a key was handed out and has not expired. */
  isValid(key: string): boolean;
  handedOut(): number;
}

/** A container's credentials endpoint. Each response is a new key that is valid for `goodForMs`. */
export async function startCredentials(goodForMs: number): Promise<Credentials> {
  const ends = new Map<string, number>();
  const { endpoint, close } = await listen((_, answer) => {
    const key = `AKIA${String(ends.size).padStart(16, '0')}`;
    ends.set(key, Date.now() + goodForMs);
    const Expiration = new Date(ends.get(key) ?? 0).toISOString();
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ AccessKeyId: key, SecretAccessKey: 'secret', Token: 'token', Expiration }));
  });
  return {
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/credentials` },
    isValid: (key) => Date.now() < (ends.get(key) ?? 0),
    handedOut: () => ends.size,
    [Symbol.asyncDispose]: close,
  };
}

async function listen(
  handle: Parameters<typeof createServer>[1],
): Promise<{ server: Server; endpoint: string; close(): Promise<void> }> {
  const server = createServer(handle as never);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { server, endpoint: `http://127.0.0.1:${port}`, close };
}
