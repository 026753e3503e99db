import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';

/** A room of the table in CONTRIBUTING.md: a folder or a file of `src`, and the rooms that it may import from. */
export interface Room {
  name: string;
  /** What it is, in words. */
  about: string;
  mayImport: string[];
}

export interface Import {
  from: string;
  /** A file of `src`, or the name of a package. */
  to: string;
  /** Whether the file is loaded on demand, by `import()`. */
  onDemand: boolean;
}

export function readRooms(): Room[] {
  const text = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const [, table = ''] = text.split('<!-- rooms: ');
  const rows = (table.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => {
    const [, name = '', about = '', mayImport = ''] = row.split(/(?<!\\)\|/);
    return { name: wordsIn(name)[0] ?? '', about: about.trim(), mayImport: wordsIn(mayImport) };
  });
}

function wordsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

/** The files of `src`, by their path in it. */
export function readSources(): Map<string, string> {
  const folder = path.join(ROOT, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(path.join(folder, file), 'utf8')]));
}

/** All that a file names after `from`, in `import()` and in `import '…'`. */
export function importsOf(from: string, text: string): Import[] {
  const named = text.matchAll(/(\bfrom|\bimport\(|^import) ?'([^']+)'/gm);
  return [...named].map(([, how, name = '']) => {
    const to = name.startsWith('.') ? path.posix.join(path.posix.dirname(from), name) : name;
    return { from, to, onDemand: how === 'import(' };
  });
}

/** The room of the list with the longest name: `migrate/plan` comes before `migrate`. */
export function roomOf(file: string, rooms: readonly Room[]): Room | undefined {
  return rooms.filter(({ name }) => isIn(file, name)).sort((a, b) => b.name.length - a.name.length)[0];
}

export function isIn(file: string, room: string): boolean {
  return file === room || file.startsWith(`${room}/`);
}
