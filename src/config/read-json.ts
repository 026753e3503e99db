import { withoutNulls } from '../core/base/json.ts';
import type { Result } from '../core/base/result.ts';
import type { Finding } from '../core/findings/findings.ts';
import { readText } from './read-text.ts';

type Read = Result<unknown, Finding>;

/** The content of a JSON file, without members that are null. Or a finding that names the file and the fix. */
export async function readJson(file: string, cwd: string): Promise<Read> {
  const read = await readText(file, cwd);
  if (!read.ok) return failRead(file, read.failure, `check the path; the working directory is ${cwd}`);
  return parseJson(file, read.value);
}

/** Like {@link readJson}, but reads YAML if the file's name ends in .yml or .yaml. */
export async function readJsonOrYaml(file: string, cwd: string): Promise<Read> {
  if (!/\.ya?ml$/i.test(file)) return readJson(file, cwd);
  const read = await readText(file, cwd);
  if (!read.ok) return failRead(file, read.failure, `check the path; the working directory is ${cwd}`);
  const { parseYaml } = await import('./parse-yaml.ts');
  const parsed = parseYaml(read.value);
  if (!parsed.ok) return failRead(file, parsed.failure.problem, parsed.failure.fix);
  return { ok: true, value: withoutNulls(parsed.value) };
}

async function parseJson(file: string, text: string): Promise<Read> {
  try {
    return { ok: true, value: withoutNulls(JSON.parse(text)) };
  } catch {
    // Node's own message names no line, and may quote a secret.
    const { describeJsonError } = await import('./json-error.ts');
    return failRead(file, `it is not JSON: ${describeJsonError(text)}`, 'fix the syntax');
  }
}

function failRead(file: string, problem: string, fix: string): Read {
  return { ok: false, failure: { code: 'file-problem', file, key: undefined, problem, fix } };
}
