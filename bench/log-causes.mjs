import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { median } from './support.mjs';

const FOLDER = fileURLToPath(new URL('../test/fixtures/tool-outputs/', import.meta.url));

/** Measures how long it takes to find the cause in 400 lines: lines of real tools, and 400 errors of unknown kinds. */
export async function logCauses() {
  const entry = fileURLToPath(new URL('../src/core/log-causes/find-cause.ts', import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const { findCause } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
  const real = readdirSync(FOLDER).flatMap((file) => readFileSync(FOLDER + file, 'utf8').split('\n'));
  const logs = {
    'lines of real tools': Array.from({ length: 25 }, (_, i) => real.slice(i * 400, (i + 1) * 400)),
    'errors all unlike  ': Array.from({ length: 25 }, () =>
      Array.from({ length: 400 }, (_, i) => `Error: widget ${i} is not in the right place today`),
    ),
  };
  const [first] = Object.values(logs).flat();
  const began = performance.now();
  findCause(first, 1);
  console.log(`cause of a failure in 400 lines, the first: ${(performance.now() - began).toFixed(1)} ms`);
  for (const [name, all] of Object.entries(logs)) {
    const times = all.map((lines) => {
      const start = performance.now();
      findCause(lines, 1);
      return performance.now() - start;
    });
    console.log(
      `cause of a failure in 400 ${name}: median ${median(times).toFixed(1)} ms, most ${Math.max(...times).toFixed(1)} ms`,
    );
  }
}
