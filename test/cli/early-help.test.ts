import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { DECLARATIONS } from '../../src/cli/declarations.ts';
import { helpPageOf } from '../../src/cli/early-help.ts';
import { nameOfPage } from '../../src/cli/page-names.ts';
import { parse } from '../../src/cli/parser.ts';

/** What the program itself makes of the words: a page of help, or nothing of the kind. */
function lateHelp(words: readonly string[]): string | undefined {
  try {
    const parsed = parse(words, COMMANDS);
    return 'help' in parsed ? nameOfPage(parsed.help, parsed.all) : undefined;
  } catch {
    return undefined;
  }
}

describe('help that comes early is what the program would have answered', () => {
  test.each([
    ['--help', true],
    ['-h', true],
    ['run --help', true],
    ['--help run', true],
    ['-h --cluster x run', true],
    ['--cluster x run -h', true],
    ['run --help -- --help', true],
    ['run --help --version', true],
    ['run --cluster=--help -h', true],
    ['run --command --help', false],
    ['run --command=--help', false],
    ['run --cluster --help', false],
    ['run --clutser x --help', false],
    ['run -- --help', false],
    ['-- --help', false],
    ['--help all', true],
    ['run --help all', true],
    ['-h all run --cluster x', true],
    ['run --help=all', true],
    ['--help extra', false],
    ['--help run extra', false],
    ['rnu --help', false],
    ['help', false],
    ['run --help=yes', false],
    ['--no-help', false],
    ['list --subnets x --help', false],
    ['run -h db.example.com', false],
    // The program looks whether Node has read it.
    ['run --env-file x --help', undefined],
  ])('%s', (line, isHelp) => {
    const words = line.split(' ');
    if (isHelp !== undefined) expect(lateHelp(words) !== undefined).toBe(isHelp);
    expect(helpPageOf(words)).toBe(isHelp === undefined ? undefined : lateHelp(words));
  });

  test('of whatever words', () => {
    const flags = [
      '--help',
      '-h',
      '-V',
      '--',
      '--cluster',
      '--command',
      '--quiet',
      '--no-quiet',
      '--nope',
      '--env-from=x',
    ];
    const word = fc.constantFrom(...DECLARATIONS.map(({ name }) => name), ...flags, 'x', 'true', '--help=1', '-hV', '');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        expect(helpPageOf(words)).toBe(lateHelp(words));
      }),
    );
  });
});
