import { expect, test } from 'vitest';
import { wrapProse } from '../../../src/cli/print/wrap.ts';

test('prose is wrapped to the width, the next lines indented', () => {
  expect(wrapProse('cause: the task stopped before a container of yours had started, and so on', 40)).toEqual([
    'cause: the task stopped before a',
    '  container of yours had started, and so',
    '  on',
  ]);
});

test('commands stay in one piece, to be copied', () => {
  const attach = 'npx ecs-migrate attach arn:aws:ecs:eu-west-1:1:task/staging/0123 --cluster staging';
  expect(wrapProse(`next: the task was left alone; see how it ended with: ${attach}; or not at all`, 40)).toEqual([
    'next: the task was left alone; see how',
    '  it ended with:',
    `  ${attach};`,
    '  or not at all',
  ]);
  const aws = "aws logs get-log-events --query 'events[].[message]' --region eu-west-1 --log-group-name x";
  expect(wrapProse(`its log, also later: ${aws}`, 60)).toEqual(['its log, also later:', `  ${aws}`]);
});

test('URLs and ARNs are never broken', () => {
  const url = `https://eu-west-1.console.aws.amazon.com/${'x'.repeat(100)}`;
  expect(wrapProse(`console, task: ${url}`, 50)).toContain(`  ${url}`);
});

test('what fits, and what is too narrow anyway, is left alone', () => {
  expect(wrapProse('done: it fits', 40)).toEqual(['done: it fits']);
  expect(wrapProse('a b c d e f g h i j k l m n o p q', 12)).toHaveLength(1);
});

test('wide characters count as two', () => {
  expect(wrapProse(`${'移行'.repeat(10)} ${'移行'.repeat(10)}`, 50)).toHaveLength(2);
});
