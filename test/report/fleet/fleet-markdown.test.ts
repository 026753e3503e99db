import { expect, test } from 'vitest';
import { MARKDOWN_BYTES, renderMarkdown } from '../../../src/report/markdown.ts';
import { aFleetReport } from '../../support/a-fleet.ts';
import { NASTY } from '../../support/a-report.ts';

test('how many failed, then why, then every target', () => {
  const text = renderMarkdown(aFleetReport({ targets: 40 }));
  expect(text).toMatch(/^### ❌ shop\\-migrate: 1 of 40 targets failed; 5 of 40 were not launched \(exit code 1\)\n/);
  const [, causes = '', table = ''] = text.split(/#### |<summary>All targets/);
  expect(causes).toMatch(/^1 target: canceling statement due to lock timeout/);
  expect(causes).toContain('ERROR: canceling statement due to lock timeout');
  expect(table.match(/^\| <code>tenant-\d+<\/code> \|/gm)).toHaveLength(40);
  expect(text).not.toContain('left out');
});

test.each([
  ['ten thousand targets', aFleetReport({ targets: 10_000 })],
  ['as many that all fail, each for another reason', everyOneFails(10_000)],
])('%s: under the limit of GitHub, and it says that something is left out', (_, report) => {
  const text = renderMarkdown(report);
  const bytes = Buffer.byteLength(text);
  expect(bytes).toBeLessThan(MARKDOWN_BYTES);
  expect(bytes).toBeGreaterThan(300_000);
  if (text.match(/^\| <code>tenant-/gm)?.length !== 10_000) expect(text).toContain('left out');
  for (const tag of ['details', 'summary', 'code']) {
    expect(text.split(`<${tag}>`).length, tag).toBe(text.split(`</${tag}>`).length);
  }
});

test('what others have written to the summary counts', () => {
  const report = aFleetReport({ targets: 1_000 });
  for (const bytes of [0, 500, 5_000, 50_000]) {
    expect(Buffer.byteLength(renderMarkdown(report, bytes))).toBeLessThanOrEqual(Math.max(bytes, 300));
  }
});

test('nasty names and causes stay text', () => {
  const report = aFleetReport({ targets: 12, endOf: () => 'nulls' });
  const text = NASTY.join('\n');
  for (const target of report.fleet?.targets ?? [])
    Object.assign(target, { name: text, cause: text, next: text, lastLines: [] });
  const shown = renderMarkdown(report);
  expect(shown).not.toMatch(/<(?!\/?(?:code|details|summary)>|br>)/);
  expect(shown).not.toMatch(/@|http:\/\//);
});

function everyOneFails(targets: number) {
  const report = aFleetReport({ targets, endOf: () => 'nulls' });
  const words = (index: number) => index.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
  for (const [i, target] of (report.fleet?.targets ?? []).entries()) {
    Object.assign(target, { causeCode: null, cause: `reason ${words(i)} ${'é'.repeat(50)}` });
  }
  return report;
}
