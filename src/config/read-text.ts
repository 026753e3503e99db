import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The text of a file, or why it cannot be had, in words for a finding. */
export async function readText(file: string, cwd: string): Promise<{ text: string } | { problem: string }> {
  try {
    return { text: await readFile(path.resolve(cwd, file), 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})` };
  }
}
