import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './support/paths.ts';
import { type Import, importsOf, isIn, readRooms, readSources, roomOf } from './support/rooms.ts';

const rooms = readRooms();
const sources = readSources();
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));
const inside = imports.filter(({ to }) => sources.has(to));

describe('the rooms of CONTRIBUTING.md', () => {
  test('are all there, and every file is in one', () => {
    expect(rooms.filter(({ name }) => ![...sources.keys()].some((file) => isIn(file, name)))).toEqual([]);
    expect([...sources.keys()].filter((file) => roomOf(file, rooms) === undefined)).toEqual([]);
  });

  test('import from the rooms that the table names, types included', () => {
    const breaches = inside.filter(({ from, to }) => {
      const room = roomOf(from, rooms);
      return room !== roomOf(to, rooms) && !room?.mayImport.some((name) => isIn(to, name));
    });
    expect(breaches.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('have no right to import that nobody uses', () => {
    const unused = rooms.flatMap(({ name, mayImport }) =>
      mayImport
        .filter((other) => !inside.some(({ from, to }) => roomOf(from, rooms)?.name === name && isIn(to, other)))
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
  const drivers = [
    'migrate/commands.ts',
    'migrate/launch-plan.ts',
    'migrate/preview.ts',
    'migrate/run-hook.ts',
    'migrate/run.ts',
    'migrate/steps/launch-in-turn.ts',
    'migrate/steps/step.ts',
  ];
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
