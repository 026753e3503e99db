import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Choice, chooseFiles, findUsualFolders } from '../../src/lint/find-files.ts';
import { pickPending, readPending } from '../../src/lint/pending.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

let folder: TemporaryDirectory;
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: folder.path });
const write = (file: string) => {
  mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
  writeFileSync(path.join(folder.path, file), `SELECT '${file}';`);
};
const choose = async (choice: Choice) => {
  const { files } = await chooseFiles(choice, folder.path);
  return files.map(({ file }) => file);
};

beforeAll(() => {
  folder = temporaryDirectory();
  for (const file of [
    'db/migrations/1_a.up.sql',
    'db/migrations/1_a.down.sql',
    'db/migrations/2_b.sql',
    'db/migrations/10_c.sql',
    'app/x.rb',
  ])
    write(file);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'feature');
  write('db/migrations/11_d.sql');
  git('add', '.');
  git('commit', '-qm', 'two');
  write('db/migrations/12_e.sql');
  git('checkout', '-q', 'main');
  write('db/migrations/9_other.sql');
  git('add', 'db/migrations/9_other.sql');
  git('commit', '-qm', 'three');
  git('checkout', '-q', 'feature');
});
afterAll(() => folder[Symbol.dispose]());

describe('the files', () => {
  test('of a folder, a pattern and a list, in the order in which a tool applies them, without ways back', async () => {
    const all = ['1_a.up.sql', '2_b.sql', '10_c.sql', '11_d.sql', '12_e.sql'].map((file) => `db/migrations/${file}`);
    expect(await choose({ paths: ['db/migrations'] })).toEqual(all);
    expect(await choose({ paths: ['db/**/*.sql'] })).toEqual(all);
    expect(await choose({ paths: ['db/migrations/10_c.sql', 'db/migrations/2_b.sql'] })).toEqual([all[1], all[2]]);
    expect(findUsualFolders(folder.path)).toEqual(['db/migrations']);
  });

  test('since a revision: what the branch adds, also if it is not committed, and not what main got meanwhile', async () => {
    expect(await choose({ paths: ['db'], since: 'main' })).toEqual([
      'db/migrations/11_d.sql',
      'db/migrations/12_e.sql',
    ]);
  });

  test('after a name, in the order of names', async () => {
    expect(await choose({ paths: ['db'], after: '2_b.sql' })).toHaveLength(3);
  });

  test.each<[Choice, string]>([
    [{ paths: ['nowhere'] }, 'nowhere'],
    [{ paths: ['app/x.rb'] }, 'app/x.rb'],
    [{ paths: ['app'] }, 'app'],
    [{ paths: ['db/migrations/1_a.down.sql'] }, 'down'],
    [{ paths: ['db'], since: 'v99' }, 'v99'],
    [{ paths: ['db'], since: '--output=x' }, '--output=x'],
    [{ paths: ['db'], pending: ['77_x'] }, '77_x'],
  ])('%j is refused, with the value and a fix', async (choice, named) => {
    await expect(choose(choice)).rejects.toMatchObject({
      name: 'LintProblem',
      message: expect.stringContaining(named),
      fix: expect.stringMatching(/\w/),
    });
  });
});

describe('the list of what is pending', () => {
  test.each([
    ['a.sql\n\n# comment\nb.sql\n', ['a.sql', 'b.sql']],
    ['["a", "b"]', ['a', 'b']],
    ['{"pending": [{"name": "a"}, {"name": "b"}]}', ['a', 'b']],
    ['{"preview": {"pending": 2, "names": ["a", "b"]}}', ['a', 'b']],
    ['{"preview": {"pending": 0, "names": []}}', []],
    ['', []],
  ])('%j', (text, names) => {
    expect(readPending(text, 'x')).toEqual(names);
  });

  test.each([
    '{"preview": {"pending": "unknown", "names": []}}',
    '{"preview": {"pending": 3, "names": ["a"]}}',
    '{"pending": 3}',
    '{not json',
    '[1]',
  ])('%j is refused', (text) => {
    expect(() => readPending(text, '--pending: p.json')).toThrow('p.json');
  });

  test.each([
    ['20261101_a.sql', 'm/20261101_a.sql'],
    ['20261101_a', 'prisma/20261101_a/migration.sql'],
    ['20261101_a', 'm/20261101_a.up.sql'],
    ['12', 'm/V12__add.sql'],
    ['20261101', 'm/20261101_a.sql'],
    ['m/a.sql', 'db/m/a.sql'],
  ])('%s is the file %s', (name, file) => {
    expect(pickPending([name], ['m/other.sql', file, 'm/V120__add.sql'])).toEqual([file]);
  });
});
