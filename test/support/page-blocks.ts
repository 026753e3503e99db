import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.ts';

/**
 * How the commands and outputs of the documentation are produced. A block of commands is fenced as `sh`, a block of output as
 * `text`, and an HTML comment before it says how it is produced:
 *
 * - `<!-- run in WORLD -->`: `test/e2e/pages.test.ts` runs the commands, with code 0 or the one of `exits N`, in a folder and
 *   on a local engine that `test/support/page-worlds.ts` describes. All blocks of a page in one world share it, in order.
 * - `<!-- output -->`: what the commands before it wrote. `from "…"`, `to "…"` and `last N` choose lines of it; `…` stands for
 *   the others. `npm run docs` writes these blocks.
 * - `<!-- run by FILE -->`: that test runs the commands.
 * - `<!-- not run: REASON -->`: nothing here can run them.
 *
 * A block inside `<!-- begin: NAME … -->` and `<!-- end: NAME -->`, or in a page that says that `npm run docs` writes it, is
 * made from tables of the code.
 */
export type Mark =
  | { kind: 'run'; world: string; exits: number; exitsGiven: boolean }
  | { kind: 'output'; from?: string; to?: string; last?: number }
  | { kind: 'run by'; file: string }
  | { kind: 'not run'; reason: string }
  | { kind: 'generated' };

export interface Block {
  page: string;
  line: number;
  language: string;
  /** Without the indentation of its fence. */
  text: string;
  indent: string;
  mark: Mark | undefined;
  /** Where its text is in the page. */
  start: number;
  end: number;
}

const readmesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('README.md') && !file.includes('node_modules') && !file.includes('.terraform'))
    .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')));

/** Every page that people read, relative to the root. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readmesIn('examples'),
  ...readmesIn('terraform'),
].sort();

export const readPage = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const text = readPage(page);
  const isGenerated = /`npm run docs` writes this page/.test(text);
  return [...text.matchAll(/^( *)```(.*)\n([\s\S]*?)^ *```$/gm)].map((found) => {
    const [, indent = '', language = '', content = ''] = found;
    const start = found.index + indent.length + 3 + language.length + 1;
    const before = text.slice(0, found.index);
    return {
      page,
      line: before.split('\n').length,
      language,
      text: content.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      indent,
      mark: isGenerated ? { kind: 'generated' } : markBefore(before),
      start,
      end: start + content.length,
    };
  });
}

function markBefore(before: string): Mark | undefined {
  if (before.lastIndexOf('<!-- begin: ') > before.lastIndexOf('<!-- end: ')) return { kind: 'generated' };
  const [, comment] = /<!-- ([^\n]*) -->\s*$/.exec(before) ?? [];
  return comment === undefined ? undefined : readMark(comment);
}

function readMark(comment: string): Mark | undefined {
  const run = /^run in (\S+?)(?:, exits (\d+))?$/.exec(comment);
  if (run !== null)
    return { kind: 'run', world: run[1] ?? '', exits: Number(run[2] ?? 0), exitsGiven: run[2] !== undefined };
  const output = /^output(?:, from "(.+?)")?(?:, to "(.+?)")?(?:, last (\d+))?$/.exec(comment);
  if (output !== null) {
    const [, from, to, last] = output;
    return { kind: 'output', ...(from && { from }), ...(to && { to }), ...(last && { last: Number(last) }) };
  }
  const [, file] = /^run by (\S+)$/.exec(comment) ?? [];
  if (file !== undefined) return { kind: 'run by', file };
  const [, reason] = /^not run: (.+)$/.exec(comment) ?? [];
  return reason === undefined ? undefined : { kind: 'not run', reason };
}
