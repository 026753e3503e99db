import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** Loads a module of TypeScript with all that it imports, bundled: what runs for minutes is not to be transformed file by file. */
export async function importBundled(file) {
  const folder = path.resolve('node_modules/.cache/ecs-migrate');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${path.basename(file, '.ts')}-${process.pid}.mjs`);
  await build({ entryPoints: [file], outfile, bundle: true, format: 'esm', target: 'node20', platform: 'node' });
  try {
    return await import(outfile);
  } finally {
    rmSync(outfile);
  }
}
