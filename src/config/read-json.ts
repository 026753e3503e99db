import type { Finding } from '../core/findings/findings.ts';
import { readText } from './read-text.ts';
import { withoutNulls } from './without-nulls.ts';

type Read = { json: unknown } | { finding: Finding };

/** The content of a JSON file, without members that are null. Or a finding that names the file and the fix. */
export async function readJson(file: string, cwd: string): Promise<Read> {
  const read = await readText(file, cwd);
  if ('problem' in read) return failRead(file, read.problem, `check the path; the working directory is ${cwd}`);
  return parseJson(file, read.text);
}

/** Like {@link readJson}, but reads YAML if the file's name ends in .yml or .yaml. */
export async function readJsonOrYaml(file: string, cwd: string): Promise<Read> {
  if (!/\.ya?ml$/i.test(file)) return readJson(file, cwd);
  const read = await readText(file, cwd);
  if ('problem' in read) return failRead(file, read.problem, `check the path; the working directory is ${cwd}`);
  const { parseYaml } = await import('./parse-yaml.ts');
  const parsed = parseYaml(read.text);
  return 'problem' in parsed ? failRead(file, parsed.problem, parsed.fix) : { json: withoutNulls(parsed.content) };
}

async function parseJson(file: string, text: string): Promise<Read> {
  try {
    return { json: withoutNulls(JSON.parse(text)) };
  } catch {
    // Node's own message names no line, and may quote a secret.
    const { describeJsonError } = await import('./json-error.ts');
    return failRead(file, `it is not JSON: ${describeJsonError(text)}`, 'fix the syntax');
  }
}

function failRead(file: string, problem: string, fix: string): Read {
  return { finding: { code: 'file-problem', file, key: undefined, problem, fix } };
}
