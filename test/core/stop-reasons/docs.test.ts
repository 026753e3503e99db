import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { STOP_REASONS } from '../../../src/core/stop-reasons/catalogue.ts';
import { entryOf } from '../../support/docs.ts';
import { ROOT } from '../../support/paths.ts';
import { ROWS } from './rows.ts';

const FILE = path.join(ROOT, 'docs/stop-reasons.md');
const INTRO = `# Stop reasons

_What does the reason mean that ECS gives, and what do I do?_

ECS says in a text why it stopped or refused a task. ecs-migrate compares this text with the reasons below, in this order. It shows the
first reason that matches, always together with the text of ECS. A text that matches none is shown as it is.

_Retry_ says whether the same run may succeed although nothing was fixed:

- \`yes\`: at once
- \`later\`: when something else has finished or made room
- \`no\`: not until the problem is fixed
- \`depends\`: on which of several causes it was

It is valid only if none of your containers has started. Otherwise, check the log and the database first.

The \`result\` event and reports have the code of the reason in \`reasons\`.

\`npm run docs\` writes this page from \`src/core/stop-reasons\`.
`;

function page(): string {
  const reasons = STOP_REASONS.map(({ code, family, cause, next, retry }) =>
    entryOf(
      code,
      cause,
      [
        ['next', next],
        ['retry', retry],
        ['family', family],
      ],
      ROWS.filter((row) => row.code === code)
        .map(({ literal }) => literal)
        .slice(0, 2),
    ),
  );
  return `${[INTRO, ...reasons].join('\n')}`;
}

test('docs/stop-reasons.md says what the catalogue says', () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, page());
  expect(readFileSync(FILE, 'utf8')).toBe(page());
});
