import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Clock } from '../core/base/clock.ts';
import type { Result } from '../core/base/result.ts';
import { createClients } from './clients.ts';
import { pathOfKey } from './object-path.ts';
import { Sha256 } from './sha256.ts';

/** An object in S3: its text, and its version. */
interface StoredText {
  text: string;
  etag: string;
}

/** Why an object could not be read or written. `changed`: somebody else has written it in the meantime. */
interface ObjectFailure {
  kind: 'changed' | 'denied' | 'other';
  problem: string;
}

interface Objects {
  read(uri: string): Promise<Result<StoredText | undefined, ObjectFailure>>;
  write(uri: string, text: string, etag: string | undefined): Promise<Result<string, ObjectFailure>>;
}

interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

type Ask = { method: 'GET' | 'PUT'; uri: string; headers?: Record<string, string>; body?: string };
type Answered = Result<{ status: number; text: string; etag: string }, { problem: string; passes: boolean }>;

/** How often a request is made if the trouble may pass, and how long the first wait is. Milliseconds. */
const TRIES = 5;
const WAIT_MS = 500;

/**
 * Text objects in S3, by `s3://BUCKET/KEY`, with the connections and credentials of the other calls. A client of the SDK
 * for two requests would be as large as everything else. `env` may name another endpoint. What may pass (a lost answer,
 * throttling, an error of S3) is tried again.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export async function openObjects(
  options: AwsOptions,
  env: Readonly<Record<string, string | undefined>>,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<Objects> {
  const clients = await createClients(options, clock.now);
  const regions = new Map<string, string>();

  async function send(ask: Ask): Promise<Answered> {
    for (let tries = 1; ; tries += 1) {
      const answer = await sendOnce(ask);
      const passes = answer.ok ? mayPass(answer.value.status, answer.value.text) : answer.failure.passes;
      if (!passes || tries === TRIES) return answer;
      await clock.sleep(WAIT_MS * 2 ** (tries - 1));
    }
  }

  async function sendOnce(ask: Ask): Promise<Answered> {
    if (!clients.ok) return lasting(clients.failure.message);
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(ask.uri) ?? [];
    if (key === '') return lasting('expected s3://BUCKET/KEY');
    const { ecs, region: own } = clients.value;
    const region = regions.get(bucket) ?? own;
    const url = urlOf(bucket, key, region, env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']);
    let credentials: Awaited<ReturnType<typeof ecs.config.credentials>>;
    try {
      credentials = await ecs.config.credentials();
    } catch (error) {
      return lasting((error as Error).message);
    }
    try {
      const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
      const signed = await signer.sign({
        method: ask.method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === '' ? {} : { port: Number(url.port) }),
        path: url.pathname,
        query: {},
        headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...ask.headers },
        ...(ask.body === undefined ? {} : { body: ask.body }),
      });
      const { response } = (await ecs.config.requestHandler.handle(signed as never)) as unknown as {
        response: Response;
      };
      const text = await readAll(response.body);
      const found = response.headers['x-amz-bucket-region'];
      // The bucket is in another region: once more, there.
      if ((response.statusCode === 301 || response.statusCode === 400) && found !== undefined && found !== region) {
        regions.set(bucket, found);
        return sendOnce(ask);
      }
      return { ok: true, value: { status: response.statusCode, text, etag: response.headers['etag'] ?? '' } };
    } catch (error) {
      const { message, code, name } = error as NodeJS.ErrnoException;
      return { ok: false, failure: { problem: message || code || name, passes: true } };
    }
  }

  return {
    async read(uri) {
      const answer = await send({ method: 'GET', uri });
      if (!answer.ok) return { ok: false, failure: { kind: 'other', problem: answer.failure.problem } };
      const { status, text, etag } = answer.value;
      if (status === 404 && !/NoSuchBucket/.test(text)) return { ok: true, value: undefined };
      return status === 200 ? { ok: true, value: { text, etag } } : { ok: false, failure: failureOf(status, text) };
    },
    async write(uri, text, etag) {
      const condition: Record<string, string> = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag };
      const headers = { ...condition, 'content-type': 'application/x-ndjson' };
      const answer = await send({ method: 'PUT', uri, headers, body: text });
      if (!answer.ok) return { ok: false, failure: { kind: 'other', problem: answer.failure.problem } };
      const { status, text: said, etag: now } = answer.value;
      return status === 200 ? { ok: true, value: now } : { ok: false, failure: failureOf(status, said) };
    },
  };
}

/** The certificate of S3 does not cover a bucket whose name has dots: that name goes into the path. */
function urlOf(bucket: string, key: string, region: string, endpoint: string | undefined): URL {
  const path = pathOfKey(key);
  if (endpoint) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return new URL(bucket.includes('.') ? `https://${domain}/${bucket}/${path}` : `https://${bucket}.${domain}/${path}`);
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const lasting = (problem: string): Answered => ({ ok: false, failure: { problem, passes: false } });

/**
 * 409: another conditional write of this object is still in progress, maybe one of this process whose answer was lost.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const mayPass = (status: number, body: string) =>
  status >= 500 || status === 429 || status === 409 || (status === 400 && body.includes('<Code>RequestTimeout<'));

function failureOf(status: number, body: string): ObjectFailure {
  const kinds: Record<number, ObjectFailure['kind']> = { 403: 'denied', 412: 'changed' };
  return { kind: kinds[status] ?? 'other', problem: describe(status, body) };
}

/** S3 describes an error in XML. */
function describe(status: number, body: string): string {
  const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? `HTTP ${status}`;
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1];
  return message === undefined ? code : `${code}: ${message}`;
}
