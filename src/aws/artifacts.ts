import { SignatureV4 } from '@smithy/signature-v4';
import type { Answer, CallFailure, FailureKind } from '../core/base/failure.ts';
import { pathOfKey } from './object-path.ts';
import { Sha256 } from './sha256.ts';
import { kindOfResponse } from './to-failure.ts';

/** An artifact of a pipeline in S3, with the credentials that CodePipeline gives each job to read it. */
export interface ArtifactPlace {
  bucket: string;
  key: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** The artifacts of pipelines. */
export interface Artifacts {
  /** Reads one artifact: a zip of at most 20 MB. Makes one attempt. */
  read(place: ArtifactPlace): Promise<Answer<Uint8Array>>;
}

/** A file that names an image is small; so is the artifact of a build that holds it. */
const MOST_BYTES = 20_000_000;
const LONGEST_MS = 20_000;

/** `env` names the region of the function, which is that of the pipeline's bucket, and an endpoint other than that of AWS. */
export function openArtifacts(env: Readonly<Record<string, string | undefined>>): Artifacts {
  const region = env['AWS_REGION'] ?? 'us-east-1';
  return {
    async read({ bucket, key, credentials }) {
      const url = urlOf({ bucket, key }, region, env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']);
      const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
      const signed = await signer.sign({
        method: 'GET',
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: {},
        headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      });
      try {
        const headers = signed.headers as Record<string, string>;
        const response = await fetch(url, { headers, signal: AbortSignal.timeout(LONGEST_MS) });
        if (!response.ok) return refusal(response.status, await response.text());
        if (Number(response.headers.get('content-length')) > MOST_BYTES) return tooLarge();
        const bytes = new Uint8Array(await response.arrayBuffer());
        return bytes.length > MOST_BYTES ? tooLarge() : { ok: true, value: bytes };
      } catch (error) {
        const { name, message, cause } = error as Error;
        const text = cause instanceof Error ? `${message}: ${cause.message}` : message;
        return fail('lost', name, text);
      }
    },
  };
}

/** Buckets whose names have dots do not fit the certificate of S3: their name goes into the path. */
function urlOf({ bucket, key }: { bucket: string; key: string }, region: string, endpoint: string | undefined): URL {
  const path = pathOfKey(key);
  if (endpoint !== undefined) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return new URL(bucket.includes('.') ? `https://${domain}/${bucket}/${path}` : `https://${bucket}.${domain}/${path}`);
}

/** S3 describes an error in XML. */
function refusal(status: number, body: string): Answer<never> {
  const name = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? `HTTP ${status}`;
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? '';
  const kind = kindOfResponse(name, status);
  return fail(kind === 'refused' && status === 403 ? 'denied' : kind, name, message);
}

function tooLarge(): Answer<never> {
  return fail(
    'refused',
    'TooLarge',
    `the artifact has more than ${MOST_BYTES / 1_000_000} MB: pass the image on in one of its own`,
  );
}

function fail(kind: FailureKind, name: string, message: string): { ok: false; failure: CallFailure } {
  return { ok: false, failure: { kind, operation: 's3:GetObject', name, message } };
}
