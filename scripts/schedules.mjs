// npm run schedules [-- --faults 1 --crashes 1 --most 1000000]: checks launch and watch under every schedule of small
// worlds.
import { parseArgs } from 'node:util';
import { importBundled } from './import-bundled.mjs';

const { values } = parseArgs({
  options: { faults: { type: 'string' }, crashes: { type: 'string' }, most: { type: 'string' } },
});
const trouble = { faults: Number(values.faults ?? 1), crashes: Number(values.crashes ?? 1) };
const most = Number(values.most ?? 1_000_000);

const { exploreAll } = await importBundled('test/schedules/all.ts');

if (!exploreAll(trouble, most, console.log)) process.exit(1);
