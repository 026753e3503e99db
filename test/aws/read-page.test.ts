import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { createPageReader } from '../../src/aws/read-page.ts';

/** A CloudWatch Logs that answers so, each time. */
async function answering(answer: (stream: string, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => answer(JSON.parse(text).logStreamName, response));
  });
  // The client may be slow to ask again, on a slow machine.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const client = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  const read = createPageReader();
  return {
    read: (logStreamName = 's') => read(client, { logGroupName: 'g', logStreamName }),
    async [Symbol.asyncDispose]() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const linesOf = (stream: string, count: number, text: string) =>
  Array.from({ length: count }, (_, i) => ({ timestamp: i, message: `${stream} ${i} ${text}` }));
const json = (events: unknown, token = 'f/1') => JSON.stringify({ events, nextForwardToken: token });

test('a page is read in whatever pieces it comes, and its token with it', async () => {
  const lines = linesOf('s', 500, 'é語 "quoted"');
  await using logs = await answering((_, response) => {
    const body = Buffer.from(json(lines));
    for (let at = 0; at < body.length; at += 1_001) response.write(body.subarray(at, at + 1_001));
    response.end();
  });
  const page = await logs.read();
  expect(page).toMatchObject({ nextForwardToken: 'f/1', $metadata: { httpStatusCode: 200 } });
  expect([...page.lines]).toEqual(lines);
});

test('pages of several streams are read at once, and page after page into the same memory', async () => {
  // The last is larger than the memory that is there at first.
  const counts: Record<string, number> = { a: 4_000, b: 10, c: 0, d: 60_000 };
  await using logs = await answering((stream, response) =>
    response.end(json(linesOf(stream, counts[stream] ?? 0, 'x'.repeat(30)))),
  );
  for (let round = 0; round < 3; round += 1) {
    const names = Object.keys(counts);
    const pages = await Promise.all(names.map((stream) => logs.read(stream)));
    for (const [i, page] of pages.entries()) {
      const name = names[i] ?? '';
      expect([...page.lines]).toEqual(linesOf(name, counts[name] ?? 0, 'x'.repeat(30)));
    }
  }
});

test('what is no page is for the SDK to understand', async () => {
  const answers: [number, string][] = [
    [200, '{"nextForwardToken":"f/2"}'],
    [200, '{"events":[{"timestamp":1.5,"message":"a"}]}'],
    [200, '{"events":[{"timestamp":1,"mess'],
    [400, '{"__type":"ResourceNotFoundException","message":"The specified log stream does not exist."}'],
  ];
  await using logs = await answering((stream, response) => {
    const [status = 0, body] = answers[Number(stream)] ?? [];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  });
  const first = await logs.read('0');
  expect(first.nextForwardToken).toBe('f/2');
  expect([...first.lines]).toEqual([]);
  expect([...(await logs.read('1')).lines]).toEqual([{ timestamp: 1.5, message: 'a' }]);
  await expect(logs.read('2')).rejects.toMatchObject({ name: 'SyntaxError' });
  await expect(logs.read('3')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('an answer that is cut off has no lines', async () => {
  await using logs = await answering((_, response) => {
    const body = json(linesOf('s', 100, 'text'));
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.slice(0, 2_000), () => response.destroy());
  });
  await expect(logs.read()).rejects.toMatchObject({ code: 'ECONNRESET' });
});
