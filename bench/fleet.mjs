import { importBundled } from '../scripts/import-bundled.mjs';

const RUNS_MS = 30_000;
const TARGETS = 1_000;
const LINES = 1_000;

const HALF = { RunTask: 10, DescribeTasks: 10, ListTasks: 10, FilterLogEvents: 5 };
/** Name, `--rate`, how many launches a second AWS allows, and what else it accepts a second. */
const PLAYS = [
  ['10 launches a second', 10, 10, {}],
  ['20 launches a second', 20, 20, {}],
  ['20 a second, AWS accepts half', 20, 10, HALF],
];

/**
 * node --max-old-space-size=250 bench/fleet.mjs 0|1|2: plays many targets on the virtual AWS, and prints a row as JSON. The
 * times are those of AWS, not of this machine. One play for each process: the memory of one is not that of another.
 */
async function play(number) {
  const { playFleet, idealMs, callsBesidesLaunches } = await importBundled('test/support/virtual-aws/fleet.ts');
  const [name, rate, allowed, quotas] = PLAYS[number];
  const told = await playFleet({ targets: TARGETS, rate, quotas, runsMs: RUNS_MS, linesEach: LINES, countLines: true });
  const ideal = idealMs(TARGETS, allowed, RUNS_MS);
  const written = TARGETS * (LINES + 1);
  return [
    name,
    seconds(ideal),
    seconds(told.wallMs),
    `${((told.wallMs / ideal - 1) * 100).toFixed(1)} %`,
    (callsBesidesLaunches(told) / TARGETS).toFixed(2),
    String(told.throttled),
    String(written - told.lineCount),
    `${Math.round(told.heapBytes / 1e6)} MB`,
  ];
}

const seconds = (ms) => `${(ms / 1_000).toFixed(0)} s`;

console.log(JSON.stringify(await play(Number(process.argv[2] ?? 0))));
