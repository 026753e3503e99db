import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { MAIN, ROOT } from './paths.ts';

/** Before all end-to-end tests: they run what users run. */
export function setup(): void {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const inputs = ['scripts/build.mjs', 'package.json', ...sources.map((file) => path.join('src', file))];
  const built = modified(MAIN);
  if (inputs.some((file) => modified(path.join(ROOT, file)) > built)) {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  }
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
