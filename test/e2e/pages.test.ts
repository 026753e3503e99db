import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ServedEngine, serveEngine } from '../support/cli.ts';
import { type Block, blocksOf, type Mark, PAGES, readPage } from '../support/page-blocks.ts';
import { WORLDS } from '../support/page-worlds.ts';
import { BARE_ENV, MAIN, ROOT } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * Runs the commands of README.md, docs/ and the examples, and compares what they write with what the pages show. How a block
 * is marked: test/support/page-blocks.ts. `npm run docs` writes the blocks of output.
 */

const RUN_PAGES = PAGES.filter((page) => blocksOf(page).some(({ mark }) => mark?.kind === 'run'));

describe.concurrent('the commands of the pages', () => {
  test.each(RUN_PAGES)('%s', async (page) => {
    await using places = new Places();
    const changes: { block: Block; text: string }[] = [];
    let written = '';
    for (const block of blocksOf(page)) {
      if (block.mark?.kind === 'run') written = await places.run(block, block.mark);
      if (block.mark?.kind !== 'output') continue;
      const text = select(written, block.mark);
      if (comparable(text) !== comparable(block.text)) changes.push({ block, text });
    }
    if (process.env['UPDATE_DOCS']) return rewrite(page, changes);
    for (const { block, text } of changes)
      expect(comparable(block.text), `${page}:${block.line} is out of date: npm run docs`).toBe(comparable(text));
  });
});

interface Place {
  folder: TemporaryDirectory;
  engine: ServedEngine | undefined;
  env: Readonly<Record<string, string>>;
  /** Ids of tasks in the order in which they were first written. */
  ids: string[];
}

/** The worlds of one page. Each begins with the first block that is run in it. */
class Places implements AsyncDisposable {
  readonly #open = new Map<string, Place>();

  async run({ text, page, line }: Block, { world, exits, exitsGiven }: Mark & { kind: 'run' }): Promise<string> {
    const { folder, engine, ids, env: own } = await this.#place(world);
    // With a code that is expected, as with `$?`, the commands go on after a failure, as typed one after another.
    const strict = exitsGiven || text.includes('$?') ? '' : 'set -e\n';
    const script = `exec 2>&1\n${strict}${withRealIds(text, ids)}`;
    // The default waits 5 s for lines that are late, which the local engine never has.
    const quick = { ECS_MIGRATE_LOG_QUIET: '300ms' };
    const env = {
      ...quick,
      ...own,
      PATH: `${path.join(folder.path, '.commands')}:${BARE_ENV['PATH']}`,
      ...engine?.env,
    };
    await using shell = startProcess('bash', ['-c', script], { cwd: folder.path, env });
    const { stdout, exitCode } = await shell.ended;
    expect(exitCode, `${page}:${line}\n${stdout}`).toBe(exits);
    return withShownIds(stdout.replaceAll(folder.path, '/home/you/shop'), ids);
  }

  async #place(name: string): Promise<Place> {
    const open = this.#open.get(name);
    if (open !== undefined) return open;
    const world = WORLDS[name] ?? expect.unreachable(`there is no world ${name}`);
    const folder = temporaryDirectory();
    const launcher = `#!/bin/sh\n[ "$1" = ecs-migrate ] || exit 127\nshift\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
    writeFiles(folder.path, { ...world.files, '.commands/npx': launcher });
    const place: Place = { folder, engine: undefined, env: world.env ?? {}, ids: [] };
    this.#open.set(name, place);
    if (world.prepare !== undefined) {
      await using shell = startProcess('bash', ['-ec', world.prepare], { cwd: folder.path });
      expect(await shell.ended).toMatchObject({ exitCode: 0 });
    }
    if (world.aws !== undefined) {
      writeFiles(folder.path, { '.aws.json': JSON.stringify(world.aws) });
      const args = ['--region', 'eu-west-1', '--load', '.aws.json'];
      place.engine = await serveEngine({ cwd: folder.path, args });
    }
    return place;
  }

  async [Symbol.asyncDispose]() {
    for (const { engine, folder } of this.#open.values()) {
      await engine?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    }
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (text.startsWith('#!')) chmodSync(file, 0o755);
  }
}

const HEX = '0123456789abcdef';

const shownId = (index: number) => `${HEX.slice(index)}${HEX.slice(0, index)}`.repeat(2);

/** A page shows made-up ids: the first one for the first task of a world, and so on. */
function withShownIds(text: string, ids: string[]): string {
  return text.replaceAll(/\b[0-9a-f]{32}\b/g, (id) => {
    if (!ids.includes(id)) ids.push(id);
    return shownId(ids.indexOf(id));
  });
}

const withRealIds = (text: string, ids: readonly string[]) =>
  ids.reduce((sofar, id, index) => sofar.replaceAll(shownId(index), id), text);

/** The lines that a block shows. */
function select(written: string, { from, to, last }: Mark & { kind: 'output' }): string {
  const lines = written.replace(/\n+$/, '').replace(/^\n+/, '').split('\n');
  const at = (text: string, after: number) => {
    const found = lines.findIndex((line, index) => index >= after && line.includes(text));
    return found >= 0 ? found : expect.unreachable(`"${text}" is not written:\n${written}`);
  };
  const first = last === undefined ? at(from ?? '', 0) : Math.max(0, lines.length - last);
  const end = to === undefined ? lines.length : at(to, first) + 1;
  const kept = lines.slice(first, end);
  return `${[...(first > 0 ? ['…'] : []), ...kept, ...(end < lines.length ? ['…'] : [])].join('\n')}\n`;
}

/** The text without what differs from run to run: times, widths that follow from them, and states that a look may miss. */
function comparable(text: string): string {
  return text
    .replaceAll(
      /^ecs-migrate: (?:PROVISIONING|PENDING|ACTIVATING|RUNNING|DEACTIVATING|STOPPING|DEPROVISIONING|STOPPED)\b.*\n/gm,
      '',
    )
    .replaceAll(/\b(?:provisioning|pending|activating)\b/g, 'running')
    .replaceAll(/^(ecs-migrate: time:).*/gm, '$1')
    .replaceAll(/\b[\d.]+ ?(?:µs|ms|s|min|h)(?: [\d.]+ (?:s|min))*\b/g, 'TIME')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z\b/g, 'MOMENT')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID')
    .replaceAll(/\bfleet [0-9a-f]{8}\b/g, 'fleet ID')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/Node [\d.]+, .*/g, 'NODE')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '');
}

function rewrite(page: string, changes: readonly { block: Block; text: string }[]): void {
  let renewed = readPage(page);
  for (const { block, text } of [...changes].reverse()) {
    const indented = text.replaceAll(/^(?=.)/gm, block.indent);
    renewed = renewed.slice(0, block.start) + indented + renewed.slice(block.end);
  }
  writeFileSync(path.join(ROOT, page), renewed);
}
