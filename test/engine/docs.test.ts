import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from '../../src/engine/faults.ts';
import { FAULT_SCOPES } from '../../src/engine/operations.ts';
import { SCENARIOS } from '../../src/engine/scenarios.ts';

// The formatter pads the cells of tables.
const page = readFileSync('docs/local-engine.md', 'utf8').replaceAll(/ +/g, ' ').replaceAll(/-{4,}/g, '---');

test('the page has every fault, in the words of the engine', () => {
  const rows = FAULTS.map((it) => `| \`${it.syntax.replaceAll('|', '\\|')}\` | ${it.rehearses} |`);
  expect(page.slice(page.indexOf('| --- | --- |\n| `throttle')).trimEnd().split('\n').slice(1)).toEqual(rows);
});

test('the page has every scenario', () => {
  const rows = SCENARIOS.map(({ name, words, rehearses }) => {
    const shown = words.map((it) => `\`${it.replace(/:Cannot.*|:ResourceInit.*/, ':…')}\``).join(', ');
    return `| \`${name}\` | ${shown} | ${rehearses} |`;
  });
  for (const row of rows) expect(page).toContain(row);
});

test('the page has every operation', () => {
  const documented = [...page.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map((it) => it[1]);
  expect(documented).toEqual(FAULT_SCOPES.filter((it) => /^[A-Z]/.test(it)));
});

test('every fault has an end-to-end test of the command line', () => {
  const files = readdirSync('test/e2e').map((file) => readFileSync(`test/e2e/${file}`, 'utf8'));
  const words = files.flatMap((text) => [...text.matchAll(/['`]([a-z][a-z0-9-]+)[:'`]/g)].map((it) => it[1]));
  expect(FAULTS.map(({ name }) => name).filter((name) => !words.includes(name))).toEqual([]);
});
