import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../src/core/log-causes/catalogue.ts';
import { literalsOf } from '../../../src/core/log-causes/literals.ts';
import { LINES } from './lines.ts';
import { OUTPUTS, readOutput } from './outputs.ts';

test.each<[RegExp, string[] | undefined]>([
  [/too many (?:clients|connections)|\bP2037\b/i, ['too many ', 'p2037']],
  [/(?:SSL|TLS) is not (?:enabled|supported)/, [' is not ']],
  [/(?:could not|cannot) parse/, ['could not', 'cannot']],
  [/(?:could not|cannot)[^\n]{0,40}(?:ur[li]|dsn)/, ['could not', 'cannot']],
  [/timed? ?out/, ['time']],
  [/no such (?:table|column)(?! x)/, ['no such ']],
  [/a\.s\.PGSQL\.\d+/, ['a.s.pgsql.']],
  [/[|()]abbc{2,}d|(x|y)?long/, ['abbc', 'long']],
  [/x|longer/, undefined],
])('%s', (pattern, literals) => {
  expect(literalsOf(pattern)).toEqual(literals);
});

describe('a row that matches a text has one of its literals in it', () => {
  const texts = new Set([...Object.values(LINES).flat(), ...OUTPUTS.flatMap(({ name }) => readOutput(name))]);
  const rows = CAUSES.filter(({ words }) => words !== undefined);

  test.each(rows)('$code', ({ words = /^/ }) => {
    const literals = literalsOf(words);
    const missed = [...texts].filter((text) => {
      return words.test(text) && !(literals?.some((one) => text.toLowerCase().includes(one)) ?? true);
    });
    expect(missed).toEqual([]);
  });

  test('nearly all have literals', () => {
    expect(rows.filter(({ words = /^/ }) => literalsOf(words) === undefined).map(({ code }) => code)).toEqual([]);
  });
});
