import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a TypeScript module with all its imports, then loads it. Code that runs for minutes must not be transformed
 * file by file.
 */
export async function importBundled(file) {
  const folder = path.resolve('node_modules/.cache/ecs-migrate');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${path.basename(file, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    // Bundled CommonJS loads Node's modules with require(), which does not exist in ES modules.
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
    // Modules that are loaded on demand are part of the bundle anyway.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  try {
    return await import(outfile);
  } finally {
    rmSync(outfile);
  }
}
