import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A page of a report as it stands in a browser. */
export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** Everything that the page asked for besides itself, and everything that the browser complained about. */
  complaints: string[];
}

export type OpenOptions = Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'javaScriptEnabled'>;

/** Opens files in a browser that the caller has started. The file is opened from the disk, as a user would. */
export async function openFile(browser: Browser, file: string, options: OpenOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`asked for ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** What tests need of a browser. If there is none, the title of a skipped test shows the reason. */
export function browserForTests() {
  const missing = !existsSync(CHROMIUM);
  return {
    missing,
    title: (name: string) => (missing ? `${name} (skipped: there is no ${CHROMIUM})` : name),
    start: () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS, headless: true }),
  };
}
