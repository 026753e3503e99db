// An embedded Postgres, for the demo and the tests. `node scripts/postgres-server.mjs` serves one until Ctrl-C.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

// This process ends when the process that forked it ends, for any reason.
process.on('disconnect', () => process.exit());
if (process.connected === false) process.exit();

const db = await openDatabase();
// With the default of one connection, the second client would be cut off.
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 100 });
await server.start();
// The server accepts any password. This one is easy to find in places where no password should be.
const url = `postgres://postgres:open-sesame@${server.getServerConn()}/postgres?sslmode=disable`;

if (process.send === undefined) console.log(`export DATABASE_URL='${url}'`);
// The callback receives the error if the parent has ended in the meantime.
else process.send(url, () => {});

/**
 * Creates a database. A new one takes seconds of CPU, so the first one of each version is kept and later ones start as
 * copies of it.
 */
async function openDatabase() {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.resolve('@electric-sql/pglite'))));
  const folder = fileURLToPath(new URL('../node_modules/.cache/ecs-migrate', import.meta.url));
  const file = path.join(folder, `postgres-${version}.tar`);
  const kept = readIfThere(file);
  if (kept !== undefined) return PGlite.create({ loadDataDir: new Blob([kept]) });
  const made = await PGlite.create();
  const content = await made.dumpDataDir('none');
  try {
    mkdirSync(folder, { recursive: true });
    // A concurrent reader sees the complete file or none.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, new Uint8Array(await content.arrayBuffer()));
    renameSync(unfinished, file);
  } catch {
    // If the cache cannot be written, each database is created anew.
  }
  return made;
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
