import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { ROOT } from './paths.ts';

/** A terminal shows so many columns: a table that is wider is a list instead. */
export const MOST_COLUMNS = 100;

/** A Markdown table with padded columns, or a list if it would be too wide to read in a terminal. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = paddedTable(head, rows);
  if (table.indexOf('\n') <= MOST_COLUMNS) return table;
  return rows
    .map(([first = '', ...rest]) => `- ${first}: ${rest.map((cell) => cell.replaceAll('\n', ' ')).join('; ')}`)
    .join('\n');
}

function paddedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const [first = '', ...rest] = cells.map(
    (row) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`,
  );
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n');
}

/**
 * A code as a heading with its anchor, a sentence about it, a list of its other properties, and the words of which it is
 * the meaning, as they are printed: people search for them.
 */
export function entryOf(
  code: string,
  about: string,
  properties: readonly (readonly [name: string, text: string])[],
  examples: readonly string[] = [],
): string {
  const escapeText = (text: string) => text.replaceAll('<', '&lt;').replaceAll('*', '\\*');
  const list = properties.map(([name, text]) => `- ${name}: ${escapeText(text)}`);
  const block = examples.length === 0 ? [] : ['```text', ...examples.map((one) => one.trim()), '```', ''];
  return [`### \`${code}\``, '', escapeText(about), '', ...block, ...list, ''].join('\n');
}

/**
 * Checks that a block of a page in docs/ matches the tables of the code; `npm run docs` regenerates it. A block stands
 * between `<!-- begin: NAME … -->` and `<!-- end: NAME -->`. The text around it is written by hand.
 */
export function expectBlock(page: string, name: string, block: string): void {
  const file = path.join(ROOT, page);
  const text = readFileSync(file, 'utf8');
  const begin = text.indexOf(`<!-- begin: ${name}`);
  const from = text.indexOf('\n', begin);
  const to = text.indexOf(`<!-- end: ${name} -->`);
  expect(begin >= 0 && from < to, `${page} has the marks of the block "${name}"`).toBe(true);
  const renewed = `${text.slice(0, from)}\n\n${block}\n\n${text.slice(to)}`;
  if (process.env['UPDATE_DOCS']) writeFileSync(file, renewed);
  expect(readFileSync(file, 'utf8'), `${page} is out of date: npm run docs`).toBe(renewed);
}
