import { SignatureV4 } from '@smithy/signature-v4';
import type { Answer } from '../core/base/failure.ts';
import type { Clients } from './clients.ts';
import { pathOfKey } from './object-path.ts';
import { Sha256 } from './sha256.ts';
import { kindOfResponse, type SdkError, toFailure } from './to-failure.ts';

/** A request for one object, or for the list of a bucket if `key` is empty. */
export interface S3Request {
  method: 'GET' | 'PUT';
  bucket: string;
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
}

/** What S3 answered, whether it is an error or not. */
export interface S3Response {
  status: number;
  text: string;
  etag: string;
  /** When S3 answered, by its own clock, exact to the second. Milliseconds since the epoch. */
  date?: number;
}

/** Makes one attempt of a request. Fails if there is no answer. */
export type SendToS3 = (request: S3Request) => Promise<Answer<S3Response>>;

/** What the SDK's request handler returns. */
interface Received {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/**
 * S3, with the connections and credentials of the other calls. A client of the SDK for two requests would be as large as
 * everything else. `env` may name another endpoint.
 */
export function openS3(
  { ecs, region: own, context }: Pick<Clients, 'ecs' | 'region' | 'context'>,
  env: Readonly<Record<string, string | undefined>>,
): SendToS3 {
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  const regions = new Map<string, string>();

  return async function send(request: S3Request): Promise<Answer<S3Response>> {
    const { method, bucket, key, query = {}, body } = request;
    const region = regions.get(bucket) ?? own;
    const url = urlOf(bucket, key, region, endpoint);
    try {
      const credentials = await ecs.config.credentials();
      const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
      const signed = await signer.sign({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === '' ? {} : { port: Number(url.port) }),
        path: url.pathname,
        query,
        headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...request.headers },
        ...(body === undefined ? {} : { body }),
      });
      const { response } = (await ecs.config.requestHandler.handle(signed as never)) as unknown as {
        response: Received;
      };
      const { statusCode: status, headers } = response;
      const text = await readAll(response.body);
      const found = headers['x-amz-bucket-region'];
      // The bucket is in another region: once more, there.
      if ((status === 301 || status === 400) && found !== undefined && found !== region) {
        regions.set(bucket, found);
        return send(request);
      }
      const date = Date.parse(headers['date'] ?? '');
      const value = { status, text, etag: headers['etag'] ?? '', ...(Number.isNaN(date) ? {} : { date }) };
      return { ok: true, value };
    } catch (error) {
      const { now, profile } = context;
      const site = { operation: operationOf(request), endpoint, profile, now: now() };
      return { ok: false, failure: toFailure(error as SdkError, site) };
    }
  };
}

/** An answer that is an error, as a failure. */
export function refusalOf(request: S3Request, { status, text }: S3Response): { ok: false; failure: S3Failure } {
  const name = codeOf(text) ?? `HTTP ${status}`;
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? '';
  const kind = status === 403 && !/Token/.test(name) ? 'denied' : kindOfResponse(name, status);
  return { ok: false, failure: { kind, operation: operationOf(request), name, message } };
}

type S3Failure = Extract<Answer<never>, { ok: false }>['failure'];

/** S3 describes an error in XML. */
function codeOf(text: string): string | undefined {
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1];
}

/** Whether there is no such object. Without the right to list the bucket, S3 says "denied" instead. */
export const isAbsent = ({ status, text }: S3Response): boolean => status === 404 && codeOf(text) !== 'NoSuchBucket';

/**
 * Whether the condition of a PUT was not met: the object is another one, or not there any more.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const isChanged = (answer: S3Response): boolean => answer.status === 412 || isAbsent(answer);

/** The condition of a PUT: the version of the object is still `etag`, or there is none if that is undefined. */
export const conditionOf = (etag: string | undefined): Record<string, string> =>
  etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag };

function operationOf({ method, key }: S3Request): string {
  if (method === 'PUT') return 's3:PutObject';
  return key === '' ? 's3:ListBucket' : 's3:GetObject';
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
