import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Result } from '../core/base/result.ts';
import { createClients } from './clients.ts';
import { Sha256 } from './sha256.ts';

/** An object in S3: its text, and its version. */
interface StoredText {
  text: string;
  etag: string;
}

interface Objects {
  read(uri: string): Promise<Result<StoredText | undefined, string>>;
  write(uri: string, text: string, etag: string | undefined): Promise<Result<string, string>>;
}

interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

type Ask = { method: 'GET' | 'PUT'; uri: string; headers?: Record<string, string>; body?: string };
type Answered = Result<{ status: number; text: string; etag: string; region: string | undefined }, string>;

/**
 * Text objects in S3, by `s3://BUCKET/KEY`, with the connections and credentials of the other calls. A client of the SDK
 * for two requests would be as large as everything else. `env` may name another endpoint.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export async function openObjects(
  options: AwsOptions,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Promise<Objects> {
  const clients = await createClients(options, now);
  const regions = new Map<string, string>();

  async function send(ask: Ask): Promise<Answered> {
    if (!clients.ok) return { ok: false, failure: clients.failure.message };
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(ask.uri) ?? [];
    if (key === '') return { ok: false, failure: 'expected s3://BUCKET/KEY' };
    const { ecs, region: own } = clients.value;
    const region = regions.get(bucket) ?? own;
    const url = urlOf(bucket, key, region, env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']);
    try {
      const credentials = await ecs.config.credentials();
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
        return send(ask);
      }
      return {
        ok: true,
        value: { status: response.statusCode, text, etag: response.headers['etag'] ?? '', region: found },
      };
    } catch (error) {
      return { ok: false, failure: (error as Error).message };
    }
  }

  return {
    async read(uri) {
      const answer = await send({ method: 'GET', uri });
      if (!answer.ok) return answer;
      const { status, text, etag } = answer.value;
      if (status === 404 && !/NoSuchBucket/.test(text)) return { ok: true, value: undefined };
      return status === 200 ? { ok: true, value: { text, etag } } : { ok: false, failure: describe(status, text) };
    },
    async write(uri, text, etag) {
      const condition: Record<string, string> = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag };
      const headers = { ...condition, 'content-type': 'application/x-ndjson' };
      const answer = await send({ method: 'PUT', uri, headers, body: text });
      if (!answer.ok) return answer;
      const { status, text: said, etag: now } = answer.value;
      // 409: somebody else writes it at this moment.
      if (status === 412 || status === 409) return { ok: false, failure: 'changed' };
      return status === 200 ? { ok: true, value: now } : { ok: false, failure: describe(status, said) };
    },
  };
}

/** The certificate of S3 does not cover a bucket whose name has dots: that name goes into the path. */
function urlOf(bucket: string, key: string, region: string, endpoint: string | undefined): URL {
  const path = key.split('/').map(encodeURIComponent).join('/');
  if (endpoint) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return new URL(bucket.includes('.') ? `https://${domain}/${bucket}/${path}` : `https://${bucket}.${domain}/${path}`);
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** S3 describes an error in XML. */
function describe(status: number, body: string): string {
  const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? `HTTP ${status}`;
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1];
  return message === undefined ? code : `${code}: ${message}`;
}
