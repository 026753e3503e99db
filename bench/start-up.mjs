import { spawnSync } from 'node:child_process';
import { MAIN, median } from './support.mjs';

/** The median of bare node beside --version and --help, in alternation. */
export function startUp() {
  const commands = { 'node -e 0': ['-e', '0'], '--version': [MAIN, '--version'], '--help': [MAIN, 'run', '--help'] };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < 15; round += 1) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now();
      spawnSync(process.execPath, args);
      times[name].push(performance.now() - start);
    }
  }
  const bare = median(times['node -e 0']);
  for (const [name, list] of Object.entries(times)) {
    const ms = median(list);
    console.log(`start-up  ${name.padEnd(10)} ${ms.toFixed(0).padStart(4)} ms  ${(ms / bare).toFixed(2)} x node -e 0`);
  }
}
