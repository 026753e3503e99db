// The shop: how many customers and orders it has. It listens as soon as the database has answered once, so that a release
// that cannot reach it is never healthy.
import { createServer } from 'node:http';
import pg from 'pg';
import { passwordFor } from './password.mjs';

// Host, port, database, user and TLS are PGHOST, PGPORT, PGDATABASE, PGUSER and PGSSLMODE.
const pool = new pg.Pool({ password: passwordFor(process.env), max: 5 });
pool.on('error', (error) => console.error(`a connection was lost: ${error.message}`));

try {
  await pool.query('SELECT 1');
} catch (error) {
  console.error(`the database does not answer: ${error.message}`);
  process.exit(1);
}

const server = createServer(async (request, response) => {
  if (request.url === '/health') return response.end('well\n');
  try {
    const { rows } = await pool.query(
      'SELECT (SELECT count(*)::int FROM customers) AS customers, (SELECT count(*)::int FROM orders) AS orders',
    );
    response.setHeader('content-type', 'application/json');
    response.end(`${JSON.stringify(rows[0])}\n`);
  } catch (error) {
    console.error(error.message);
    response.statusCode = 500;
    response.end('the database refused\n');
  }
});

server.listen(Number(process.env.PORT ?? 8080), () => console.log(`listening on ${server.address().port}`));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.closeAllConnections();
    server.close(() => pool.end());
  });
}
