import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS, parseFaults } from '../../src/engine/faults.ts';
import { FAULT_SCOPES } from '../../src/engine/operations.ts';
import { SCENARIOS } from '../../src/engine/scenarios.ts';
import { expectBlock, tableOf } from '../support/docs.ts';

// The formatter pads the cells of tables.
const page = readFileSync('docs/local-engine.md', 'utf8').replaceAll(/ +/g, ' ').replaceAll(/-{4,}/g, '---');

// npm run docs regenerates both tables.
test('the page has every fault, in the words of the engine', () => {
  const rows = FAULTS.map((it) => [`\`${it.syntax}\``, it.rehearses]);
  expectBlock('docs/local-engine.md', 'faults', tableOf(['fault', 'rehearses'], rows));
});

test('the page has every scenario', () => {
  const rows = SCENARIOS.map(({ name, words, rehearses }) => {
    const shown = words.map((it) => `\`${it.replace(/:Cannot.*|:ResourceInit.*/, ':…')}\``).join(', ');
    return [`\`${name}\``, shown, rehearses];
  });
  expectBlock('docs/local-engine.md', 'scenarios', tableOf(['scenario', 'is', 'rehearses'], rows));
});

test('the page has every operation', () => {
  const documented = [...page.matchAll(/^- `([A-Z]\w+)`: /gm)].map((it) => it[1]);
  expect(documented).toEqual(FAULT_SCOPES.filter((it) => /^[A-Z]/.test(it)));
});

test('every fault is used by an end-to-end test of the command line: as a whole word that the engine reads', () => {
  const texts = readdirSync('test/e2e').map((file) => readFileSync(`test/e2e/${file}`, 'utf8'));
  const literals = texts.flatMap((text) =>
    [...text.matchAll(/(['`])((?:(?!\1)[^\\\n])+)\1/g)].map((it) => it[2] ?? ''),
  );
  // Each scenario has its own test. A bare name counts as a fault only if it can be nothing else: `slow` is also a word.
  const used = [
    ...SCENARIOS.flatMap(({ words }) => words),
    ...literals.filter((it) => /^[a-z]+(?:-[a-z0-9]+|:.)/.test(it)),
  ];
  const names = new Set(used.filter(isFault).map((it) => it.split(':')[0]));
  expect(FAULTS.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
});

function isFault(word: string): boolean {
  try {
    parseFaults([word], FAULT_SCOPES);
    return true;
  } catch {
    return false;
  }
}
