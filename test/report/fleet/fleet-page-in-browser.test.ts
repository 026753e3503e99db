import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../../src/report/html/render-html.ts';
import { aFleetReport } from '../../support/a-fleet.ts';
import { NASTY } from '../../support/a-report.ts';
import { browserForTests, DESKTOP, openFile, PHONE } from '../../support/browser.ts';
import { findFaintTexts, findOverflow, focusedTag } from '../../support/read-page.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary.ts';

const chromium = browserForTests();

describe.skipIf(chromium.missing)(chromium.title('the page of a fleet in a browser'), () => {
  let browser: Browser;
  let folder: TemporaryDirectory;
  let file: string;
  const write = (name: string, html: string) => {
    const to = path.join(folder.path, name);
    writeFileSync(to, html);
    return to;
  };
  beforeAll(async () => {
    folder = temporaryDirectory();
    file = write('fleet.html', renderHtml(aFleetReport({ targets: 300 })));
    browser = await chromium.start();
  });
  afterAll(async () => {
    await browser?.close();
    folder?.[Symbol.dispose]();
  });
  const names = (page: Page) =>
    page
      .locator('.fleet tbody tr:visible th')
      .evaluateAll((cells) => cells.map((cell) => cell.firstChild?.textContent ?? ''));
  // biome-ignore lint/performance/useDomNodeTextContent: what a reader sees, not what the document has.
  const found = (page: Page) => page.locator('output').innerText();

  test('what failed and why stands before the table; nothing is loaded and nothing complained about', async () => {
    await using open = await openFile(browser, file);
    const headings = await open.page.getByRole('heading').allTextContents();
    expect(headings.slice(0, 4)).toEqual([
      '12 of 300 targets failed; the end of 1 is not known; 5 of 300 were not launched',
      'What to do next',
      'What failed, and why',
      expect.stringContaining('canceling statement due to lock timeout'),
    ]);
    expect(await names(open.page)).toHaveLength(300);
    expect((await names(open.page))[0]).toBe('tenant-0014');
    expect(open.complaints).toEqual([]);
  });

  test('without scripts every target can be read, and no control is there that does nothing', async () => {
    await using open = await openFile(browser, file, { javaScriptEnabled: false });
    expect(await open.page.locator('.fleet tbody tr:visible').count()).toBe(300);
    expect(await open.page.locator('input:visible, select:visible, button:visible').count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)('%s: every text can be read', async (colorScheme) => {
    await using open = await openFile(browser, file, { colorScheme });
    expect(await findFaintTexts(open.page)).toEqual([]);
  });

  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
    ['narrow phone', { width: 320, height: 600 }],
  ])('%s: nothing is wider than the window', async (_, viewport) => {
    await using open = await openFile(browser, file, { viewport });
    expect(await findOverflow(open.page)).toBe(0);
  });

  test('filters: state, group, wave and words, together; the count is said to screen readers', async () => {
    await using open = await openFile(browser, file);
    const { page } = open;
    expect(await found(page)).toBe('300 of 300 targets');
    await page.getByLabel('State').selectOption('failed or unknown');
    expect(await found(page)).toBe('13 of 300 targets');
    await page.getByLabel('Group').selectOption('db-3');
    await page.getByLabel('Wave').selectOption('3');
    await page.getByLabel('Find').fill('LOCK timeout');
    const shown = await names(page);
    expect(shown.length).toBeGreaterThan(0);
    expect(await found(page)).toBe(`${shown.length} of 300 targets`);
    expect(await page.locator('output').getAttribute('aria-live')).toBe('polite');
  });

  test('sorts by each column, with the keyboard too, and says how', async () => {
    await using open = await openFile(browser, file);
    const { page } = open;
    await page.getByRole('button', { name: 'Target' }).focus();
    await page.keyboard.press('Enter');
    expect((await names(page)).slice(0, 3)).toEqual(['tenant-0001', 'tenant-0002', 'tenant-0003']);
    expect(await page.locator('thead th').first().getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('button', { name: 'Time' }).click();
    await page.getByRole('button', { name: 'Time' }).click();
    const times = await page
      .locator('.fleet tbody td.d')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-v'))));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await page.locator('thead [aria-sort]').count()).toBe(1);
  });

  test('the cause of a row leads to its last lines and opens them', async () => {
    await using open = await openFile(browser, file);
    await open.page.locator('.fleet tbody tr', { hasText: 'tenant-0064' }).getByRole('link').click();
    expect(await open.page.getByRole('region', { name: 'Last lines of tenant-0064' }).isVisible()).toBe(true);
  });

  test('the keyboard opens a failure', async () => {
    await using open = await openFile(browser, file);
    await open.page.keyboard.press('Tab');
    expect(await focusedTag(open.page)).toBe('SUMMARY');
    await open.page.keyboard.press('Enter');
    expect(await open.page.locator('details').first().getAttribute('open')).toBe(null);
  });

  test('nasty names, groups and causes stay text, and the page still works', async () => {
    const report = aFleetReport({ targets: 12, endOf: (index) => (index === 3 ? 'nulls' : 'good') });
    const text = NASTY.join('\n');
    Object.assign(report.fleet?.targets[3] ?? {}, {
      name: text,
      group: text,
      cause: text,
      next: text,
      lastLines: NASTY,
    });
    await using open = await openFile(browser, write('nasty.html', renderHtml(report)));
    expect(open.complaints).toEqual([]);
    expect(await open.page.locator('img').count()).toBe(0);
    await open.page.getByLabel('State').selectOption('failed');
    expect(await names(open.page)).toHaveLength(1);
    await open.page.locator('.fleet tbody').getByRole('link').click();
    expect(open.complaints).toEqual([]);
  });

  test('ten thousand targets open, and are found, in seconds; the file stays small enough to send', async () => {
    const big = write('big.html', renderHtml(aFleetReport({ targets: 10_000 })));
    expect(statSync(big).size).toBeLessThan(8_000_000);
    const start = performance.now();
    await using open = await openFile(browser, big);
    const opened = performance.now();
    await open.page.getByLabel('Find').fill('tenant-09999');
    await open.page.getByLabel('Find').fill('tenant-9999');
    expect(await found(open.page)).toBe('1 of 10000 targets');
    const done = performance.now();
    console.log(
      `10,000 targets: ${statSync(big).size} bytes, opened in ${Math.round(opened - start)} ms, found in ${Math.round(done - opened)} ms`,
    );
    expect(opened - start).toBeLessThan(30_000);
  });

  test('ten thousand failures: the last lines are limited, and the rest is said to be left out', async () => {
    const report = aFleetReport({ targets: 10_000, endOf: () => 'nulls', lines: 20 });
    const html = renderHtml(report);
    expect(html.length).toBeLessThan(16_000_000);
    expect(html).toContain('Its last lines are left out');
  });
});
