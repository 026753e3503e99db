// Runs the measurements: npm run bench [LINES]. On a noisy machine a ratio says more than a number, so some run side by
// side.
import { load } from './load.mjs';
import { logCauses } from './log-causes.mjs';
import { logLines } from './log-lines.mjs';
import { startUp } from './start-up.mjs';
import { twentySeconds } from './twenty-seconds.mjs';

const lines = Number(process.argv[2] ?? 1_000_000);

await startUp();
await logCauses();
await logLines(lines);
await load(lines);
await twentySeconds();
