import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import path from 'node:path';
import type { LintFinding } from './finding.ts';
import { LintProblem } from './problem.ts';
import { sqlToApply } from './sections.ts';
import { squawkRule } from './squawk-rules.ts';
import type { SqlFile } from './statements.ts';

/**
 * Finds the program of squawk: in the project's node_modules (`squawk-cli`), else on the PATH. It is never downloaded.
 */
export function findSquawk(cwd: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const isWindows = platform() === 'win32';
  try {
    const squawk = createRequire(path.join(cwd, 'package.json')).resolve('squawk-cli/package.json');
    // The script of the package only starts the program for this platform.
    const name = `@squawk-cli/${platform()}-${arch()}/bin/squawk${isWindows ? '.exe' : ''}`;
    return createRequire(squawk).resolve(name);
  } catch {
    // Not a dependency of the project, or not built for this platform.
  }
  const names = isWindows ? ['squawk.exe'] : ['squawk'];
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => existsSync(file));
}

/**
 * Runs squawk as it is, with the project's own .squawk.toml, and returns its findings. It gets the SQL that is applied:
 * a file with a way back, or with marks that only a tool understands, goes to it as a copy.
 */
export async function runSquawk(program: string, files: readonly SqlFile[], cwd: string): Promise<LintFinding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-lint-'));
  try {
    const names = new Map<string, string>();
    files.forEach(({ file, text }, index) => {
      const sql = sqlToApply(text);
      const copy = path.join(folder, `${index}.sql`);
      const given = sql === text ? file : copy;
      if (given === copy) writeFileSync(copy, sql);
      names.set(given, file);
    });
    const texts = new Map(files.map(({ file, text }) => [file, text]));
    const given = [...names.keys()];
    const found: LintFinding[] = [];
    for (let at = 0; at < given.length; at += FILES_AT_ONCE) {
      const words = ['--reporter', 'json', ...given.slice(at, at + FILES_AT_ONCE)];
      found.push(...readOutput(await outputOf(program, words, cwd), names, texts));
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The system limits the length of a command line. */
const FILES_AT_ONCE = 500;

async function outputOf(program: string, words: string[], cwd: string): Promise<string> {
  const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = async (stream: NodeJS.ReadableStream) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  };
  const [stdout, stderr] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    new Promise((resolve, reject) => child.on('close', resolve).on('error', reject)),
  ]).catch((error: Error) => {
    throw new LintProblem(`squawk cannot be started: ${error.message}`, 'install it again, or give --squawk off');
  });
  if (!stdout.trimStart().startsWith('[')) {
    const said = stderr.trim().split('\n')[0] ?? '';
    throw new LintProblem(
      `squawk gave no result: ${said || 'it printed nothing'}`,
      'run squawk by hand, or give --squawk off',
    );
  }
  return stdout;
}

interface SquawkFinding {
  file: string;
  /** 0 for the first line. */
  line: number;
  message: string;
  help: string | null;
  rule_name: string;
}

function readOutput(
  output: string,
  names: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): LintFinding[] {
  const found = JSON.parse(output) as SquawkFinding[];
  return found.map(({ file, line, message, help, rule_name }) => {
    const own = names.get(file) ?? file;
    const { level, why, later } = squawkRule(rule_name);
    const statement = (texts.get(own) ?? '').split('\n')[line]?.trim().slice(0, 160) ?? '';
    return {
      code: `squawk/${rule_name}`,
      level,
      file: own,
      line: line + 1,
      object: '',
      cause: message,
      why,
      wayOut: [...(help === null ? [] : [help]), ...(later === '' ? [] : [later])],
      statement,
    };
  });
}
