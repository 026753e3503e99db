import { expect, test } from 'vitest';
import { keepLastLines } from '../../../src/core/base/last-lines.ts';

test('keeps what comes last, within lines, characters of a line, and characters of all', () => {
  const kept = keepLastLines({ lines: 3, lineCharacters: 4, characters: 10 });
  for (const line of ['one', 'two', 'three', 'four', 'five']) kept.add(line);
  expect(kept.all()).toEqual(['four', 'five']);
  const one = keepLastLines({ lines: 3, lineCharacters: 50, characters: 10 });
  one.add('a line that is longer than all may be');
  expect(one.all()).toEqual(['a line that is longer than all may be']);
});
