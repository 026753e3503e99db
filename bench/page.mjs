import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const PAGE = new URL('../docs/performance.md', import.meta.url);

/** A Markdown table with padded columns. */
export function tableOf(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const [first, ...rest] = all.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n');
}

/** Writes what was measured into the page, into the block of the Node that it was measured with. */
export function writePage(parts) {
  const where = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores.`;
  writeBlock(`node-${process.versions.node.split('.')[0]}`, [where, ...parts]);
}

/** Writes some paragraphs into a block of the page. */
export function writeBlock(name, parts) {
  const text = readFileSync(PAGE, 'utf8');
  const begin = text.indexOf(`<!-- begin: ${name} `);
  const from = text.indexOf('\n', begin);
  const to = text.indexOf(`<!-- end: ${name} -->`);
  if (begin < 0 || to < from) return console.log(`docs/performance.md has no block ${name}`);
  writeFileSync(PAGE, `${text.slice(0, from)}\n\n${parts.join('\n\n')}\n\n${text.slice(to)}`);
  console.log(`docs/performance.md: the block ${name} is written`);
}
