// npm run simulate -- --runs 1000000 [--seed S] [--path P]: checks the use case against a simulated AWS, scenario by
// scenario.
import { parseArgs } from 'node:util';
import { importBundled } from './import-bundled.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } },
});
const runs = Number(values.runs ?? (values.path === undefined ? 100_000 : 1));
const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const BATCH = 5_000;

const { check, report } = await importBundled('test/simulation/check.ts');

const began = performance.now();
for (let done = 0, seed = firstSeed; done < runs; seed += 1) {
  const batch = Math.min(BATCH, runs - done);
  const found = await check({ seed, runs: batch, ...(values.path === undefined ? {} : { path: values.path }) });
  if (found !== undefined) {
    console.log(await report(found));
    console.log(`found after ${(done + found.runs).toLocaleString('en')} runs`);
    process.exit(1);
  }
  done += batch;
  const perSecond = Math.round(done / ((performance.now() - began) / 1_000));
  console.log(`${done.toLocaleString('en')} runs without a broken promise, ${perSecond} a second (seed ${seed})`);
}
