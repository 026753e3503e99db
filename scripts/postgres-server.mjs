// An embedded Postgres, for the demo and the tests. `node scripts/postgres-server.mjs` serves one until Ctrl-C.
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

// Nothing outlives the process that forked this one, however that ended.
process.on('disconnect', () => process.exit());
if (process.connected === false) process.exit();

const db = await PGlite.create();
// The default of one connection would cut off whoever comes second.
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 100 });
await server.start();
// It takes any password; this one is easily found where none should be.
const url = `postgres://postgres:open-sesame@${server.getServerConn()}/postgres?sslmode=disable`;

if (process.send === undefined) console.log(`export DATABASE_URL='${url}'`);
// The callback takes the error of a parent that has gone meanwhile.
else process.send(url, () => {});
