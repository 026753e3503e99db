import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandToType } from '../../../src/core/base/command-to-type.ts';
import { argv } from '../../../src/core/settings/structured-kinds.ts';

/** The words that a shell makes of what was typed. */
function typed(line: string): string[] {
  return execFileSync('sh', ['-c', `for word in ${line}; do printf '%s\\0' "$word"; done`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

/** What the command line makes of them. */
function commandOf([flag, ...words]: string[]): string[] {
  if (flag === '--') return words;
  return argv.read(words[0]) ?? [];
}

describe('a command as it is to be typed', () => {
  test.each([
    'bundle exec rake db:migrate',
    'cd / && echo done',
    `echo "it's" && echo 'a "b" c'`,
    'A=1; echo "$A"',
    'echo a\\\\b | cat',
    'echo `echo ticks` $(echo dollars)',
  ])('%s: means the same through a shell and our own reading', (line) => {
    const command = commandOf(typed(commandToType(line)));
    if (!line.includes('&&') && line.startsWith('bundle')) return expect(command).toEqual(line.split(' '));
    const [program = '', ...args] = command;
    const env = { PATH: process.env['PATH'] };
    expect(execFileSync(program, args, { encoding: 'utf8', env })).toBe(
      execFileSync('sh', ['-c', line], { encoding: 'utf8', env }),
    );
  });
});
