import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tableOf, writeBlock } from './page.mjs';

const HEAD = [
  '1,000 targets of 30 s',
  'ideal',
  'wall time',
  'above it',
  'calls a target',
  'throttled',
  'lines lost',
  'most memory',
];

const FLEET = fileURLToPath(new URL('fleet.mjs', import.meta.url));

/** Many targets in one process, on the virtual AWS. Each play is a process with the memory that a fleet may take. */
export function fleets() {
  const rows = ['0', '1', '2'].map((play) =>
    JSON.parse(execFileSync(process.execPath, ['--max-old-space-size=250', FLEET, play], { encoding: 'utf8' })),
  );
  const table = tableOf(HEAD, rows);
  console.log(table);
  writeBlock('fleet', [table]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) fleets();
