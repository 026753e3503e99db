import { cpSync } from 'node:fs';
import path from 'node:path';
import { EXAMPLE, ROOT } from './paths.ts';
import type { Postgres } from './postgres.ts';
import { type TemporaryDirectory, temporaryDirectory } from './temporary.ts';

/** The source directory of a release: that of the example, with dbmate migrations in dbmate/. */
export function aRelease(): TemporaryDirectory {
  const directory = temporaryDirectory();
  cpSync(EXAMPLE, directory.path, { recursive: true });
  cpSync(path.join(ROOT, 'test/fixtures/dbmate'), path.join(directory.path, 'dbmate'), { recursive: true });
  return directory;
}

/** Makes the next release of the example fail: it cannot migrate a database that has orders. */
export async function breakRelease(directory: string, postgres: Postgres): Promise<void> {
  await postgres.query("INSERT INTO customers (email) VALUES ('ada@example.com')");
  await postgres.query('INSERT INTO orders (customer_id, total_cents) SELECT id, 4200 FROM customers');
  cpSync(path.join(EXAMPLE, 'migrations-broken'), path.join(directory, 'migrations'), { recursive: true });
}

/** All columns of all tables of the application and its migration tool. */
export async function schemaOf(postgres: Postgres): Promise<string[]> {
  const rows = await postgres.query(
    "SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
  );
  return rows.map((row) => String(row['name']));
}
