import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './support.mjs';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const CORPUS = fileURLToPath(new URL('../test/fixtures/lint/additive/', import.meta.url));

/** Measures the lint of 1,000 files, which are the additive files of the tests again and again, in seconds of a whole process. */
export function lint() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-lint-'));
  try {
    const texts = readdirSync(CORPUS).map((file) => readFileSync(CORPUS + file, 'utf8'));
    mkdirSync(path.join(folder, 'migrations'));
    for (let index = 0; index < 1_000; index += 1) {
      writeFileSync(path.join(folder, 'migrations', `${index}.sql`), texts[index % texts.length]);
    }
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      execFileSync(process.execPath, ['--', MAIN, 'lint', 'migrations', '--squawk', 'off', '--quiet'], {
        cwd: folder,
        stdio: 'pipe',
      });
      return (performance.now() - start) / 1_000;
    });
    console.log(`lint of 1,000 files, 14,000 statements, our own rules: ${median(times).toFixed(2)} s`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
