import { execFileSync, type SpawnOptionsWithoutStdio, spawn, spawnSync } from 'node:child_process';
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

/** Below the ports that the system gives to outgoing connections, of which a test has many. */
const PORTS = { from: 10_000, count: 20_000 };

/** A server cannot look for a free port itself. If another program has taken the one that was chosen, the next is tried. */
async function serve(program: string, args: readonly string[], as: SpawnOptionsWithoutStdio) {
  for (let attempt = 1; ; attempt += 1) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    const server = spawn(program, [...args, '-p', String(port), '-h', '127.0.0.1'], as);
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const hasBegun = await until('Postgres serves', () => {
      if (server.exitCode !== null) return 'no';
      return said.includes('ready to accept connections') ? 'yes' : undefined;
    });
    if (hasBegun === 'yes') return { server, port };
    if (attempt === 10 || !said.includes('Address already in use')) throw new Error(`Postgres ended: ${said}`);
  }
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
  const given = { fsync: 'off', ...settings };
  const flags = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { server, port } = await serve(path.join(BIN, 'postgres'), ['-D', data, '-k', folder, ...flags], as);
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
