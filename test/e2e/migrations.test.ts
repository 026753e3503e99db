import { describe, expect, test } from 'vitest';
import { runCli, type ServedEngine, serveEngine } from '../support/cli.ts';
import { PASSWORD, type Postgres, startPostgres } from '../support/postgres.ts';
import { aRelease, breakRelease, schemaOf } from '../support/release.ts';

/** Runs the example's task on a served engine, or another command in its container. */
function migrate(source: string, postgres: Postgres, engine: ServedEngine, command: readonly string[] = []) {
  const flags = ['--cluster', 'default', '--task-definition', 'taskdef.json', '--subnets', 'subnet-1'];
  const args = [...flags, '--env', `DATABASE_URL=${postgres.url}`, '--log-quiet', '200ms'];
  return runCli(['run', ...args, ...(command.length > 0 ? ['--', ...command] : [])], { cwd: source, env: engine.env });
}

const dbmate = (...folders: string[]) => [
  'dbmate',
  '--no-dump-schema',
  ...folders.flatMap((folder) => ['--migrations-dir', folder]),
  'up',
];

describe('real migration tools on a real Postgres, over HTTP', () => {
  test('node-pg-migrate: a good release, then one that fails on the rows there are', async () => {
    using source = aRelease();
    await using postgres = await startPostgres();
    await using engine = await serveEngine({ cwd: source.path });

    const good = await migrate(source.path, postgres, engine);
    expect(good, good.stderr).toMatchObject({ exitCode: 0 });
    expect(good.stdout.split('\n')).toEqual([
      '> Migrating files:',
      '> - 20260907091500000_customers',
      '> - 20260907092000000_orders',
      '> - 20260921140000000_orders_by_customer',
      '> - 20260922083000000_app_user',
      '### MIGRATION 20260907091500000_customers (UP) ###',
      '### MIGRATION 20260907092000000_orders (UP) ###',
      '### MIGRATION 20260921140000000_orders_by_customer (UP) ###',
      '### MIGRATION 20260922083000000_app_user (UP) ###',
      'Migrations complete!',
      '',
    ]);
    const before = await schemaOf(postgres);
    expect(before).toEqual(expect.arrayContaining(['customers.email', 'orders.total_cents']));

    await breakRelease(source.path, postgres);
    const broken = await migrate(source.path, postgres, engine);
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toMatch(/^> Migrating files:\n> - 20261005103000000_currency\n/);
    expect(broken.stdout).toContain('error: column "currency" of relation "orders" contains null values');
    expect(broken.stdout).not.toContain('ecs-migrate:');
    expect(broken.stderr).toContain('cause: column "currency" of relation "orders" contains null values (');
    expect(broken.stderr).toMatch(/failed \(exit code 1\)\n$/);
    expect(await schemaOf(postgres)).toEqual(before);

    expect(good.stderr + broken.stderr).not.toContain(PASSWORD);
  });

  test('dbmate: a good release, then one that refers to a table that is not there', async () => {
    using source = aRelease();
    await using postgres = await startPostgres();
    await using engine = await serveEngine({ cwd: source.path });

    const good = await migrate(source.path, postgres, engine, dbmate('dbmate/release-1'));
    expect(good, good.stderr).toMatchObject({ exitCode: 0 });
    const [name, time] = ['20260907091500_customers.sql', String.raw`\d[\d.]*[mµ]?s`];
    expect(good.stdout).toMatch(new RegExp(`^Applying: ${name}\nApplied: ${name} in ${time}\n$`));
    const before = await schemaOf(postgres);
    expect(before).toContain('customers.email');

    const broken = await migrate(source.path, postgres, engine, dbmate('dbmate/release-1', 'dbmate/release-2'));
    expect(broken.exitCode).toBe(2);
    expect(broken.stdout).toContain('Error: pq: relation "tax_rates" does not exist');
    expect(broken.stdout).not.toContain('ecs-migrate:');
    expect(broken.stderr).toContain('cause: relation "tax_rates" does not exist (');
    expect(broken.stderr).toMatch(/failed \(exit code 2\)\n$/);
    expect(await schemaOf(postgres)).toEqual(before);

    expect(good.stderr + broken.stderr).not.toContain(PASSWORD);
  });
});
