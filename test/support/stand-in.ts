import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  /** The operation of X-Amz-Target or of the query protocol, or the method and path. */
  what: string;
  body: Record<string, unknown>;
  headers: Record<string, string | string[] | undefined>;
}

export interface StandIn extends AsyncDisposable {
  endpoint: string;
  /** All requests, in order. */
  asked: Asked[];
}

/** A response of AWS. */
export interface WireAnswer {
  status: number;
  body?: object;
  /** Instead of `body`: bytes as they are. */
  bytes?: Uint8Array;
}

/** An error in the format of AWS JSON 1.1. */
export const wireError = (type: string, status = 400): WireAnswer => ({
  status,
  body: { __type: type, message: `because of ${type}` },
});

/** A small replacement for an AWS service: it records its requests and returns what the test specifies. */
export async function standIn(answer: (asked: Asked, before: number) => WireAnswer): Promise<StandIn> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method, url, headers } = request;
    const target = headers['x-amz-target'];
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const body: Asked['body'] = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text || '{}');
    const operation = typeof target === 'string' ? (target.split('.')[1] ?? '') : body['Action'];
    const what = typeof operation === 'string' ? operation : `${method} ${decodeURIComponent(url ?? '')}`;
    const one: Asked = { what, body, headers };
    const { status, body: said, bytes } = answer(one, asked.length);
    asked.push(one);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(bytes ?? (said === undefined ? '' : JSON.stringify(said)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
