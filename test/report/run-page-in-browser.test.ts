import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderRunPage } from '../../src/report/html/run-page.ts';
import { aReport, NASTY } from '../support/a-report.ts';
import { browserForTests, DESKTOP, openFile, PHONE } from '../support/browser.ts';
import { findFaintTexts, findOverflow, focusedTag } from '../support/read-page.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

const chromium = browserForTests();
const console = 'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/staging/tasks/0123';
const decisive = 'column "currency" of relation "orders" contains null values';
const report = aReport({
  cause: `${decisive} (existing rows break the new constraint)`,
  causeLine: decisive,
  phases: { queued: 1_000, pulling: 2_000, running: 10_000, stopping: 4, total: 13_004 },
  warnings: [{ at: '', code: 'silent', text: 'migrate printed nothing' }],
  lastLines: ['begun', `ERROR: ${decisive} ${'x'.repeat(500)}`, 'rolled back', ...NASTY],
  launched: { ...(aReport().launched as NonNullable<ReturnType<typeof aReport>['launched']>), console },
});

describe.skipIf(chromium.missing)(chromium.title('the page of a run in a browser'), () => {
  let browser: Browser;
  let folder: TemporaryDirectory;
  let file: string;
  beforeAll(async () => {
    folder = temporaryDirectory();
    file = path.join(folder.path, 'run.html');
    writeFileSync(file, renderRunPage(report));
    browser = await chromium.start();
  });
  afterAll(async () => {
    await browser?.close();
    folder?.[Symbol.dispose]();
  });

  test('the cause stands first, then the next step; nothing is loaded and nothing complained about', async () => {
    await using open = await openFile(browser, file);
    const headings = await open.page.getByRole('heading').allTextContents();
    expect(headings.slice(0, 2)).toEqual([report.cause, 'What to do next']);
    expect(await open.page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(open.complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('%s: every text can be read', async (colorScheme) => {
    await using open = await openFile(browser, file, { colorScheme });
    await open.page.locator('summary').click();
    expect(await findFaintTexts(open.page)).toEqual([]);
  });

  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
    ['narrow phone', { width: 320, height: 600 }],
  ])('%s: nothing is wider than the window, and long lines wrap', async (_, viewport) => {
    await using open = await openFile(browser, file, { viewport });
    expect(await findOverflow(open.page)).toBe(0);
    const hidden = await open.page.locator('pre').evaluate((pre) => pre.scrollWidth - pre.clientWidth);
    expect(hidden).toBe(0);
  });

  test('the decisive line is marked', async () => {
    await using open = await openFile(browser, file);
    expect(await open.page.locator('mark').allInnerTexts()).toEqual([report.lastLines[1]]);
  });

  test('the phases are a table with a picture: each begins where the one before ended, and the shortest is seen', async () => {
    await using open = await openFile(browser, file);
    const rows = open.page.locator('table.phases tr');
    expect(await rows.locator('th').allInnerTexts()).toEqual(['queued', 'pulling', 'running', 'stopping']);
    expect(await rows.locator('td:last-child').allInnerTexts()).toEqual(['1 s', '2 s', '10 s', '4 ms']);
    const boxes = await rows.locator('rect').evaluateAll((rects) =>
      rects.map((rect) => {
        const { left, right } = rect.getBoundingClientRect();
        return { left, right };
      }),
    );
    expect(boxes).toHaveLength(4);
    for (const [i, { left, right }] of boxes.entries()) {
      expect(right - left).toBeGreaterThan(1);
      if (i > 0 && i < 3) expect(Math.abs(left - (boxes[i - 1]?.right ?? 0))).toBeLessThan(2);
    }
  });

  test('the keyboard reaches the lines, the links and the settings, and opens them', async () => {
    await using open = await openFile(browser, file);
    const reached: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      await open.page.keyboard.press('Tab');
      reached.push(await focusedTag(open.page));
    }
    expect(reached).toEqual(['PRE', 'A', 'SUMMARY', 'BODY']);
    await open.page.locator('summary').focus();
    await open.page.keyboard.press('Enter');
    expect(await open.page.locator('details table').isVisible()).toBe(true);
  });
});
