import { SignatureV4 } from '@smithy/signature-v4';
import type { Answer, CallFailure, FailureKind } from '../core/base/failure.ts';
import { pathOfKey } from './object-path.ts';
import { Sha256 } from './sha256.ts';

/** The objects of one S3 bucket, as texts. Each call is one attempt. */
export interface Bucket {
  /** `undefined` if there is no such object. */
  get(key: string): Promise<Answer<string | undefined>>;
  put(key: string, text: string): Promise<Answer<void>>;
  /** The keys that begin with `prefix`, all of them. */
  list(prefix: string): Promise<Answer<string[]>>;
}

const LONGEST_MS = 20_000;

interface Ask {
  method: 'GET' | 'PUT';
  key: string;
  query?: Record<string, string>;
  body?: string;
}

/** `env` has the region and the credentials of the function, and an endpoint other than that of AWS. */
export function openBucket(bucket: string, env: Readonly<Record<string, string | undefined>>): Bucket {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];

  async function send({ method, key, query = {}, body }: Ask): Promise<Answer<string | undefined>> {
    const operation = `s3:${operationOf(method, query)}`;
    const url = urlOf(bucket, key, region, endpoint);
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
    const { AWS_SESSION_TOKEN: sessionToken } = env;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    try {
      const signed = await signer.sign({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query,
        headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        ...(body === undefined ? {} : { body }),
      });
      const headers = signed.headers as Record<string, string>;
      const init = { method, headers, signal: AbortSignal.timeout(LONGEST_MS) };
      const response = await fetch(url, body === undefined ? init : { ...init, body });
      const text = await response.text();
      if (response.ok) return { ok: true, value: text };
      if (response.status === 404 && !text.includes('NoSuchBucket')) return { ok: true, value: undefined };
      return refusal(operation, response.status, text);
    } catch (error) {
      const { name, message, cause } = error as Error;
      return fail({ kind: 'lost', operation, name, message: cause instanceof Error ? cause.message : message });
    }
  }

  return {
    get: (key) => send({ method: 'GET', key }),
    async put(key, body) {
      const answer = await send({ method: 'PUT', key, body });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
    async list(prefix) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const more = token === undefined ? {} : { 'continuation-token': token };
        const answer = await send({ method: 'GET', key: '', query: { 'list-type': '2', prefix, ...more } });
        if (!answer.ok) return answer;
        const { value = '' } = answer;
        keys.push(...[...value.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key)));
        token = /<NextContinuationToken>([^<]*)</.exec(value)?.[1];
      } while (token !== undefined);
      return { ok: true, value: keys };
    },
  };
}

function operationOf(method: Ask['method'], query: object): string {
  if (method === 'PUT') return 'PutObject';
  return 'prefix' in query ? 'ListObjectsV2' : 'GetObject';
}

function urlOf(bucket: string, key: string, region: string, endpoint: string | undefined): URL {
  const path = pathOfKey(key);
  if (endpoint !== undefined) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // The certificate of S3 does not cover names with dots.
  return new URL(bucket.includes('.') ? `https://${domain}/${bucket}/${path}` : `https://${bucket}.${domain}/${path}`);
}

/** S3 describes an error in XML. */
function refusal(operation: string, status: number, body: string): Answer<never> {
  const name = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? `HTTP ${status}`;
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? '';
  return fail({ kind: kindOf(status), operation, name, message });
}

function kindOf(status: number): FailureKind {
  if (status === 403) return 'denied';
  if (status === 503 || status === 429) return 'throttled';
  return status >= 500 ? 'lost' : 'refused';
}

function fail(failure: CallFailure): { ok: false; failure: CallFailure } {
  return { ok: false, failure };
}

const unescapeXml = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
  );
