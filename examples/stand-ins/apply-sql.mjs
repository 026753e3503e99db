// Stands in for a migration tool whose image cannot be had here: applies the SQL files of a folder to DATABASE_URL, each in a
// transaction, and remembers them in a table. The first argument is the tool's name, the second the folder; others are the
// tool's own, which are only shown.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

const [tool, folder, ...words] = process.argv.slice(2);
console.log(`(a stand-in for ${tool}: ${words.join(' ')})`);
process.exitCode = await applyFolder(folder);

/** Returns the exit code. */
export async function applyFolder(root) {
  const client = new pg.Client(process.env.DATABASE_URL);
  await client.connect();
  try {
    await client.query('CREATE TABLE IF NOT EXISTS applied_files (name text PRIMARY KEY)');
    const { rows } = await client.query('SELECT name FROM applied_files');
    const applied = new Set(rows.map(({ name }) => name));
    const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.sql'));
    for (const file of files.sort().filter((name) => !applied.has(name))) {
      console.log(`applying ${file}`);
      await client.query('BEGIN');
      await client.query(readFileSync(path.join(root, file), 'utf8'));
      await client.query('INSERT INTO applied_files VALUES ($1)', [file]);
      await client.query('COMMIT');
    }
    console.log(`${files.length} files are applied`);
    return 0;
  } catch (error) {
    console.error(`error: ${error.message}`);
    return 1;
  } finally {
    await client.end();
  }
}
