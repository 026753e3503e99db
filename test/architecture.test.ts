import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './support/paths.ts';

/** A room of the table in CONTRIBUTING.md: a folder or a file of `src`, and the rooms that it may import from. */
interface Room {
  name: string;
  mayImport: string[];
}

interface Import {
  from: string;
  /** A file of `src`, or the name of a package. */
  to: string;
}

const rooms = readRooms();
const sources = readSources();
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));
const inside = imports.filter(({ to }) => sources.has(to));

describe('the rooms of CONTRIBUTING.md', () => {
  test('are all there, and every file is in one', () => {
    expect(rooms.filter(({ name }) => ![...sources.keys()].some((file) => isIn(file, name)))).toEqual([]);
    expect([...sources.keys()].filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  test('import from the rooms that the table names, types included', () => {
    const breaches = inside.filter(({ from, to }) => {
      const room = roomOf(from);
      return room !== roomOf(to) && !room?.mayImport.some((name) => isIn(to, name));
    });
    expect(breaches.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('have no right to import that nobody uses', () => {
    const unused = rooms.flatMap(({ name, mayImport }) =>
      mayImport
        .filter((other) => !inside.some(({ from, to }) => roomOf(from)?.name === name && isIn(to, other)))
        .map((other) => `${name}: ${other}`),
    );
    expect(unused).toEqual([]);
  });

  test('of a file lead nowhere back to it', () => {
    expect(findCircle(inside)).toEqual([]);
  });
});

test.each<[string, (name: string) => boolean, string[]]>([
  ['the SDK', (name) => /^@(aws-sdk|smithy)\//.test(name), ['aws']],
  ['p-retry', (name) => name === 'p-retry', ['migrate/base/retry.ts']],
])('%s is used by one room alone', (_, isIt, users) => {
  const others = imports.filter(({ from, to }) => isIt(to) && !users.some((user) => isIn(from, user)));
  expect(others).toEqual([]);
  expect(imports.some(({ to }) => isIt(to))).toBe(true);
});

test('core and the use case are pure: they import nothing of Node', () => {
  const impure = imports.filter(({ from, to }) => /^(core|migrate)\//.test(from) && to.startsWith('node:'));
  expect(impure).toEqual([]);
});

test('clock and randomness are injected: only src/system.ts asks the machine', () => {
  const asking = [...sources].filter(([, text]) => /Date\.now\(|new Date\(\)|Math\.random\(/.test(text));
  expect(asking.map(([file]) => file)).toEqual(['system.ts']);
});

test('only the drivers of a run take the whole RunContext: other functions take the part that they need', () => {
  const whole = /(?<!Pick<|Omit<|import \{|interface )\bRunContext\b/;
  const users = [...sources].filter(([, text]) => whole.test(text.replace(/^import[^;]*;$/gm, '')));
  const drivers = ['migrate/commands.ts', 'migrate/run.ts', 'migrate/steps/launch-in-turn.ts', 'migrate/steps/step.ts'];
  expect(users.map(([file]) => file).sort()).toEqual(['api.ts', ...drivers]);
});

test('what can fail returns a Result: nothing else tells a failure by a member', () => {
  const members = 'findings?|problem|failure|ending|failed|errors?|reason|refused|denied|unread|unreadable';
  const byMember = new RegExp(
    `'(?:${members})' in \\b|\\| \\{ (?:${members}):|\\{ (?:${members}): [^{}]*\\} \\|(?! undefined)`,
  );
  expect([...sources].flatMap(([file, text]) => (byMember.test(text) ? [file] : []))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
});

function readRooms(): Room[] {
  const text = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const [, table = ''] = text.split('<!-- rooms: ');
  const rows = (table.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => {
    const [, name = '', , mayImport = ''] = row.split(/(?<!\\)\|/);
    return { name: wordsIn(name)[0] ?? '', mayImport: wordsIn(mayImport) };
  });
}

function wordsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

function readSources(): Map<string, string> {
  const folder = path.join(ROOT, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(path.join(folder, file), 'utf8')]));
}

/** All that a file names after `from`, in `import()` and in `import '…'`. */
function importsOf(from: string, text: string): Import[] {
  const named = text.matchAll(/(?:\bfrom|\bimport\(|^import) ?'([^']+)'/gm);
  return [...named].map(([, name = '']) => {
    return { from, to: name.startsWith('.') ? path.posix.join(path.posix.dirname(from), name) : name };
  });
}

/** The room with the longest name: `migrate/plan` comes before `migrate`. */
function roomOf(file: string): Room | undefined {
  return rooms.filter(({ name }) => isIn(file, name)).sort((a, b) => b.name.length - a.name.length)[0];
}

function isIn(file: string, room: string): boolean {
  return file === room || file.startsWith(`${room}/`);
}

/** The files of a circle of imports, in their order; empty where there is none. */
function findCircle(edges: readonly Import[]): string[] {
  const next = new Map<string, Import[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const search = (file: string, way: string[]): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of next.get(file) ?? []) {
      const circle = search(to, [...way, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const circle = search(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
