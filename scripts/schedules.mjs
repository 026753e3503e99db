// npm run schedules [-- --faults 1 --crashes 1 --most 1000000]: launch and watch under every schedule of small worlds.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { faults: { type: 'string' }, crashes: { type: 'string' }, most: { type: 'string' } },
});
const trouble = { faults: Number(values.faults ?? 1), crashes: Number(values.crashes ?? 1) };
const most = Number(values.most ?? 1_000_000);

const folder = path.resolve('node_modules/.cache/ecs-migrate');
mkdirSync(folder, { recursive: true });
const outfile = path.join(folder, `schedules-${process.pid}.mjs`);
await build({
  entryPoints: ['test/schedules/all.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  target: 'node20',
  platform: 'node',
});
const { exploreAll } = await import(outfile);
rmSync(outfile);

if (!exploreAll(trouble, most, console.log)) process.exit(1);
