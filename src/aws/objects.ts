import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Clock } from '../core/base/clock.ts';
import { type CallFailure, isFinal } from '../core/base/failure.ts';
import type { Result } from '../core/base/result.ts';
import { createClients } from './clients.ts';
import { conditionOf, isAbsent, openS3, refusalOf, type S3Request, type S3Response } from './s3.ts';

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

type Ask = Pick<S3Request, 'method' | 'headers' | 'body'> & { uri: string };

/** How often a request is made if the trouble may pass, and how long the first wait is. Milliseconds. */
const TRIES = 5;
const WAIT_MS = 500;

/**
 * Text objects in S3, by `s3://BUCKET/KEY`. What may pass (a lost answer, throttling, an error of S3) is tried again.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export async function openObjects(
  options: AwsOptions,
  env: Readonly<Record<string, string | undefined>>,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<Objects> {
  const clients = await createClients(options, clock.now);
  const sendOnce = clients.ok ? openS3(clients.value, env) : async () => clients;

  async function send({ uri, ...ask }: Ask): Promise<Result<S3Response, ObjectFailure>> {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    if (key === '') return { ok: false, failure: { kind: 'other', problem: 'expected s3://BUCKET/KEY' } };
    const request = { ...ask, bucket, key };
    for (let tries = 1; ; tries += 1) {
      const answer = await sendOnce(request);
      const passes = answer.ok ? mayPass(answer.value) : !isFinal(answer.failure);
      if (passes && tries < TRIES) {
        await clock.sleep(WAIT_MS * 2 ** (tries - 1));
        continue;
      }
      if (!answer.ok) return { ok: false, failure: { kind: 'other', problem: problemOf(answer.failure) } };
      const { status } = answer.value;
      if (status === 200 || isAbsent(answer.value)) return answer;
      return { ok: false, failure: failureOf(status, refusalOf(request, answer.value).failure) };
    }
  }

  return {
    async read(uri) {
      const answer = await send({ method: 'GET', uri });
      if (!answer.ok) return answer;
      const { status, text, etag } = answer.value;
      return { ok: true, value: status === 200 ? { text, etag } : undefined };
    },
    async write(uri, text, etag) {
      const headers = { ...conditionOf(etag), 'content-type': 'application/x-ndjson' };
      const answer = await send({ method: 'PUT', uri, headers, body: text });
      if (!answer.ok) return answer;
      if (answer.value.status === 200) return { ok: true, value: answer.value.etag };
      return { ok: false, failure: { kind: 'other', problem: 'NoSuchKey' } };
    },
  };
}

/**
 * 409: another conditional write of this object is still in progress, maybe one of this process whose answer was lost.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const mayPass = ({ status, text }: S3Response) =>
  status >= 500 || status === 429 || status === 409 || (status === 400 && text.includes('<Code>RequestTimeout<'));

function failureOf(status: number, failure: CallFailure): ObjectFailure {
  const kinds: Record<number, ObjectFailure['kind']> = { 403: 'denied', 412: 'changed' };
  return { kind: kinds[status] ?? 'other', problem: problemOf(failure) };
}

/** Our own endings have no name that would help. */
function problemOf({ name, message }: CallFailure): string {
  if (message === '') return name;
  return /^[A-Z]\w+$/.test(name) && name !== 'Error' ? `${name}: ${message}` : message;
}
