import { parseDotenv } from '../core/base/dotenv.ts';
import type { Result } from '../core/base/result.ts';
import type { Finding } from '../core/findings/findings.ts';
import { readText } from './read-text.ts';

type Read = Result<Record<string, string>, Finding>;

/** Reads a file with NAME=VALUE lines, in the dialect of {@link parseDotenv}. */
export async function readEnvFile(file: string, origin: string, cwd: string): Promise<Read> {
  const read = await readText(file, cwd);
  if (!read.ok) return failRead(file, undefined, read.failure, `check ${origin}`);
  const parsed = parseDotenv(read.value);
  if (parsed.ok) return parsed;
  const { line, problem, fix } = parsed.failure;
  return failRead(file, `line ${line}`, problem, fix);
}

function failRead(file: string, key: string | undefined, problem: string, fix: string): Read {
  return { ok: false, failure: { code: 'file-problem', file, key, problem, fix } };
}
