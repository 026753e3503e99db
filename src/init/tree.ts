import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The files of a repository, as `init` looks at them. */
export interface Tree {
  /** Paths with slashes, relative to the root, sorted. */
  files: readonly string[];
  /** The text of a file. Empty if it cannot be read. */
  read(file: string): string;
}

/** Folders that hold the code of others, or what a build has made. */
const PASSED_OVER = /^(?:\.git|node_modules|vendor|dist|build|target|\.venv|venv|\.terraform|tmp|coverage)$/;
/** Migrations and settings are near the root. */
const DEEPEST = 6;
/** Enough to know a repository, and quick even in a large one. */
const MOST_FILES = 20_000;
const READ_CHARACTERS = 200_000;

export function readTree(root: string): Tree {
  const files: string[] = [];
  const visit = (folder: string, depth: number) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      if (files.length >= MOST_FILES) return;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth < DEEPEST && !PASSED_OVER.test(entry.name)) visit(name, depth + 1);
      else if (entry.isFile()) files.push(name);
    }
  };
  visit('', 1);
  return { files: files.sort(), read: (file) => readStart(path.join(root, file)) };
}

function readStart(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, READ_CHARACTERS);
  } catch {
    return '';
  }
}
