import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TemporaryDirectory extends Disposable {
  path: string;
}

/** A directory that is removed at the end of the block. */
export function temporaryDirectory(): TemporaryDirectory {
  const directory = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-test-'));
  return { path: directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The same, with files in it. */
export function temporaryFiles(files: Readonly<Record<string, string | Buffer>>): TemporaryDirectory {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(directory.path, name), content);
  return directory;
}
