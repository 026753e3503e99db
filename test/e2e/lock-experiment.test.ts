import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { aMigration } from '../support/migration.ts';
import { NO_POSTGRES, type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';

const READERS = 5;
const BLOCKED_MS = 5_000;
const LOCK_TIMEOUT_MS = 1_000;

/** Sessions that read the table all the time, and the longest time that one of them waited. */
async function readAllTheTime(postgres: RealPostgres) {
  let goesOn = true;
  let longestMs = 0;
  let reads = 0;
  const readers = Array.from({ length: READERS }, async () => {
    await using session = await postgres.connect();
    while (goesOn) {
      const began = performance.now();
      await session.query('SELECT count(*) FROM orders');
      longestMs = Math.max(longestMs, performance.now() - began);
      reads += 1;
      await sleep(20);
    }
  });
  return async () => {
    goesOn = false;
    await Promise.all(readers);
    return { longestMs: Math.round(longestMs), reads };
  };
}

/** Adds a column to a table that a long transaction has read, under load. */
async function migrateUnderLoad(flags: string[]) {
  await using postgres = await startRealPostgres();
  await postgres.query('CREATE TABLE orders AS SELECT id, id AS cents FROM generate_series(1, 1000) AS id');
  const environment = Object.entries(postgres.env).map(([name, value]) => ({ name, value }));
  const run = `${postgres.bin}/psql -X -1 -v ON_ERROR_STOP=1 -c 'ALTER TABLE orders ADD COLUMN note text'`;
  await using world = await aMigration([], { run, with: { environment } });
  await using report = await postgres.connect();
  await report.query('BEGIN; SELECT count(*) FROM orders');
  const stop = await readAllTheTime(postgres);
  const ended = world.run('1', ...flags);
  await sleep(BLOCKED_MS);
  await report.query('COMMIT');
  const { exitCode, stderr } = await ended;
  expect(exitCode, stderr).toBe(0);
  return { ...(await stop()), attempts: (await world.tasks()).length };
}

describe.skipIf(NO_POSTGRES !== undefined)('readers of a table that a migration alters, on a real Postgres', () => {
  test('without a lock time-out they wait for as long as the migration does', async () => {
    const without = await migrateUnderLoad([]);
    console.info('without a lock time-out', without);
    expect(without.longestMs).toBeGreaterThan(2_000);
    expect(without.attempts).toBe(1);
  });

  test('with one, no reader waits longer than it and half a second', async () => {
    const again = ['--retries', '15', '--retry-safe', 'transactional', '--retry-wait', '500ms'];
    const within = await migrateUnderLoad(['--lock-timeout', `${LOCK_TIMEOUT_MS}ms`, ...again]);
    console.info('with a lock time-out of 1 s', within);
    expect(within.longestMs).toBeLessThan(LOCK_TIMEOUT_MS + 500);
    expect(within.attempts).toBeGreaterThan(1);
  });
});
