import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request to a bucket, in order of arrival. */
interface BucketCall {
  method: string;
  /** `BUCKET/KEY`. */
  place: string;
  /** The text that a PUT brings. */
  body: string;
}

/**
 * What goes wrong with a request. `lose-answer`: it takes effect, and the connection breaks before the answer.
 * `conflict`: another conditional request for the key is still in progress.
 */
type BucketTrouble = 'lose-answer' | 'slow-down' | 'denied' | 'conflict';

/** A stand-in for S3: objects in memory, by path. */
export interface BucketServer extends AsyncDisposable {
  endpoint: string;
  /** By `BUCKET/KEY`. */
  objects: Map<string, string>;
  calls: BucketCall[];
  /** Decides whether something goes wrong with a request. */
  trouble: (call: BucketCall) => BucketTrouble | undefined;
  /** The only region for which requests may be signed. */
  region?: string;
}

/** The status and the code of S3's own refusals. */
const REFUSALS = {
  'slow-down': [503, 'SlowDown', 'Please reduce your request rate.'],
  denied: [403, 'AccessDenied', 'Access Denied'],
  conflict: [409, 'ConditionalRequestConflict', 'A conflicting conditional operation is currently in progress'],
  changed: [412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold'],
  unsigned: [403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match'],
  absent: [404, 'NoSuchKey', 'The specified key does not exist.'],
} as const;

const etagOf = (body: string) => `"${createHash('md5').update(body).digest('hex')}"`;

export async function startBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, string>();
  const calls: BucketCall[] = [];
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { method = 'GET' } = request;
    const call = { method, place: decodeURIComponent(url.pathname.slice(1)), body: await text(request) };
    calls.push(call);
    // S3 signs these characters of a key in their escaped form.
    if (/[!'()*]/.test(url.pathname)) return refuse(response, 'unsigned');
    if (bucket.region && !request.headers.authorization?.includes(`/${bucket.region}/s3/`)) {
      return void response.writeHead(301, { 'x-amz-bucket-region': bucket.region }).end();
    }
    const trouble = bucket.trouble(call);
    if (trouble !== undefined && trouble !== 'lose-answer') return refuse(response, trouble);
    if (trouble === 'lose-answer') response.writeHead = () => response.destroy();
    const prefix = url.searchParams.get('prefix');
    if (method === 'PUT') return put(call, request, response);
    if (prefix !== null) return list(call.place.replace(/\/$/, ''), prefix, url, response);
    const found = objects.get(call.place);
    if (found === undefined) return refuse(response, 'absent');
    response.writeHead(200, { etag: etagOf(found) }).end(method === 'HEAD' ? '' : found);
  });

  function put({ place, body }: BucketCall, { headers }: IncomingMessage, response: ServerResponse): void {
    const why = refusalOf(objects.get(place), headers);
    if (why !== undefined) {
      refuse(response, why);
      return;
    }
    objects.set(place, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
  }

  function list(place: string, prefix: string, url: URL, response: ServerResponse): void {
    const keys = [...objects.keys()].filter((key) => key.startsWith(`${place}/${prefix}`)).sort();
    // Pages of 1,000, as in S3.
    const from = Number(url.searchParams.get('continuation-token') ?? 0);
    const page = keys.slice(from, from + 1_000).map((key) => `<Key>${key.slice(place.length + 1)}</Key>`);
    const more = from + 1_000 < keys.length ? `<NextContinuationToken>${from + 1_000}</NextContinuationToken>` : '';
    response.writeHead(200).end(`<ListBucketResult>${page.join('')}${more}</ListBucketResult>`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bucket: BucketServer = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    calls,
    trouble: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bucket;
}

/** What the conditions of a PUT say about the object as it is. */
function refusalOf(now: string | undefined, headers: IncomingMessage['headers']): 'absent' | 'changed' | undefined {
  const wanted = headers['if-match'];
  if (headers['if-none-match'] === '*' && now !== undefined) return 'changed';
  if (wanted === undefined) return undefined;
  if (now === undefined) return 'absent';
  return wanted === etagOf(now) ? undefined : 'changed';
}

function refuse(response: ServerResponse, why: keyof typeof REFUSALS): void {
  const [status, code, message] = REFUSALS[why];
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
}
