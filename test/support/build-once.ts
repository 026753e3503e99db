import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import type { TestProject } from 'vitest/node';
import { MAIN, ROOT } from './paths.ts';
import { temporaryDirectory } from './temporary.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of `npm run pack`, with the files of a release. */
    packed: string;
    /** The functions of the release, unpacked as Lambda does it. */
    functions: string;
  }
}

/** Runs before all end-to-end tests, so that they test what users run. */
export function setup(project: TestProject): () => void {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const inputs = ['scripts/build.mjs', 'package.json', ...sources.map((file) => path.join('src', file))];
  const built = modified(MAIN);
  if (inputs.some((file) => modified(path.join(ROOT, file)) > built)) {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  }
  // Outside the repository, so that no other files are in reach.
  const folder = temporaryDirectory();
  const packed = path.join(folder.path, 'pack');
  const functions = path.join(folder.path, 'functions');
  execFileSync(process.execPath, ['scripts/pack.mjs', packed, '--no-build'], { cwd: ROOT, stdio: 'pipe' });
  const zip = readdirSync(packed).find((file) => file.endsWith('-lambda.zip')) ?? '';
  for (const [name, content] of Object.entries(unzipSync(readFileSync(path.join(packed, zip))))) {
    mkdirSync(path.dirname(path.join(functions, name)), { recursive: true });
    writeFileSync(path.join(functions, name), content);
  }
  project.provide('packed', packed);
  project.provide('functions', functions);
  return () => folder[Symbol.dispose]();
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
