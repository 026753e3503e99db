import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for S3: objects in memory, by path. */
export interface BucketServer extends AsyncDisposable {
  endpoint: string;
  /** By `BUCKET/KEY`. */
  objects: Map<string, string>;
}

export async function startBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const place = decodeURIComponent(url.pathname.slice(1));
    if (request.method === 'PUT') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        objects.set(place, Buffer.concat(parts).toString('utf8'));
        response.writeHead(200, { etag: '"1"' }).end();
      });
      return;
    }
    const prefix = url.searchParams.get('prefix');
    if (prefix !== null) {
      const bucket = place.replace(/\/$/, '');
      const keys = [...objects.keys()].filter((key) => key.startsWith(`${bucket}/${prefix}`)).sort();
      // Pages of 1,000, as in S3.
      const from = Number(url.searchParams.get('continuation-token') ?? 0);
      const page = keys.slice(from, from + 1_000).map((key) => `<Key>${key.slice(bucket.length + 1)}</Key>`);
      const more = from + 1_000 < keys.length ? `<NextContinuationToken>${from + 1_000}</NextContinuationToken>` : '';
      response.writeHead(200).end(`<ListBucketResult>${page.join('')}${more}</ListBucketResult>`);
      return;
    }
    const text = objects.get(place);
    if (text === undefined) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    else response.writeHead(200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
