import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Creates a folder with docker's configuration for one login. It contains the user's own configuration, except where
 * credentials are stored: a credential helper may refuse to store ours, and the user's must not be overwritten.
 */
export async function dockerConfig(env: Readonly<Record<string, string | undefined>>, folder: string): Promise<void> {
  const own = env['DOCKER_CONFIG'] || path.join(env['HOME'] || homedir(), '.docker');
  await mkdir(folder, { mode: 0o700 });
  for (const name of await readdir(own).catch(() => [])) {
    if (name !== 'config.json') await link(path.resolve(own, name), path.join(folder, name));
  }
  const text = await readFile(path.join(own, 'config.json'), 'utf8').catch(() => '{}');
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(withoutStores(text)), { mode: 0o600 });
}

/** On Windows, most users are not allowed to create links. */
async function link(from: string, to: string): Promise<void> {
  await symlink(from, to).catch(() => cp(from, to, { recursive: true }));
}

function withoutStores(text: string): object {
  try {
    const { credsStore: _, credHelpers: __, ...rest } = JSON.parse(text);
    return rest;
  } catch {
    return {}; // Docker itself will say what is wrong with it.
  }
}
