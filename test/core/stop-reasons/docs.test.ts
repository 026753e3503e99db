import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { STOP_REASONS } from '../../../src/core/stop-reasons/catalogue.ts';
import { ROOT } from '../../support/paths.ts';

const FILE = path.join(ROOT, 'docs/stop-reasons.md');
const INTRO = `# Stop reasons

What ecs-migrate makes of the texts with which ECS stops or refuses a task, in the order in which it tries them: the
first that fits is shown, always with ECS's own words beside it. A text that fits none is shown whole.

*Retry* says whether the same run may do better without anything being fixed: \`yes\` at once, \`later\` when something
else has given way, \`depends\` on which of several causes it was. It only holds while no container of yours has started;
after that, look at the log and at the database first.

The \`result\` event and reports have the code of what was recognized among their \`reasons\`.

Written from \`src/core/stop-reasons\`; \`npm run docs\` writes it
again.
`;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');

function page(): string {
  const reasons = STOP_REASONS.map(({ code, family, cause, next, retry }) => [code, family, cause, next, retry]);
  return [INTRO, table(['code', 'family', 'cause', 'next step', 'retry'], reasons), ''].join('\n');
}

test('docs/stop-reasons.md says what the catalogue says', () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, page());
  expect(readFileSync(FILE, 'utf8')).toBe(page());
});
