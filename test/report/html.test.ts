import { expect, test } from 'vitest';
import { renderRunPage } from '../../src/report/html/run-page.ts';
import { aReport, NASTY } from '../support/a-report.ts';

const tags = (html: string) => new Set([...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name));

test('one page that loads nothing and runs nothing, with all that is known', () => {
  const html = renderRunPage(aReport({ warnings: [{ at: '', code: 'overlap', text: 'two at once' }] }));
  for (const text of [
    'failed: app-migrate:7 / migrate',
    'exit code 3',
    'fix it and run again',
    'two at once',
    'one\ntwo',
  ]) {
    expect(html).toContain(text);
  }
  expect(html).toContain('{&quot;A&quot;:&quot;***&quot;} (--env)');
  expect(html).not.toMatch(/src=|href=|@import|url\(|<script/);
});

test('nasty text adds no element and no attribute', () => {
  const plain = renderRunPage(aReport({ warnings: [{ at: '', code: 'silent', text: 'x' }] }));
  const text = NASTY.join('\n');
  const report = aReport({ cause: text, next: text, taskArn: text, lastLines: NASTY });
  const nasty = renderRunPage({
    ...report,
    warnings: [{ at: '', code: 'silent', text }],
    settings: { cluster: { value: text, origin: text } },
  });
  expect(tags(nasty)).toEqual(tags(plain));
  expect(nasty.match(/<(?:\w+)[^>]*onerror/)).toBeNull();
  for (const control of ['\u0000', '\u001b', '\ud800']) expect(nasty).not.toContain(control);
  expect(nasty).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(nasty).toContain('ünï 🚀');
});

test('only pages of https become links', () => {
  const { launched } = aReport();
  if (launched === null) throw new Error('there is a task');
  const linked = (console: string) => renderRunPage(aReport({ launched: { ...launched, console } })).includes('href=');
  expect(linked('https://console.example/task')).toBe(true);
  expect(linked('javascript:alert(1)')).toBe(false);
});
