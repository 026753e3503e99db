import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { aReport, NASTY } from '../support/a-report.ts';

test('the outcome, the cause, the next step, the last lines and the facts, in this order', () => {
  const report = aReport({ cause: 'it broke', next: 'fix it', build: {} });
  expect(renderMarkdown(report)).toMatchInlineSnapshot(`
    "### ❌ app\\-migrate:7 / migrate: failed (exit code 3)

    **Cause:** it broke

    **Next:** fix it

    <details open><summary>The container’s last lines</summary>

    \`\`\`text
    one
    two
    \`\`\`

    </details>

    | | |
    | --- | --- |
    | exit code | <code>3</code> |
    | container’s exit code | <code>3</code> |
    | task definition | <code>arn:aws:ecs:eu-west-1:123456789012:task-definition/app-migrate:7</code> |
    | container | <code>migrate</code> |
    | command | <code>migrate --password &#42;&#42;&#42;</code> |
    | cluster | <code>staging</code> |
    | task | <code>arn:aws:ecs:eu-west-1:123456789012:task/staging/0123</code> |
    | log of migrate | <code>/app app/migrate/0123 (eu-west-1)</code> |
    | time | <code>queued 1 s, running 10 s, total 12.3 s</code> |
    | started | <code>2026-01-02 03:04:05 UTC</code> |
    | ended | <code>2026-01-02 03:05:05 UTC</code> |
    "
  `);
});

test('a success folds its lines', () => {
  const text = renderMarkdown(aReport({ outcome: 'succeeded', exitCode: 0, cause: 'done', next: '' }));
  expect(text).toMatch(/^### ✅ app\\-migrate:7/);
  expect(text).toContain('<details><summary>');
  expect(text).not.toContain('**Next:**');
});

test('lines cannot leave their block, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('`', '~', '\n', 'a', ' ') })), (lastLines) => {
      const text = renderMarkdown(aReport({ lastLines: [...lastLines, 'end'] }));
      const [, fence = ''] = /^(`{3,})text$/m.exec(text) ?? [];
      const closing = text.split('\n').filter((line) => line.trim().startsWith(fence));
      // The one that opens, and the one that closes.
      expect(closing).toEqual([`${fence}text`, fence]);
    }),
  );
});

test('nasty text in cause and facts is no markup, no mention and no link', () => {
  const [first, middle] = renderMarkdown(
    aReport({ cause: NASTY.join('\n'), next: NASTY.join('\n'), taskArn: NASTY.join('\n'), lastLines: NASTY }),
  ).split('<details');
  const [last, facts] = (middle ?? '').split('</details>');
  expect(last).toContain('<script>alert(1)</script>');
  expect(first).not.toMatch(/<(?!\/?code>|br>)/);
  expect(first).not.toMatch(/@|http:\/\/|(?<!\\)`/);
  expect(facts).not.toMatch(/<(?!\/?code>)|@|http:\/\/|`/);
  const rows = (facts ?? '').split('\n').filter((line) => line.startsWith('| '));
  expect(rows.every((row) => row.match(/(?<!\\)\|/g)?.length === 3)).toBe(true);
});
