// An embedded Postgres, for the demo and the tests. `node scripts/postgres-server.mjs` serves one until Ctrl-C.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

// Nothing outlives the process that forked this one, however that ended.
process.on('disconnect', () => process.exit());
if (process.connected === false) process.exit();

const db = await openDatabase();
// The default of one connection would cut off whoever comes second.
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 100 });
await server.start();
// It takes any password; this one is easily found where none should be.
const url = `postgres://postgres:open-sesame@${server.getServerConn()}/postgres?sslmode=disable`;

if (process.send === undefined) console.log(`export DATABASE_URL='${url}'`);
// The callback takes the error of a parent that has gone meanwhile.
else process.send(url, () => {});

/** A new database. To make one takes seconds of CPU: the first one of a version is kept, and the next ones start as copies. */
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
    // Whoever reads at the same time sees all of it or nothing.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, new Uint8Array(await content.arrayBuffer()));
    renameSync(unfinished, file);
  } catch {
    // Where nothing can be written, each one is made anew.
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
