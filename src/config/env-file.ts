import { parseEnv } from 'node:util';
import type { Finding } from '../core/findings.ts';
import { readText } from './read-text.ts';

type Read = { env: Record<string, string> } | { finding: Finding };

/** Reads a file of NAME=VALUE lines as dotenv files have them: comments, `export`, quoted values over several lines. */
export async function readEnvFile(file: string, origin: string, cwd: string): Promise<Read> {
  const read = await readText(file, cwd);
  if ('problem' in read) return failed(file, undefined, read.problem, `check ${origin}`);
  const stray = strayLine(read.text);
  if (stray !== undefined) return failed(file, `line ${stray}`, 'it is no NAME=VALUE', 'mend or remove it');
  return { env: parseEnv(read.text) as Record<string, string> };
}

/** The number of the first line that the parser would drop in silence. */
function strayLine(text: string): number | undefined {
  // A quoted value may hold anything, and several lines of it.
  const bare = text.replace(/(=\s*)(['"`])(?:\\.|(?!\2)[^\\])*\2/g, (whole, equals: string) => {
    return `${equals}q${'\n'.repeat(whole.split('\n').length - 1)}`;
  });
  const at = bare.split('\n').findIndex((line) => !/^\s*(#.*)?$|^\s*(export\s+)?[A-Za-z_][\w.-]*\s*=|^\s*$/.test(line));
  return at < 0 ? undefined : at + 1;
}

function failed(file: string, key: string | undefined, problem: string, mend: string): Read {
  return { finding: { code: 'file-problem', file, key, problem, mend } };
}
