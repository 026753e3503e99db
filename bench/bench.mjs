// Measures, and writes the tables to docs/performance.md: npm run bench [LINES]
import { execFileSync } from 'node:child_process';
import { besideAwsCli } from './beside-aws-cli.mjs';
import { fleets } from './fleets.mjs';
import { lint } from './lint.mjs';
import { load } from './load.mjs';
import { logCauses } from './log-causes.mjs';
import { logLines } from './log-lines.mjs';
import { writePage } from './page.mjs';
import { startUp } from './start-up.mjs';

const ALL = 1_000_000;
const lines = Number(process.argv[2] ?? ALL);

const parts = [...(await besideAwsCli()), await logLines(lines), await startUp()];
// Fewer lines are a quick look.
if (lines === ALL) writePage(parts.filter((part) => part !== undefined));
await logCauses();
lint();
await load(lines);
fleets();
execFileSync(process.execPath, ['bench/fleet-on-step-functions.mjs'], { stdio: 'inherit' });
