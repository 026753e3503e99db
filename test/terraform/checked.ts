import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/paths.ts';
import { type Finished, startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** What was said of one directory in each of the steps that ran, and whether it passed. */
export type Steps = Record<string, { ok: boolean; text: string }>;

export type Checked = { by: string; directories: Record<string, Steps> } | { skipped: string };

/** Directories below terraform/ that hold *.tf files, relative to the root. */
export function moduleDirectories(below = 'terraform'): string[] {
  const files = readdirSync(path.join(ROOT, below), { recursive: true, encoding: 'utf8' });
  const folders = files.filter((file) => file.endsWith('.tf')).map((file) => path.dirname(path.join(below, file)));
  return [...new Set(folders)].filter((folder) => !folder.includes('.terraform')).sort();
}

const ENV = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
const PASSED_ON = ['ECS_MIGRATE_TFCHECK', 'TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR', 'XDG_CACHE_HOME', 'HTTPS_PROXY'];

function run(command: string, args: readonly string[], cwd: string, env = {}): Promise<Finished> {
  const given = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return startProcess(command, args, { cwd, env: { ...ENV, ...Object.fromEntries(given), ...env } }).ended;
}

/**
 * Runs `fmt -check`, `init`, `validate` and `test` of the real terraform in each directory: by tfcheck, which needs no
 * network, where it is there (beside the repository, or where ECS_MIGRATE_TFCHECK says), else by terraform alone.
 * The directories are relative to `root`.
 */
export async function check(directories: readonly string[], root = ROOT): Promise<Checked> {
  const tfcheck = process.env['ECS_MIGRATE_TFCHECK'] ?? path.join(ROOT, '../shared/tfcheck/tfcheck');
  if (existsSync(tfcheck)) return byTfcheck(tfcheck, root);
  const found = await run('terraform', ['version'], ROOT).catch(() => undefined);
  if (found?.exitCode !== 0) return { skipped: 'neither tfcheck nor terraform is here' };
  return byTerraform(directories, root);
}

/** One call for all: it copies the repository and starts its stand-in provider once. */
async function byTfcheck(tfcheck: string, root: string): Promise<Checked> {
  const { exitCode, stdout, stderr } = await run(tfcheck, ['-r', '.'], root);
  if (exitCode > 1) throw new Error(`tfcheck could not work (exit code ${exitCode}):\n${stdout}${stderr}`);
  const directories: Record<string, Steps> = {};
  for (const block of stdout.split(/^(?=ok |FAIL)/m)) {
    const [, verdict, step = '', directory = ''] = /^(ok|FAIL)\s+(\w+)\s+(\S+)/.exec(block) ?? [];
    if (verdict === undefined) continue;
    directories[directory] = { ...directories[directory], [step]: { ok: verdict === 'ok', text: block } };
  }
  if (directories['.'] === undefined) throw new Error(`tfcheck could not work:\n${stdout}${stderr}`);
  return { by: 'tfcheck', directories };
}

async function byTerraform(names: readonly string[], root: string): Promise<Checked> {
  using copy = temporaryDirectory();
  const parts = [
    ...new Set(['terraform', 'buildspec.yml', 'examples', ...names.map((name) => name.split('/')[0] ?? '')]),
  ];
  for (const part of parts.filter((one) => existsSync(path.join(root, one)))) {
    cpSync(path.join(root, part), path.join(copy.path, part), {
      recursive: true,
      filter: (file) => !/node_modules|\.terraform/.test(file),
    });
  }
  const cache = path.join(copy.path, 'plugins');
  mkdirSync(cache);
  const terraform = async (directory: string, ...args: string[]) => {
    const env = { TF_PLUGIN_CACHE_DIR: cache, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', AWS_REGION: 'us-east-1' };
    const { exitCode, stdout, stderr } = await run('terraform', args, path.join(copy.path, directory), env);
    return { ok: exitCode === 0, text: stdout + stderr };
  };
  const directories: Record<string, Steps> = {
    '.': { fmt: await terraform('.', 'fmt', '-check', '-diff', '-recursive', '-no-color') },
  };
  for (const name of names) {
    const init = await terraform(name, 'init', '-backend=false', '-input=false', '-no-color');
    if (/could not (connect to|query)|Failed to (query|install)/i.test(init.text)) {
      return { skipped: `terraform cannot fetch the AWS provider:\n${init.text}` };
    }
    const steps: Steps = { init };
    if (init.ok) steps['validate'] = await terraform(name, 'validate', '-no-color');
    if (init.ok && hasTests(name)) steps['test'] = await terraform(name, 'test', '-no-color');
    directories[name] = steps;
  }
  return { by: 'terraform', directories };
}

export const hasTests = (directory: string) => existsSync(path.join(ROOT, directory, 'tests'));
