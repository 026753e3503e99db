import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';

/**
 * Starts an embedded Postgres in its own process, because a running query would block this one. It is detached:
 * otherwise Ctrl-C would end it while a migration is being rolled back.
 */
export async function startPostgres(signal) {
  const child = fork(new URL('postgres-server.mjs', import.meta.url), {
    execArgv: [],
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`Postgres ended with ${code}`)));
  failed.catch(() => {}); // Its end is no failure once it was asked for.
  try {
    const [url] = await Promise.race([once(child, 'message', { signal }), failed]);
    return { url, query: (sql) => query(url, sql), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function query(url, sql) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
