import { describe, expect, test } from 'vitest';
import { classify, LINES_READ } from '../../../src/core/retry/classify.ts';
import { RETRY_CLASSES } from '../../../src/core/settings/retry-kinds.ts';
import { OUTPUTS, readOutput } from '../log-causes/outputs.ts';

const ALL = RETRY_CLASSES.map((is) => ({ is }));
const classOf = (name: string, exitCode: number) => {
  const found = classify(readOutput(name), exitCode, ALL);
  return 'on' in found && 'is' in found.on ? found.on.is : undefined;
};
const failures = OUTPUTS.filter(({ exitCode }) => exitCode !== 0);

/** The outputs of tools on PostgreSQL after which another attempt can help, by their class. */
const EXPECTED: Record<string, string[]> = {
  lock: 'alembic dbmate dbmigrate django drizzleorm knex kysely npgm pgmigrations postgrator psql psqlfile seq sqlmigrate typeorm umzugpg'
    .split(' ')
    .map((tool) => `${tool}-lock`)
    .concat('lq-lockurl'),
  deadlock: ['knex', 'npgm', 'seq', 'typeorm'].map((tool) => `${tool}-deadlock`),
  serialization: 'alembic dbmigrate django drizzleorm kysely pgmigrations psql sqlmigrate umzugpg'
    .split(' ')
    .map((tool) => `${tool}-serial`),
  connect: 'alembic dbmate django knex kysely npgm psql seq typeorm umzugpg'
    .split(' ')
    .flatMap((tool) => [`${tool}-refusedhost`, `${tool}-notready`])
    .concat('sqlx-refused'),
};

describe('what real tools printed', () => {
  const wanted = Object.entries(EXPECTED).flatMap(([is, names]) => names.map((name) => [name, is] as const));

  test('at least 40 outputs are of a class, and at least 60 of none', () => {
    expect(wanted.length).toBeGreaterThanOrEqual(40);
    expect(failures.length - wanted.length).toBeGreaterThanOrEqual(60);
  });

  test.each(wanted)('%s: %s', (name, is) => {
    const output = failures.find((one) => one.name.startsWith(`${name}.`));
    expect(output && classOf(output.name, output.exitCode)).toBe(is);
  });

  test('all others: no other attempt', () => {
    const known = new Set(wanted.map(([name]) => name));
    const others = failures.filter(({ name }) => !known.has(name.replace(/\.\d+$/, '')));
    const tried = others.filter(({ name, exitCode }) => classOf(name, exitCode) !== undefined);
    expect(tried.map(({ name }) => name)).toEqual([]);
  });

  test.each([
    ['prisma-lock.1', 'tool-forbids'],
    ['sqitch-lock.2', 'tool-forbids'],
    ['gomigrate-toollocktimeout.1', 'tool-lock'],
    ['knex-toollock.1', 'tool-lock'],
    ['dbmatemy-rowlock.2', 'other-database'],
    ['psql-intx.3', 'concurrently'],
    ['psql-notnull.3', 'other-error'],
  ])('%s: %s', (name, no) => {
    expect(classify(readOutput(name), Number(name.split('.').at(-1)), ALL)).toEqual({ no });
  });
});

describe('classes', () => {
  const LOCK = 'ERROR:  canceling statement due to lock timeout';
  const lines = (...texts: string[]) => classify(texts, 1, ALL);

  test('only those that were asked for', () => {
    expect(classify([LOCK], 1, [{ is: 'deadlock' }])).toEqual({ no: 'other-error' });
    expect(lines(LOCK)).toEqual({ on: { is: 'lock' } });
  });

  test('an error of another kind beside it', () => {
    expect(lines(LOCK, 'ERROR:  column "note" of relation "orders" already exists')).toEqual({ no: 'several-errors' });
    expect(
      lines(LOCK, 'ERROR:  current transaction is aborted, commands ignored until end of transaction block'),
    ).toEqual({
      on: { is: 'lock' },
    });
  });

  test('only the last lines count', () => {
    expect(lines(LOCK, ...Array.from({ length: LINES_READ }, (_, i) => `row ${i}`))).toEqual({ no: 'other-error' });
  });

  test('an index that is built concurrently, anywhere in the last lines', () => {
    expect(lines('-> create index concurrently if not exists i', LOCK)).toEqual({ no: 'concurrently' });
  });

  test("the tool's own lock is named apart", () => {
    expect(lines('SELECT pg_advisory_lock(7)', LOCK)).toEqual({ no: 'tool-lock' });
  });

  test('a connection that fails after the migration has begun', () => {
    const refused = 'connection to server at "10.0.3.17", port 5432 failed: Connection refused';
    expect(lines(refused)).toEqual({ on: { is: 'connect' } });
    expect(lines('Applied: 1_note.sql', refused)).toEqual({ no: 'begun' });
    expect(lines('UPDATE 2', refused)).toEqual({ no: 'begun' });
    expect(lines(...Array.from({ length: LINES_READ }, () => '.'), refused)).toEqual({ no: 'begun' });
  });

  test('exit codes and expressions', () => {
    expect(classify(['try me'], 3, [{ code: 3 }])).toEqual({ on: { code: 3 } });
    expect(classify(['try me'], 4, [{ code: 3 }, { pattern: '^try' }])).toEqual({ on: { pattern: '^try' } });
    expect(classify(['Error 1205 (HY000): Lock wait timeout exceeded'], 3, [{ code: 3 }])).toEqual({
      no: 'other-database',
    });
  });
});
