import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import { createClients } from './clients.ts';
import {
  conditionOf,
  isAbsent,
  isChanged,
  openS3,
  refusalOf,
  type S3Request,
  type S3Response,
  type SendToS3,
} from './s3.ts';

/** The text of an object, and its version. */
export interface StoredObject {
  text: string;
  etag: string;
  /** When S3 answered, by its own clock, exact to the second. Milliseconds since the epoch. */
  date?: number;
}

/** The objects of one S3 bucket, as texts. Each call is one attempt. */
export interface Bucket {
  /** `undefined` if there is no such object. */
  get(key: string): Promise<Answer<StoredObject | undefined>>;
  put(key: string, text: string): Promise<Answer<void>>;
  /**
   * Replaces the object whose version is `etag`, or creates it if that is undefined. `changed`: somebody else has written it
   * in the meantime, or writes it now; or this function has, and the answer was lost.
   */
  replace(key: string, text: string, etag: string | undefined): Promise<Answer<'written' | 'changed'>>;
  /** The keys that begin with `prefix`, all of them. */
  list(prefix: string): Promise<Answer<string[]>>;
}

/** Opens the buckets that a function uses. `env` may name another endpoint. */
export function openBuckets(
  options: AwsOptions,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): (bucket: string) => Bucket {
  let opened: Promise<SendToS3> | undefined;
  const open = async () => {
    const clients = await createClients(options, now);
    return clients.ok ? openS3(clients.value, env) : async () => clients;
  };

  return (bucket) => {
    async function send(ask: Omit<S3Request, 'bucket'>, isExpected = isNothing): Promise<Answer<S3Response>> {
      const request = { ...ask, bucket };
      opened ??= open();
      const answer = await (await opened)(request);
      if (!answer.ok || answer.value.status === 200 || isExpected(answer.value)) return answer;
      return refusalOf(request, answer.value);
    }

    return {
      async get(key) {
        const answer = await send({ method: 'GET', key }, isAbsent);
        if (!answer.ok) return answer;
        const { status, ...stored } = answer.value;
        return { ok: true, value: status === 200 ? stored : undefined };
      },
      async put(key, body) {
        const answer = await send({ method: 'PUT', key, body });
        return answer.ok ? { ok: true, value: undefined } : answer;
      },
      async replace(key, body, etag) {
        const answer = await send({ method: 'PUT', key, body, headers: conditionOf(etag) }, mayBeChanged);
        return answer.ok ? { ok: true, value: answer.value.status === 200 ? 'written' : 'changed' } : answer;
      },
      async list(prefix) {
        const keys: string[] = [];
        let token: string | undefined;
        do {
          const more = token === undefined ? {} : { 'continuation-token': token };
          const answer = await send({ method: 'GET', key: '', query: { 'list-type': '2', prefix, ...more } });
          if (!answer.ok) return answer;
          const { text } = answer.value;
          keys.push(...[...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key)));
          token = /<NextContinuationToken>([^<]*)</.exec(text)?.[1];
        } while (token !== undefined);
        return { ok: true, value: keys };
      },
    };
  };
}

const isNothing = (_: S3Response) => false;

/** 409: another conditional write of the object is in progress. */
const mayBeChanged = (answer: S3Response) => answer.status === 409 || isChanged(answer);

const unescapeXml = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
  );
