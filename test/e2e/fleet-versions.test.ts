import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { TargetEvent } from '../../src/core/events/fleet-events.ts';
import { startCli } from '../support/cli.ts';
import { aFleet, type FleetFinished, type FleetWorld } from '../support/fleet.ts';
import { PASSWORD } from '../support/postgres.ts';
import { NO_POSTGRES, startRealPostgres } from '../support/real-postgres.ts';
import { until } from '../support/until.ts';

const named = (name: string) => (NO_POSTGRES === undefined ? name : `${name} (skipped: ${NO_POSTGRES})`);

const versionsIn = ({ events }: FleetFinished) =>
  Object.fromEntries(
    events.flatMap((event) => (event.type === 'target' ? [[event.target, (event as TargetEvent).version]] : [])),
  );

const warningsIn = ({ events }: FleetFinished) =>
  events.flatMap((event) => (event.type === 'warning' ? [[event.code, event.target]] : []));

/** The tasks that were asked for a version. */
const asked = (tasks: readonly Task[]) =>
  tasks.filter(({ startedBy = '' }) => startedBy.includes('/ecs-migrate-versions/'));

/** What the command line of `run` says, `list` takes from the config file. */
function configure(fleet: FleetWorld, more: object): void {
  const values = { taskDefinition: fleet.definition, subnets: ['subnet-1'], logQuiet: '200ms', ...more };
  writeFileSync(path.join(fleet.folder, 'ecs-migrate.json'), JSON.stringify(values));
}

const dbmate = (folder: string) => {
  mkdirSync(path.join(folder, 'migrations'));
  return `dbmate --no-dump-schema --migrations-dir ${folder}/migrations up`;
};

describe.skipIf(NO_POSTGRES !== undefined)('list --versions on a real Postgres', () => {
  test(named('says which schema has which version, and of which it does not know'), async () => {
    await using postgres = await startRealPostgres();
    await using fleet = await aFleet([], dbmate);
    const names = ['t1', 't2', 't3', 't4'];
    const urlOf = (name: string) => `${postgres.url}?sslmode=disable&search_path=${name}`;
    fleet.rows([...names, 'new'].map((name) => ({ name, env: { DATABASE_URL: urlOf(name) } })));
    const migrate = (number: number, table: string) =>
      writeFileSync(
        path.join(fleet.folder, 'migrations', `${number}_${table}.sql`),
        `-- migrate:up\nCREATE TABLE ${table} (id int);\n-- migrate:down\n`,
      );
    migrate(1, 'customers');
    const first = await fleet.run('--except', 'new', '--waves', 'rest', '--journal', 'one.jsonl');
    expect(first.exitCode, first.stderr).toBe(0);
    migrate(2, 'orders');
    const second = await fleet.run('--only', 't1,t3', '--waves', 'rest', '--journal', 'two.jsonl');
    expect(second.exitCode, second.stderr).toBe(0);

    const sql = 'SELECT max(version) FROM $TENANT.schema_migrations';
    configure(fleet, { versionCommand: ['sh', '-c', `${postgres.bin}/psql '${postgres.url}' -Atc "${sql}"`] });
    const listed = await fleet.command('list', '--versions', '--journal', 'one.jsonl');
    expect(versionsIn(listed)).toEqual({ t1: '2', t2: '1', t3: '2', t4: '1', new: null });
    expect(warningsIn(listed)).toEqual([['version-unknown', 'new']]);
    // That of psql: the one failure.
    expect(listed).toMatchObject({ exitCode: 1, result: { outcome: 'failed', ending: 'versions-listed' } });
    expect(listed.stdout + listed.stderr).not.toContain(PASSWORD);
    expect(asked(await fleet.tasks())).toHaveLength(5);

    const some = await fleet.command('list', '--versions', '--only', 't2,t4');
    expect(versionsIn(some)).toEqual({ t2: '1', t4: '1' });
    expect(some).toMatchObject({ exitCode: 0, result: { outcome: 'listed' } });
  });
});

describe.concurrent('list --versions', () => {
  test('neither waits for a migration nor holds one up, and notes nothing in the journal', async () => {
    await using fleet = await aFleet();
    fleet.rows([{ name: 't1', waits: true }, { name: 't2' }]);
    configure(fleet, { versionCommand: "sh -c 'echo connected; echo 2026.$TENANT; echo'" });
    await using running = fleet.start(['--output', 'json', '--waves', 'rest', '--journal', 'one.jsonl']);
    await until('t1 runs, and t2 is done', () => fleet.begun()['t1'] && fleet.ended()['t2']);
    await until('so says the journal', () => fleet.journals()[0]?.entries.some(({ entry }) => entry === 'ended'));
    const before = fleet.journals();
    const listed = await fleet.command('list', '--versions', '--journal', 'one.jsonl');
    expect(listed.exitCode, listed.stderr).toBe(0);
    expect(versionsIn(listed)).toEqual({ t1: '2026.t1', t2: '2026.t2' });
    expect(fleet.journals()).toEqual(before);
    expect(fleet.begun()).toEqual({ t1: 1, t2: 1 });
    fleet.openGate('t1');
    expect(await running.ended).toMatchObject({ exitCode: 0 });

    await using shown = startCli(
      ['list', '--cluster', 'staging', '--targets', 'targets.json', '--versions', '--journal', 'one.jsonl'],
      { cwd: fleet.folder, env: fleet.engine.env },
    );
    const { exitCode, stdout } = await shown.ended;
    expect(exitCode).toBe(0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['TARGET', 'VERSION', 'OUTCOME', 'EXIT', 'WHEN', 'ATTEMPT', 'TOOK', 'TASK']);
    expect(rows.slice(1).map(([name, version, outcome]) => [name, version, outcome])).toEqual([
      ['t1', '2026.t1', 'succeeded'],
      ['t2', '2026.t2', 'succeeded'],
    ]);
  });

  test('is off by default; without a command nothing is launched', async () => {
    await using fleet = await aFleet();
    fleet.rows([{ name: 't1' }, { name: 't2' }]);
    configure(fleet, {});
    const listed = await fleet.command('list', '--versions');
    expect(listed.exitCode).toBe(64);
    expect(versionsIn(listed)).toEqual({ t1: null, t2: null });
    configure(fleet, { versionCommand: 'echo 1' });
    expect((await fleet.command('list')).exitCode).toBe(64);
    expect(await fleet.tasks()).toEqual([]);
  });

  test('a row has a command, or a task definition, of its own', async () => {
    await using fleet = await aFleet();
    fleet.rows([
      { name: 't1', versionCommand: "sh -c 'echo one'" },
      { name: 't2', versionCommand: "sh -c 'echo two; exit 7'" },
      { name: 't3' },
    ]);
    configure(fleet, { versionCommand: ['sh', '-c', 'printf "\\n"'] });
    const listed = await fleet.command('list', '--versions', '--concurrency', '2');
    expect(versionsIn(listed)).toEqual({ t1: 'one', t2: null, t3: null });
    expect(warningsIn(listed).toSorted()).toEqual([
      ['version-unknown', 't2'],
      ['version-unknown', 't3'],
    ]);
    // 7, and 1 for a command that prints nothing.
    expect(listed.exitCode).toBe(1);
  });
});
