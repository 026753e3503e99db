// Stands in for migrator: an HTTP service that applies the SQL files beside it when it gets POST …/v1/migrations. Its argument is
// the port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

createServer(async (request, response) => {
  request.resume();
  if (request.method !== 'POST') return response.end();
  const args = [here('apply-sql.mjs'), 'migrator', here('migrations'), request.url];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  response.statusCode = code === 0 ? 200 : 500;
  response.end(`${JSON.stringify({ results: { applied: code === 0 } })}\n`);
}).listen(Number(process.argv[2]), '127.0.0.1');
