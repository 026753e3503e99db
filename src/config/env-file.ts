import { parseDotenv } from '../core/base/dotenv.ts';
import type { Finding } from '../core/findings/findings.ts';
import { readText } from './read-text.ts';

type Read = { env: Record<string, string> } | { finding: Finding };

/** Reads a file with NAME=VALUE lines, in the dialect of {@link parseDotenv}. */
export async function readEnvFile(file: string, origin: string, cwd: string): Promise<Read> {
  const read = await readText(file, cwd);
  if ('problem' in read) return failRead(file, undefined, read.problem, `check ${origin}`);
  const parsed = parseDotenv(read.text);
  return 'env' in parsed ? parsed : failRead(file, `line ${parsed.line}`, parsed.problem, parsed.fix);
}

function failRead(file: string, key: string | undefined, problem: string, fix: string): Read {
  return { finding: { code: 'file-problem', file, key, problem, fix } };
}
