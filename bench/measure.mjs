import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const SAMPLE_MS = 200;

/**
 * Runs a command to its end and measures it together with all that it starts: CPU by `time` of bash, which counts the programs that
 * have been waited for; memory as the highest sum of what `ps` reports, 5 times per second. `onLine` receives each line of stdout.
 */
export async function measure(command, env, onLine = () => {}) {
  const child = spawn('bash', ['-c', '{ time "$@" 2>&4 3>&- 4>&-; } 2>&3', 'bash', ...command], {
    env: { ...env, TIMEFORMAT: '%3U %3S' },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
  });
  const [, stdout, , time, stderr] = child.stdio;
  const texts = { time: '', stderr: '' };
  for (const [name, stream] of Object.entries({ time, stderr })) {
    stream.setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  let rest = '';
  stdout.setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) onLine(line);
  });
  let [peak, over] = [0, false];
  const sampling = (async () => {
    while (!over) {
      peak = Math.max(peak, await memoryBelow(child.pid));
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  const code = await new Promise((resolve) => child.on('close', resolve));
  const endedAt = Date.now();
  over = true;
  await sampling;
  const [user = 0, system = 0] = texts.time.trim().split(' ').map(Number);
  return { code, endedAt, stderr: texts.stderr, cpu: user + system, peak };
}

/** The memory of all processes that this one has started, in MB. 0 if there is no `ps`. */
async function memoryBelow(pid) {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']).catch(() => ({ stdout: '' }));
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = [pid];
  for (const parent of below) below.push(...rows.filter(([, its]) => its === parent).map(([id]) => id));
  return rows.filter(([id]) => id !== pid && below.includes(id)).reduce((sum, [, , kb]) => sum + kb, 0) / 1024;
}
