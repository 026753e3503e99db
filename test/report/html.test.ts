import { expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { aReport, NASTY } from '../support/a-report.ts';

const tags = (html: string) => new Set([...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name));

test('one page that needs nothing else, with all that is known', () => {
  const html = renderHtml(aReport({ warnings: [{ at: '', code: 'overlap', text: 'two at once' }] }));
  for (const text of [
    'app-migrate:7 / migrate: failed (exit code 3)',
    'fix it and run again',
    'two at once',
    'one\ntwo',
  ]) {
    expect(html).toContain(text);
  }
  expect(html).toContain('{&quot;A&quot;:&quot;***&quot;} (--env)');
  expect(html).not.toMatch(/src=|href=|@import|url\(/);
});

test('nasty text adds no element and no attribute', () => {
  const plain = renderHtml(aReport({ warnings: [{ at: '', code: 'silent', text: 'x' }] }));
  const text = NASTY.join('\n');
  const report = aReport({ cause: text, next: text, taskArn: text, lastLines: NASTY });
  const nasty = renderHtml({
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
