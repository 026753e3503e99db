import type { Finding } from '../core/findings.ts';
import { readText } from './read-text.ts';

/** The content of a JSON file, or a finding that names the file and how to mend it. */
export async function readJson(file: string, cwd: string): Promise<{ json: unknown } | { finding: Finding }> {
  const read = await readText(file, cwd);
  const failed = (problem: string, mend: string) =>
    ({ finding: { code: 'file-problem', file, key: undefined, problem, mend } }) as const;
  if ('problem' in read) return failed(read.problem, `check the path; the working directory is ${cwd}`);
  try {
    return { json: JSON.parse(read.text) };
  } catch (error) {
    // The parser quotes what stands around the mistake, and that may be a secret.
    const message = (error as Error).message.replace(/, (\.\.\.)?".*$/s, '');
    return failed(`it is not JSON: ${message}`, 'mend the syntax');
  }
}
