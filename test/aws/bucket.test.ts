import { expect, test } from 'vitest';
import { openBuckets } from '../../src/aws/bucket.ts';
import { type BucketServer, startBucketServer } from '../support/bucket-server.ts';

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };

function bucketOf({ endpoint }: BucketServer) {
  const open = openBuckets({ region: 'eu-west-1', credentials }, { AWS_ENDPOINT_URL_S3: endpoint }, Date.now);
  return open('fleets');
}

test('an object that nobody has written is undefined; one that is there has a version and the time of S3', async () => {
  await using s3 = await startBucketServer();
  const bucket = bucketOf(s3);
  expect(await bucket.get('a')).toEqual({ ok: true, value: undefined });
  expect(await bucket.put('a', 'text')).toEqual({ ok: true, value: undefined });
  const got = await bucket.get('a');
  expect(got).toMatchObject({ ok: true, value: { text: 'text', etag: expect.stringMatching(/^".+"$/) } });
  expect(Math.abs((got.ok ? (got.value?.date ?? 0) : 0) - Date.now())).toBeLessThan(60_000);
});

test('an object is created or replaced only if nobody else has written it', async () => {
  await using s3 = await startBucketServer();
  const bucket = bucketOf(s3);
  const etagNow = async () => {
    const got = await bucket.get('a');
    return got.ok ? got.value?.etag : undefined;
  };
  const values: unknown[] = [];
  const replace = async (text: string, etag: string | undefined) => values.push(await bucket.replace('a', text, etag));
  await replace('1', undefined);
  await replace('2', undefined);
  const first = await etagNow();
  await replace('3', first);
  await replace('4', first);
  s3.objects.delete('fleets/a');
  await replace('5', first);
  s3.trouble = () => 'conflict';
  await replace('6', undefined);
  expect(values).toEqual(
    ['written', 'changed', 'written', 'changed', 'changed', 'changed'].map((value) => ({ ok: true, value })),
  );
});

test('keys with unusual characters, in the region of the bucket, in pages', async () => {
  await using s3 = await startBucketServer();
  s3.region = 'us-west-2';
  const bucket = bucketOf(s3);
  const keys = Array.from({ length: 1_001 }, (_, n) => `some/${n} (a)'!*`).sort();
  for (const key of keys) s3.objects.set(`fleets/${key}`, '');
  expect(await bucket.list('some/')).toEqual({ ok: true, value: keys });
  expect(await bucket.get("some/1 (a)'!*")).toMatchObject({ ok: true, value: { text: '' } });
});

test.each([
  ['denied', 'denied', 'AccessDenied'],
  ['slow-down', 'throttled', 'SlowDown'],
] as const)('%s is a failure of the kind %s', async (trouble, kind, name) => {
  await using s3 = await startBucketServer();
  s3.trouble = () => trouble;
  expect(await bucketOf(s3).get('a')).toMatchObject({ ok: false, failure: { kind, name, operation: 's3:GetObject' } });
  expect(await bucketOf(s3).put('a', '')).toMatchObject({ ok: false, failure: { operation: 's3:PutObject' } });
});

test('an answer that is lost is a failure that may have taken effect', async () => {
  await using s3 = await startBucketServer();
  s3.trouble = () => 'lose-answer';
  expect(await bucketOf(s3).replace('a', 'text', undefined)).toMatchObject({ ok: false, failure: { kind: 'lost' } });
  expect(s3.objects.get('fleets/a')).toBe('text');
});
