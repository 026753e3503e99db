import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Arrow, type Box, drawRooms } from './support/draw-rooms.ts';
import { ROOT } from './support/paths.ts';
import { type Import, importsOf, readRooms, readSources, roomOf } from './support/rooms.ts';

const sources = readSources();
const files = [...sources.keys()];
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text)).filter(({ to }) => sources.has(to));
const rooms = readRooms();

/** The first part of the path: a folder or a file of `src`. */
const unitOf = (file: string) => file.split('/')[0] ?? '';
const roomOfCore = (file: string) =>
  file.startsWith('core/') ? (roomOf(file, rooms)?.name.slice('core/'.length) ?? '') : '';

test('the picture of the whole program is drawn from its imports', async () => {
  const svg = drawRooms('Which folder of src imports which', boxesOf(unitOf), arrowsOf(unitOf, imports));
  await expect(svg).toMatchFileSnapshot(path.join(ROOT, 'docs/architecture.svg'));
});

test('the picture of the core is drawn from its imports', async () => {
  const svg = drawRooms('Which room of src/core imports which', boxesOf(roomOfCore), arrowsOf(roomOfCore, imports));
  await expect(svg).toMatchFileSnapshot(path.join(ROOT, 'docs/architecture-core.svg'));
});

test('the page names files that exist', () => {
  const page = readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8');
  const named = [...page.matchAll(/`((?:src|test)\/[^`*]+)`/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
});

function boxesOf(placeOf: (file: string) => string): Box[] {
  const names = [...new Set(files.map(placeOf))].filter((name) => name !== '').sort();
  return names.map((name) => ({ name, note: noteOf(name) }));
}

/** What a box is, in a few words: the beginning of its row in CONTRIBUTING.md. */
function noteOf(name: string): string {
  if (name === 'core') return 'every decision; knows neither AWS nor Node';
  if (name === 'migrate') return 'the use case: plan, launch, follow';
  const row = rooms.find((room) => room.name === name || room.name === `core/${name}`);
  return (
    row?.about
      .split(/[:;,(]/)[0]
      ?.replaceAll('`', '')
      .trim() ?? ''
  );
}

function arrowsOf(placeOf: (file: string) => string, all: readonly Import[]): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const { from: importer, to: imported, onDemand } of all) {
    const [from, to] = [placeOf(importer), placeOf(imported)];
    if (from === to || from === '' || to === '') continue;
    const key = `${from} ${to}`;
    arrows.set(key, { from, to, onDemand: onDemand && (arrows.get(key)?.onDemand ?? true) });
  }
  return [...arrows.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}
