import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MigrationEvent } from '../../src/core/events/events.ts';
import { type BucketServer, startBucketServer } from '../support/bucket-server.ts';
import { aFleet, type FleetFinished, type Row, readFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';

const JOURNAL = 's3://deploys/fleets/one.jsonl';
const PLACE = 'deploys/fleets/one.jsonl';
const TARGETS = 'deploys/targets.json';

/** A fleet whose targets file is in S3, and whose processes use this S3. */
async function aFleetInS3(rows: readonly Row[]) {
  const fleet = await aFleet();
  const bucket = await startBucketServer();
  fleet.rows(rows);
  bucket.objects.set(TARGETS, readFileSync(path.join(fleet.folder, 'targets.json'), 'utf8'));
  const env: Record<string, string> = {};
  const start = (...flags: string[]) => {
    const words = ['--targets', `s3://${TARGETS}`, '--output', 'json', ...flags];
    return fleet.start(words, { env: { AWS_ENDPOINT_URL_S3: bucket.endpoint, ...env } });
  };

  return {
    ...fleet,
    bucket,
    /** More variables of its processes. */
    env,
    start,
    async run(...flags: string[]): Promise<FleetFinished> {
      await using running = start(...flags);
      return readFleet(await running.ended);
    },
    async [Symbol.asyncDispose]() {
      await bucket[Symbol.asyncDispose]();
      await fleet[Symbol.asyncDispose]();
    },
  };
}

const entriesIn = ({ objects }: BucketServer): Record<string, unknown>[] =>
  (objects.get(PLACE) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** What the journal says of each target, in order. */
function historyOf(bucket: BucketServer): Record<string, string> {
  const history: Record<string, string> = {};
  for (const { target, entry } of entriesIn(bucket)) {
    if (typeof target === 'string') history[target] = `${history[target] ?? ''} ${entry}`.trim();
  }
  return history;
}

const isWrite = ({ method, place }: { method: string; place: string }) => method === 'PUT' && place === PLACE;

/** The times of the journal, three minutes earlier. */
function letTimePass({ objects }: BucketServer): void {
  const earlier = (_: string, at: string) => `"at":"${new Date(Date.parse(at) - 180_000).toISOString()}"`;
  objects.set(PLACE, (objects.get(PLACE) ?? '').replace(/"at":"([^"]+)"/g, earlier));
}

const codesOf = ({ events }: { events: readonly MigrationEvent[] }) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));

const WHOLE = 'intent launched ended';

describe.concurrent('targets and journal in S3', () => {
  test('a failure, and --resume runs only the one that failed', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }, { name: 'b', codes: [7, 0] }, { name: 'c' }]);
    const ran = await fleet.run('--journal', JOURNAL, '--waves', 'rest', '--max-failures', '100%');
    expect(ran.exitCode, ran.stderr).toBe(7);
    expect(ran.result.targets).toMatchObject({ succeeded: 2, failed: 1, journal: JOURNAL });
    expect(historyOf(fleet.bucket)).toEqual({ a: WHOLE, b: WHOLE, c: WHOLE });
    expect(entriesIn(fleet.bucket).at(-1)).toMatchObject({ entry: 'closed' });
    const again = await fleet.run('--resume', JOURNAL);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fleet.begun()).toEqual({ a: 1, b: 2, c: 1 });
    expect(historyOf(fleet.bucket)).toEqual({ a: WHOLE, b: `${WHOLE} ${WHOLE}`, c: WHOLE });
  });

  test('kill -9: the next process waits until the first one counts as dead, and launches nothing twice', async () => {
    const rows = ['a', 'b', 'c', 'd'].map((name) => ({ name, waits: name !== 'a' }));
    await using fleet = await aFleetInS3(rows);
    await using running = fleet.start('--journal', JOURNAL, '--waves', 'rest', '--concurrency', '3');
    await until('three have begun', () => fleet.begun()['b'] && fleet.begun()['c'] && fleet.ended()['a']);
    running.child.kill('SIGKILL');
    await running.ended;
    fleet.openGate('all');
    const early = await fleet.run('--resume', JOURNAL);
    expect(early).toMatchObject({ exitCode: 64, result: { reasons: ['usage'] } });
    letTimePass(fleet.bucket);
    const again = await fleet.run('--resume', JOURNAL);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.result.targets).toMatchObject({ succeeded: 4 });
    expect(fleet.begun()).toEqual({ a: 1, b: 1, c: 1, d: 1 });
  });

  test('two processes with one journal: the second one is refused', async () => {
    await using fleet = await aFleetInS3([{ name: 'a', waits: true }, { name: 'b' }]);
    await using running = fleet.start('--journal', JOURNAL);
    await until('it runs', () => fleet.begun()['a'] && historyOf(fleet.bucket)['a'] === 'intent launched');
    const before = fleet.bucket.objects.get(PLACE);
    for (const flag of ['--resume', '--journal']) {
      const second = await fleet.run(flag, JOURNAL);
      expect(second, flag).toMatchObject({ exitCode: 64, result: { reasons: ['usage'] } });
    }
    expect(fleet.bucket.objects.get(PLACE)).toBe(before);
    fleet.openGate('all');
    expect((await running.ended).exitCode).toBe(0);
    expect(fleet.begun()).toEqual({ a: 1, b: 1 });
  });

  test('two processes that begin one journal at the same moment: one is refused, and launches nothing', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }, { name: 'b' }]);
    // Somebody else begins the journal between the look at it and the first write.
    const other = JSON.stringify({ entry: 'fleet', version: 1, at: new Date().toISOString(), fleet: 'x', writer: 'y' });
    fleet.bucket.trouble = (call) => {
      if (isWrite(call) && !fleet.bucket.objects.has(PLACE)) fleet.bucket.objects.set(PLACE, `${other}\n`);
      return undefined;
    };
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran.exitCode, ran.stderr).toBe(64);
    expect(fleet.begun()).toEqual({});
    expect(fleet.bucket.objects.get(PLACE)).toBe(`${other}\n`);
  });

  test('another process takes over while it runs: nothing new is launched, and what runs is followed', async () => {
    await using fleet = await aFleetInS3([{ name: 'a', waits: true }, { name: 'b' }]);
    await using running = fleet.start('--journal', JOURNAL);
    await until('it runs', () => fleet.begun()['a'] && historyOf(fleet.bucket)['a'] === 'intent launched');
    const other = { entry: 'fleet', version: 1, at: new Date().toISOString(), fleet: 'x', writer: 'y' };
    const taken = `${fleet.bucket.objects.get(PLACE)}${JSON.stringify(other)}\n`;
    fleet.bucket.objects.set(PLACE, taken);
    fleet.openGate('all');
    const ran = readFleet(await running.ended);
    expect(ran.outcomes).toEqual({ a: 'succeeded' });
    expect(ran.exitCode).not.toBe(0);
    expect(codesOf(ran)).toContain('journal-unwritten');
    expect(fleet.begun()).toEqual({ a: 1 });
    expect(fleet.bucket.objects.get(PLACE)).toBe(taken);
  });

  test('each kind of passing trouble, for each request: no entry is lost, and the run goes on', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }, { name: 'b' }]);
    const troubles = ['lose-answer', 'slow-down', 'conflict'] as const;
    let writes = 0;
    const read = new Map<string, number>();
    fleet.bucket.trouble = (call) => {
      if (isWrite(call)) {
        writes += 1;
        return writes % 2 === 1 ? troubles[((writes - 1) / 2) % troubles.length] : undefined;
      }
      const reads = (read.get(call.place) ?? 0) + 1;
      read.set(call.place, reads);
      return reads === 1 ? 'slow-down' : undefined;
    };
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(writes).toBeGreaterThan(2 * troubles.length);
    expect(historyOf(fleet.bucket)).toEqual({ a: WHOLE, b: WHOLE });
    expect(codesOf(ran)).not.toContain('journal-unwritten');
    expect(fleet.begun()).toEqual({ a: 1, b: 1 });
  });

  test('a write whose answer is lost, and then S3 is busy: the journal is not taken for that of another process', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }]);
    let writes = 0;
    let readAgain = false;
    fleet.bucket.trouble = (call) => {
      if (isWrite(call)) {
        writes += 1;
        return writes === 1 ? 'lose-answer' : undefined;
      }
      if (call.place !== PLACE || writes === 0 || readAgain) return undefined;
      // Also the look at who has written it meets trouble.
      readAgain = true;
      return 'slow-down';
    };
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(readAgain).toBe(true);
    expect(historyOf(fleet.bucket)).toEqual({ a: WHOLE });
  });

  test('a write that is denied before the launch: nothing is launched', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }, { name: 'b' }]);
    fleet.bucket.trouble = (call) => (isWrite(call) ? 'denied' : undefined);
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran.exitCode, ran.stderr).toBe(64);
    expect(ran.result.cause).toContain('AccessDenied');
    expect(fleet.begun()).toEqual({});
    // What is denied once is denied again.
    expect(fleet.bucket.calls.filter(isWrite)).toHaveLength(1);
  });

  test('a new journal needs no right to list the bucket: without it, S3 denies to read what is not there', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }]);
    const { bucket } = fleet;
    const isMissing = (place: string) => place === PLACE && !bucket.objects.has(place);
    bucket.trouble = ({ method, place }) => (method === 'GET' && isMissing(place) ? 'denied' : undefined);
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(historyOf(bucket)).toEqual({ a: WHOLE });
  });

  test('a journal that cannot be read is not written over', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }]);
    fleet.bucket.objects.set(PLACE, 'something\n');
    fleet.bucket.trouble = ({ method, place }) => (method === 'GET' && place === PLACE ? 'denied' : undefined);
    for (const flag of ['--journal', '--resume']) {
      const ran = await fleet.run(flag, JOURNAL);
      expect(ran.exitCode, ran.stderr).toBe(64);
      expect(ran.result.cause).toContain('AccessDenied');
    }
    expect(fleet.begun()).toEqual({});
    expect(fleet.bucket.objects.get(PLACE)).toBe('something\n');
  });

  test('S3 is reached as the rest of AWS, through the proxy of the environment', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }]);
    // No name server knows the host. The stand-in answers as the proxy, and the engine is reached directly.
    fleet.env['AWS_ENDPOINT_URL_S3'] = 'http://s3.invalid';
    fleet.env['HTTP_PROXY'] = fleet.bucket.endpoint;
    fleet.env['NO_PROXY'] = new URL(fleet.engine.endpoint).host;
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(historyOf(fleet.bucket)).toEqual({ a: WHOLE });
  });

  test('a bucket of another region, and a key with characters that are escaped in signatures', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }]);
    fleet.bucket.region = 'eu-north-1';
    const ran = await fleet.run('--journal', "s3://deploys/it's (a) *new* one!.jsonl");
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(fleet.bucket.objects.get("deploys/it's (a) *new* one!.jsonl")).toContain('"closed"');
  });

  test('targets that are not there', async () => {
    await using fleet = await aFleetInS3([{ name: 'a' }]);
    fleet.bucket.objects.delete(TARGETS);
    const ran = await fleet.run('--journal', JOURNAL);
    expect(ran).toMatchObject({ exitCode: 64 });
    expect(ran.result.cause).toContain(`s3://${TARGETS}`);
    expect(fleet.bucket.calls.filter(isWrite)).toEqual([]);
  });
});
