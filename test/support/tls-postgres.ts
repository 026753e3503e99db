import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { temporaryDirectory } from './temporary.ts';
import { until } from './until.ts';

/** Percent, slash, at and colon: without escaping, they make a URL with this password invalid. */
export const MASTER_PASSWORD = "p%2F/w@rd:#? &'$x";

export interface TlsPostgres extends AsyncDisposable {
  /** The variables as RDS provides them for the migrations: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD. */
  env: Record<string, string>;
  /** The file of the certificate authority that signed its certificate. */
  authority: string;
  /** Runs a query as the master user, over TLS. */
  query(sql: string): string;
}

const BIN = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim() ?? '';

/** The reason if there is no Postgres, otherwise undefined. */
export const missingPostgres = whatIsMissing();

function whatIsMissing(): string | undefined {
  if (!existsSync(path.join(BIN, 'initdb'))) return 'there is no Postgres server';
  if (spawnSync('openssl', ['version']).status !== 0) return 'there is no openssl';
  return undefined;
}

/** A user other than root, because Postgres refuses to run as root. */
function owner(): { uid: number; gid: number } | object {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] = /^nobody:(.*)$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * A real Postgres on this machine that accepts only TLS connections, as RDS does since Postgres 15 (`rds.force_ssl`).
 * No client knows the authority of its certificate.
 */
export async function startTlsPostgres(): Promise<TlsPostgres> {
  const folder = temporaryDirectory();
  const at = (name: string) => path.join(folder.path, name);
  const as = owner();
  const run = (command: string, args: string[], options = {}) =>
    execFileSync(command, args, { cwd: folder.path, stdio: 'pipe', encoding: 'utf8', ...options });
  if ('uid' in as) chownSync(folder.path, as.uid, as.gid);

  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  run('openssl', [
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=RDS Root CA',
  ]);
  run('openssl', ['req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost']);
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  run('openssl', ['x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.pem']);

  writeFileSync(at('password'), MASTER_PASSWORD);
  if ('uid' in as) for (const name of ['password', 'server.key', 'server.pem']) chownSync(at(name), as.uid, as.gid);
  run(
    path.join(BIN, 'initdb'),
    ['-D', at('data'), '-U', 'migrator', '--auth=scram-sha-256', '--pwfile', at('password'), '--no-sync', '-E', 'UTF8'],
    as,
  );
  writeFileSync(
    at('data/pg_hba.conf'),
    'hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n',
  );
  copyFileSync(at('ca.pem'), at('authority.pem'));

  const port = await freePort();
  const settings = Object.entries({
    ssl: 'on',
    ssl_cert_file: at('server.pem'),
    ssl_key_file: at('server.key'),
    unix_socket_directories: '',
    listen_addresses: '127.0.0.1',
    fsync: 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(path.join(BIN, 'postgres'), ['-D', at('data'), '-p', String(port), ...settings], {
    cwd: folder.path,
    stdio: 'ignore',
    ...as,
  });
  process.once('exit', () => child.kill('SIGQUIT'));
  const env = {
    PGHOST: 'localhost',
    PGPORT: String(port),
    PGDATABASE: 'postgres',
    PGUSER: 'migrator',
    PGPASSWORD: MASTER_PASSWORD,
  };
  const client = { PATH: process.env['PATH'], ...env, PGSSLMODE: 'verify-full', PGSSLROOTCERT: at('authority.pem') };
  const query = (sql: string) => run('psql', ['-X', '-A', '-t', '-c', sql], { env: client }).trim();
  await until('Postgres answers', () => {
    if (child.exitCode !== null) throw new Error(`Postgres ended with ${child.exitCode}`);
    return spawnSync('psql', ['-X', '-c', 'SELECT 1'], { env: client }).status === 0;
  });
  return {
    env,
    authority: at('authority.pem'),
    query,
    async [Symbol.asyncDispose]() {
      // Fast shutdown: clients are disconnected.
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
      folder[Symbol.dispose]();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
