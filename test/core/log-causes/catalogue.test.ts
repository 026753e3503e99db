import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BY_CODE } from '../../../src/core/explain/explain-log.ts';
import { CAUSES } from '../../../src/core/log-causes/catalogue.ts';
import { FALSE_SUCCESSES } from '../../../src/core/log-causes/false-success.ts';
import { findCause } from '../../../src/core/log-causes/find-cause.ts';
import { entryOf } from '../../support/docs.ts';
import { ROOT } from '../../support/paths.ts';
import { LINES } from './lines.ts';
import { OUTPUTS } from './outputs.ts';

const CASES = Object.entries(LINES).flatMap(([code, lines]) => lines.map((line) => ({ code, line })));

describe('a line of a failed container', () => {
  test.each(CASES)('$line', ({ code, line }) => {
    expect(findCause(['> migrate', line, '    at run (/app/migrate.js:3:9)', ''])?.row?.code).toBe(code);
  });

  test('every row is met by one of them, or by the output of a tool', () => {
    const met = new Set([...Object.keys(LINES), ...OUTPUTS.map(({ expected }) => expected?.[0])]);
    expect(CAUSES.filter(({ code }) => !met.has(code)).map(({ code }) => code)).toEqual([]);
  });
});

describe('a row', () => {
  test.each(CAUSES)('$code', ({ code, words, means, next }) => {
    expect(CAUSES.filter((row) => row.code === code)).toHaveLength(1);
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(means).toMatch(/^[a-z"][^\n]*[^.\s]$/i);
    expect(next).toMatch(/^[a-z][^\n]*[^.\s]$/);
    expect(words?.global ?? false).toBe(false);
  });

  test('a code is claimed by words alone, or by one row', () => {
    const states = CAUSES.flatMap((row) => row.states ?? []);
    const errors = CAUSES.flatMap((row) => row.errors ?? []);
    expect(states.filter((state, i) => states.indexOf(state) !== i)).toEqual([]);
    expect(errors.filter((error, i) => errors.indexOf(error) !== i)).toEqual([]);
  });
});

const FILE = path.join(ROOT, 'docs/log-causes.md');
const INTRO = `# Causes in the log

_What does the message of my database or migration tool mean, and what do I do?_

When a migration container has failed, ecs-migrate searches the last lines of its log (600 lines, or 128 kB) for the message that
decided: the first error of the run that ended it, not the last message. \`cause:\` quotes this message, masked, with its meaning.
\`next:\` says what to do.

The \`result\` event, reports and the library have the code below as \`causeCode\`, and the message as \`causeLine\`. \`again\` says whether
the same run may succeed although nothing was fixed: \`yes\` at once, \`later\` when something else has finished, \`no\`, or \`depends\`.

SQLSTATEs of PostgreSQL and error numbers of MySQL and MariaDB are recognized as well as words. A message of an unknown kind is quoted,
and \`causeCode\` is null.

\`npm run docs\` writes this page from \`src/core/log-causes\`.
`;
const BY_CODE_INTRO = `## By the exit code only

If the log does not say the cause, or the container was ended from outside:
`;
const FALSE_INTRO = `## An exit code 0 that may not be a success

The container decides: exit code 0 stays 0. These warnings say what its log says against it:
`;

function page(): string {
  const causes = CAUSES.map(({ code, means, next, again, states = [], errors = [] }) => {
    const numbers: [string, string][] = [
      ['SQLSTATE', states.join(', ')],
      ['MySQL error', errors.join(', ')],
    ];
    return entryOf(
      code,
      means,
      [['next', next], ['again', again], ...numbers.filter(([, text]) => text !== '')],
      LINES[code]?.slice(0, 4),
    );
  });
  const byCode = Object.entries(BY_CODE).map(([code, { exitCode, means, next }]) =>
    entryOf(code, means, [
      ['exit code', String(exitCode)],
      ['next', next],
    ]),
  );
  const doubts = FALSE_SUCCESSES.map(({ code, means, next }) => entryOf(code, means, [['next', next]]));
  const silent =
    'If the container printed nothing, the code is `pending-migrations` for a command such as `migrate --check`, else `nothing-printed`. If the log could not be read, it is `log-unread`.\n';
  return [INTRO, ...causes, BY_CODE_INTRO, ...byCode, silent, FALSE_INTRO, ...doubts].join('\n');
}

test('docs/log-causes.md says what the catalogue says', () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, page());
  expect(readFileSync(FILE, 'utf8')).toBe(page());
});
