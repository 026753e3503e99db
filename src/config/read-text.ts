import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../core/base/result.ts';

/**
 * The text of a file, or the reason why it cannot be read, in words for a finding. A byte order mark is respected:
 * PowerShell's `>` on Windows writes UTF-16.
 */
export async function readText(file: string, cwd: string): Promise<Result<string, string>> {
  try {
    return { ok: true, value: decode(await readFile(path.resolve(cwd, file))) };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { ok: false, failure: REASONS.get(code) ?? `it cannot be read (${code})` };
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you may not read it (EACCES)'],
]);

const MARKS = [
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** The decoder removes the mark. */
function decode(content: Buffer): string {
  const mark = MARKS.find(({ bytes: [first, second] }) => content[0] === first && content[1] === second);
  return new TextDecoder(mark?.encoding ?? 'utf-8').decode(content);
}
