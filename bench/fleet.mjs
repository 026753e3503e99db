import { importBundled } from '../scripts/import-bundled.mjs';

const RUNS_MS = 30_000;

/** node --max-old-space-size=250 bench/fleet.mjs [0|1|2]: many targets on the virtual AWS: wall time, calls, lines and memory. The times are those of AWS, not of this machine. */
async function fleet() {
  const { playFleet, idealMs, callsBesidesLaunches } = await importBundled('test/support/virtual-aws/fleet.ts');
  const half = { RunTask: 10, DescribeTasks: 10, ListTasks: 10, FilterLogEvents: 5 };
  const all = [
    ['10 launches a second', 10, 10, {}],
    ['20 launches a second', 20, 20, {}],
    ['20 a second, AWS accepts half', 20, 10, half],
  ];
  // One play for each process: the memory of one is not that of another.
  for (const [name, rate, ideal, quotas] of [all[Number(process.argv[2] ?? 0)]]) {
    const told = await playFleet({ targets: 1_000, rate, quotas, runsMs: RUNS_MS, linesEach: 1_000, countLines: true });
    const wall = told.wallMs / idealMs(1_000, ideal, RUNS_MS);
    const calls = callsBesidesLaunches(told) / 1_000;
    const lost = 1_000 * 1_001 - told.lineCount;
    console.log(
      `1,000 targets of 30 s, ${name}: ${(told.wallMs / 1_000).toFixed(0)} s, ${((wall - 1) * 100).toFixed(1)} % above the ideal; ` +
        `${calls.toFixed(2)} calls a target besides RunTask; ${told.throttled} throttled; ${lost} lines lost; ` +
        `${Math.round(told.heapBytes / 1e6)} MB of heap at most, with the simulated AWS`,
    );
  }
}

await fleet();
