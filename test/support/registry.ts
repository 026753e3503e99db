import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { startProcess } from './process.ts';
import { temporaryDirectory } from './temporary.ts';
import { until } from './until.ts';

/** Undefined if a registry can be started (Debian package docker-registry), otherwise the reason. */
export const missingRegistry =
  spawnSync('docker-registry', ['--version']).status === 0 ? undefined : 'there is no docker-registry';

/** The bcrypt hash of `open sesame`, for the user AWS. */
const HTPASSWD = 'AWS:$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n';

interface Registry extends AsyncDisposable {
  /** Such as `127.0.0.1:5000`. */
  host: string;
  endpoint: string;
  /** The digest of a tag. Undefined if the tag does not exist. */
  digest(name: string, tag: string): Promise<string | undefined>;
  tags(name: string): Promise<string[]>;
}

/** A real registry on loopback. A closed one requires the user AWS with the password `open sesame`. */
export async function startRegistry({ closed = false } = {}): Promise<Registry> {
  const folder = temporaryDirectory();
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const endpoint = `http://${host}`;
  const users = path.join(folder.path, 'users');
  writeFileSync(users, HTPASSWD);
  const auth = closed ? { auth: { htpasswd: { realm: 'test', path: users } } } : {};
  const storage = { filesystem: { rootdirectory: path.join(folder.path, 'images') } };
  const config = path.join(folder.path, 'config.yml');
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({ version: '0.1', log: { level: 'error' }, storage, http: { addr: host }, ...auth }),
  );
  const running = startProcess('docker-registry', ['serve', config]);
  const authorization = `Basic ${Buffer.from('AWS:open sesame').toString('base64')}`;
  const get = (what: string, headers = {}) =>
    fetch(`${endpoint}/v2/${what}`, { headers: { authorization, ...headers } });
  await until('the registry serves', () => {
    if (running.child.exitCode !== null) throw new Error(`the registry ended: ${running.stderr()}`);
    return get('').then(
      ({ ok }) => ok || undefined,
      () => undefined,
    );
  });
  return {
    host,
    endpoint,
    async digest(name, tag) {
      const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';
      const answer = await get(`${name}/manifests/${tag}`, { accept });
      return answer.headers.get('docker-content-digest') ?? undefined;
    },
    async tags(name) {
      const { tags = [] } = (await (await get(`${name}/tags/list`)).json()) as { tags?: string[] };
      return tags;
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
