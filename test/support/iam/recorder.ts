import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call as it went over the wire, and what was answered. */
export interface Call {
  /**
   * Such as `AmazonEC2ContainerServiceV20141113.RunTask`; the action of the query protocol; of services without it, method
   * and path.
   */
  target: string;
  /** The body, where it is JSON or a form. */
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

export interface Recorder extends AsyncDisposable {
  endpoint: string;
  calls: Call[];
}

/** Stands before a service, and notes each call with its answer. */
export async function startRecorder(service: string): Promise<Recorder> {
  const calls: Call[] = [];
  const server = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    const { method, headers, url } = incoming;
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const sent = isForm ? Object.fromEntries(new URLSearchParams(body.toString())) : jsonOf(body);
    const action = headers['x-amz-target'] ?? (isForm ? sent['Action'] : undefined);
    const target = action ?? `${method} ${decodeURIComponent(url ?? '')}`;
    const call: Call = { target: String(target), request: sent, response: {} };
    calls.push(call);
    const onward = forward(`${service}${url}`, { method, headers }, async (its) => {
      const text = await buffer(its).catch(() => undefined);
      // The answer was cut off, so the caller's is, too.
      if (text === undefined) return void answer.destroy();
      call.response = jsonOf(text);
      answer.writeHead(its.statusCode ?? 502, its.headers);
      answer.end(text);
    });
    onward.on('error', () => answer.destroy());
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function jsonOf(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString());
  } catch {
    return {};
  }
}
