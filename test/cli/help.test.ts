import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { DECLARATIONS } from '../../src/cli/declarations.ts';
import { helpText } from '../../src/cli/help.ts';
import { flagName } from '../../src/core/settings/flag-names.ts';

/** The program's help, and that of each command. */
const PAGES = [undefined, ...DECLARATIONS.map(({ name }) => name)];

describe.each(PAGES.flatMap((page) => [false, true].map((all) => [page, all] as const)))(
  'the help of %s, all: %s',
  (page, all) => {
    test.each([40, 80, 110])('keeps within %i columns', (columns) => {
      const [text = ''] = helpText(DECLARATIONS, page, columns, all)
        .replaceAll(/^(?:Examples:| {2}# .*| {2}ecs-migrate .*)$/gm, '')
        .split('\n\n\n\n');
      // A term is not broken, for it is to be copied.
      const tooLong = text.split('\n').filter((line) => line.length > columns && !/^ {2}--[a-z-]+ \S+$/.test(line));
      expect(tooLong).toEqual([]);
    });

    test('is plain text that ends with a line break', () => {
      const text = helpText(DECLARATIONS, page, 80, all);
      expect(stripVTControlCharacters(text)).toBe(text);
      expect(text).toMatch(/^ecs-migrate [\s\S]*\S\n$/);
      expect(text).not.toMatch(/ $/m);
    });
  },
);

test.each(DECLARATIONS)('all of the help of $name has each of its flags, once, with what it takes', (declaration) => {
  const text = helpText(DECLARATIONS, declaration.name, 80, true);
  for (const flag of [
    ...declaration.settings.map(flagName),
    ...Object.keys(declaration.flags).map((one) => `--${one}`),
  ]) {
    expect(text.match(new RegExp(`^ {2}${flag}(?:,| |$)`, 'gm'))).toHaveLength(1);
  }
  expect(text).toMatch(/^ {2}-h, --help \[all\] +\S/m);
});

test('the help of the program has each command', () => {
  const text = helpText(DECLARATIONS, undefined, 80);
  for (const { name } of DECLARATIONS) expect(text).toMatch(new RegExp(`^  ${name} `, 'm'));
});

test('a second name stands beside the first', () => {
  expect(helpText(DECLARATIONS, 'run', 80, true)).toMatch(/^ {2}--env-file, --env-from FILE/m);
});

test('the short help of run fits on a screen, has ten settings and examples, and says how to see the rest', () => {
  const text = helpText(DECLARATIONS, 'run', 80);
  expect(text.match(/^ {2}--[a-z]/gm)).toHaveLength(11);
  for (const flag of ['cluster', 'task-definition', 'image', 'config']) expect(text).toContain(`  --${flag} `);
  expect(text).toContain('Examples:');
  expect(text).toMatch(/\d+ more flags: ecs-migrate run --help all\n$/);
  expect(text.split('\n').length).toBeLessThanOrEqual(60);
  const all = helpText(DECLARATIONS, undefined, 80, true);
  for (const { name } of DECLARATIONS) expect(all).toMatch(new RegExp(`^ecs-migrate ${name} .*\\[flags\\]$`, 'm'));
});
