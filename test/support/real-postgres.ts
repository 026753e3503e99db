import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { PASSWORD } from './postgres.ts';
import { until } from './until.ts';

/** A Postgres server with several sessions, for what happens between them: locks. PGlite has only one session. */
export interface RealPostgres extends AsyncDisposable {
  url: string;
  /** The same address as variables of libpq. */
  env: Record<string, string>;
  port: number;
  /** The folder of psql and the other programs. */
  bin: string;
  /** A new session. */
  connect(): Promise<Client & AsyncDisposable>;
  /** The rows of one statement. */
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/** The folder with the server's programs, or `undefined` if there is none. Debian keeps them out of the PATH. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => path.join(debian, version, 'bin')) : [];
  const folders = [...versions, ...(process.env['PATH'] ?? '').split(':')];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'psql')));
}

const BIN = findPrograms();

/** Why tests that need a real Postgres are skipped, or `undefined` if there is one. */
export const NO_POSTGRES =
  BIN === undefined ? 'there is no Postgres server (scripts/test installs one as root)' : undefined;

/** The server refuses to run as root, so it then runs as another user. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout));
    if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
  }
  return undefined;
}

/** Starts a server on a free port, with a database `shop`, for the time of the block. */
export async function startRealPostgres(settings: Readonly<Record<string, string>> = {}): Promise<RealPostgres> {
  if (BIN === undefined) throw new Error(NO_POSTGRES);
  const folder = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-postgres-'));
  const data = path.join(folder, 'data');
  const user = serverUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const as = {
    ...user,
    cwd: folder,
    stdio: 'pipe' as const,
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] ?? '' },
  };
  execFileSync(path.join(BIN, 'initdb'), ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--no-sync'], as);
  const port = 20_000 + (Math.floor(performance.now() * 1_000 + process.pid * 17) % 30_000);
  const given = { fsync: 'off', ...settings };
  const flags = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(
    path.join(BIN, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...flags],
    as,
  );
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until('Postgres serves', () => {
    if (server.exitCode !== null) throw new Error(`Postgres ended: ${said}`);
    return said.includes('ready to accept connections') || undefined;
  });
  const url = `postgres://app:${PASSWORD}@127.0.0.1:${port}/shop`;
  const open = async (connectionString: string) => {
    const client = new Client({ connectionString });
    client.on('error', () => {});
    await client.connect();
    return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
  };
  {
    await using admin = await open(url.replace(/shop$/, 'postgres'));
    await admin.query('CREATE DATABASE shop');
  }
  return {
    url,
    env: { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'app', PGPASSWORD: PASSWORD, PGDATABASE: 'shop' },
    port,
    bin: BIN,
    connect: () => open(url),
    async query(sql) {
      await using client = await open(url);
      return (await client.query(sql)).rows;
    },
    async [Symbol.asyncDispose]() {
      server.kill('SIGQUIT');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
