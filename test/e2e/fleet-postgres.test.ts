import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFleet, type FleetFinished } from '../support/fleet.ts';
import { PASSWORD } from '../support/postgres.ts';
import { NO_POSTGRES, type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';

const NAMES = Array.from({ length: 12 }, (_, n) => `tenant_${n + 1}`);
const BROKEN = 'tenant_5';

const named = (name: string) => (NO_POSTGRES === undefined ? name : `${name} (skipped: ${NO_POSTGRES})`);

/** The second migration would fail if the first one ran twice, and its row shows how often it ran. */
const FILES = {
  '1_customers.sql': '-- migrate:up\nCREATE TABLE customers (id int PRIMARY KEY);\n-- migrate:down\n',
  '2_runs.sql':
    '-- migrate:up\nCREATE TABLE IF NOT EXISTS runs (at timestamptz);\nINSERT INTO runs VALUES (now());\n-- migrate:down\n',
};

/** dbmate with a schema for each tenant, in one database. */
const migration = (folder: string) => {
  const directory = path.join(folder, 'migrations');
  mkdirSync(directory);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(directory, name), text);
  return [
    `echo "begin $TENANT" >> ${folder}/notes`,
    `dbmate --no-dump-schema --migrations-dir ${directory} up`,
    'code=$?',
    `echo "end $TENANT" >> ${folder}/notes`,
    'exit $code',
  ].join('; ');
};

/** How many migrations dbmate has noted in each schema, and how often the second one has run. */
async function migrated(postgres: RealPostgres): Promise<Record<string, { noted: number; runs: number }>> {
  const schemas = await postgres.query(
    "SELECT table_schema AS name FROM information_schema.tables WHERE table_name = 'runs'",
  );
  const counts = schemas.map(async ({ name }) => {
    const [row] = await postgres.query(
      `SELECT (SELECT count(*)::int FROM ${name}.schema_migrations) AS noted, (SELECT count(*)::int FROM ${name}.runs) AS runs`,
    );
    return [String(name), row];
  });
  return Object.fromEntries(await Promise.all(counts));
}

const namesWith = ({ outcomes }: FleetFinished, wanted: string) =>
  Object.entries(outcomes).flatMap(([name, outcome]) => (outcome === wanted ? [name] : []));

describe.skipIf(NO_POSTGRES !== undefined)('many targets on a real Postgres', () => {
  test(named('one of twelve schemas is broken; after the fix, --resume migrates each other one once'), async () => {
    await using postgres = await startRealPostgres();
    await postgres.query(`CREATE SCHEMA ${BROKEN}; CREATE TABLE ${BROKEN}.customers (id text)`);
    await using fleet = await aFleet([], migration);
    const urlOf = (name: string) => `${postgres.url}?sslmode=disable&search_path=${name}`;
    fleet.rows(NAMES.map((name) => ({ name, env: { DATABASE_URL: urlOf(name) } })));
    const flags = ['--concurrency', '3', '--max-failures', '1'];

    const first = await fleet.run(...flags, '--journal', 'one.jsonl');
    expect(first.exitCode, first.stderr).toBe(2);
    expect(namesWith(first, 'failed')).toEqual([BROKEN]);
    expect(first.result.cause).toContain(BROKEN);
    const { succeeded = 0, unlaunched = 0 } = first.result.targets ?? {};
    expect(succeeded).toBeGreaterThanOrEqual(1);
    expect(unlaunched).toBeGreaterThanOrEqual(1);
    expect(succeeded + unlaunched + 1).toBe(NAMES.length);
    // What is reported as migrated is migrated, and nothing else is.
    const done = await migrated(postgres);
    expect(Object.keys(done).toSorted()).toEqual(namesWith(first, 'succeeded').toSorted());

    await postgres.query(`DROP TABLE ${BROKEN}.customers`);
    const second = await fleet.run(...flags, '--resume', 'one.jsonl');
    expect(second.exitCode, second.stderr).toBe(0);
    expect(second.result.targets).toMatchObject({ succeeded: 12, failed: 0, unlaunched: 0 });
    const once = { noted: 2, runs: 1 };
    expect(await migrated(postgres)).toEqual(Object.fromEntries(NAMES.map((name) => [name, once])));
    expect(fleet.begun()).toEqual(Object.fromEntries(NAMES.map((name) => [name, name === BROKEN ? 2 : 1])));
    for (const { stdout, stderr } of [first, second]) expect(stdout + stderr).not.toContain(PASSWORD);
  });
});
