import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LiveContainer } from '../../src/core/ecs/live-revision.ts';
import { lintAgainst } from '../../src/lint/against-versions.ts';
import { loadParser } from '../../src/lint/parser.ts';
import { readVersions, tagOf, type Version } from '../../src/lint/versions.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const parser = await loadParser();

type Knowledge = ReturnType<Version['knows']>;

/** A version with what it knows of `1.sql`, `2.sql` and so on. */
function aVersion(name: string, knowledge: Knowledge[], isAtLeast: boolean | 'unknown' = false): Version {
  const revision = { service: 'web', taskDefinition: name, because: [], containers: [] };
  const commit = knowledge.includes(undefined) ? undefined : 'abc';
  const knows = (file: string) => knowledge[Number.parseInt(file, 10) - 1];
  return { name, revision, commit, knows, isAtLeast: () => isAtLeast };
}

function judge(versions: Version[], texts: string[], judged = texts.map((_, index) => `${index + 1}.sql`)) {
  const all = texts.map((text, index) => ({ file: `${index + 1}.sql`, text }));
  const { findings, allowed } = lintAgainst(versions, { all, judged: new Set(judged), foreign: [] }, parser);
  return {
    found: findings.map(({ code, file, breaks }) => [file, code, ...(breaks ?? [])].join(' ')),
    allowed: allowed.map(({ code }) => code),
  };
}

const CREATE = 'CREATE TABLE t (a int)';
const DROP = 'DROP TABLE t';

describe('a version', () => {
  test.each<[string, Knowledge[], string[]]>([
    ['knows neither file', ['new', 'new'], []],
    ['uses the table', ['known', 'new'], ['2.sql table-dropped a']],
    ['knows another form of the file', ['changed', 'new'], ['2.sql table-dropped a']],
    ['was written with both', ['known', 'known'], []],
    ['is of nobody knows which commit', [undefined, undefined], ['2.sql table-dropped a']],
  ])('%s', (_, knowledge, found) => {
    // The first file was applied before.
    expect(judge([aVersion('a', knowledge)], [CREATE, DROP], ['2.sql']).found).toEqual(found);
  });

  test('of several, each that breaks is named', () => {
    const versions = [
      aVersion('a', ['new', 'new']),
      aVersion('b', ['known', 'new']),
      aVersion('c', ['known', 'known']),
      aVersion('d', ['changed', 'new']),
    ];
    expect(judge(versions, [CREATE, DROP], ['2.sql']).found).toEqual(['2.sql table-dropped b d']);
  });

  test('waits for a lock although it knows the migration', () => {
    const known = aVersion('a', ['known']);
    expect(judge([known], ['LOCK TABLE t; ALTER TABLE t DROP COLUMN a; SELECT f()']).found).toEqual([
      '1.sql table-locked',
      '1.sql not-judged',
    ]);
  });
});

describe('an exception', () => {
  const allow = (after: string) => `-- ecs-migrate-allow table-dropped${after}: nobody reads it\n${DROP}`;

  test('from a release on must hold for each version', () => {
    const [older, later, unknown] = [
      aVersion('a', ['new']),
      aVersion('b', ['new'], true),
      aVersion('c', ['new'], 'unknown'),
    ] as const;
    expect(judge([later], [allow(' after v2')])).toEqual({ found: [], allowed: ['table-dropped'] });
    expect(judge([later, older, unknown], [allow(' after v2')])).toEqual({
      found: ['1.sql table-dropped a c'],
      allowed: [],
    });
    expect(judge([older, unknown], [allow('')])).toEqual({ found: [], allowed: ['table-dropped'] });
  });

  test('that one version needs is used', () => {
    const [user, stranger] = [aVersion('a', ['known', 'new']), aVersion('b', ['new', 'new'])];
    expect(judge([user, stranger], [CREATE, allow('')], ['2.sql'])).toEqual({ found: [], allowed: ['table-dropped'] });
    expect(judge([stranger], [CREATE, allow('')], ['2.sql']).found).toEqual(['2.sql allowance-unused']);
  });
});

describe('the commit of an image', () => {
  const image = (name: string, text: string, ...digests: string[]): LiveContainer => ({ name, image: text, digests });

  test('is what its tag names, if git knows it and nothing speaks against it', () => {
    using folder = temporaryDirectory();
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
        cwd: folder.path,
        encoding: 'utf8',
      }).trim();
    git('init', '-q', '-b', 'main');
    for (const number of [1, 2]) {
      writeFileSync(path.join(folder.path, `${number}.sql`), `SELECT ${number};`);
      git('add', '.');
      git('commit', '-qm', `${number}`);
      git('tag', `v${number}.0`);
    }
    const [second, first] = git('log', '--format=%H').split('\n') as [string, string];
    git('branch', 'abcdef1');
    const versionOf = (containers: LiveContainer[], container?: string) => {
      const revision = { service: 'web', taskDefinition: 'web:1', because: [], containers };
      return readVersions([revision], container, folder.path)[0];
    };
    const commitOf = (...containers: LiveContainer[]) => versionOf(containers)?.commit;
    expect(commitOf(image('app', `app:${first.slice(0, 7)}`))).toBe(first);
    expect(commitOf(image('app', `host:5000/app:main-${first.slice(0, 9)}`))).toBe(first);
    expect(commitOf(image('app', `app:${second}@sha256:ab`, 'sha256:ab'))).toBe(second);
    expect(commitOf(image('app', 'app:1.0'))).toBe(first);
    // The tag was pushed again.
    expect(commitOf(image('app', `app:${first}`, 'sha256:a', 'sha256:b'))).toBeUndefined();
    // Branches move.
    for (const tag of ['main', 'latest', 'abcdef1']) expect(commitOf(image('app', `app:${tag}`)), tag).toBeUndefined();
    expect(commitOf(image('app', 'host:5000/app'))).toBeUndefined();
    // A sidecar has releases of its own.
    const sidecar = image('agent', 'agent:v2.0');
    expect(commitOf(image('app', 'app:latest'), sidecar)).toBeUndefined();
    expect(commitOf(image('app', `app:${first}`), sidecar)).toBe(first);
    expect(commitOf(image('app', `app:${first}`), image('b', `b:${second}`))).toBeUndefined();
    expect(versionOf([image('app', 'app:1.0'), sidecar], 'app')?.commit).toBe(first);
    expect(versionOf([sidecar], 'app')?.commit).toBeUndefined();

    const old = versionOf([image('app', 'app:v1.0')]);
    git('mv', '1.sql', 'moved.sql');
    writeFileSync(path.join(folder.path, '.gitignore'), 'ignored.sql\n');
    writeFileSync(path.join(folder.path, 'ignored.sql'), 'SELECT 3;');
    const now = versionOf([image('app', 'app:v1.0')]);
    expect(old?.knows('1.sql')).toBe('known');
    expect(['2.sql', 'moved.sql', 'ignored.sql', '../other.sql'].map((file) => now?.knows(file))).toEqual([
      'new',
      'changed',
      'new',
      'changed',
    ]);
    expect(['v1.0', 'v2.0', 'main', 'web:1', first.slice(0, 8)].map((one) => old?.isAtLeast(one))).toEqual([
      true,
      false,
      'unknown',
      true,
      true,
    ]);
  });

  test.each([
    ['app:1', '1'],
    ['host:5000/app', undefined],
    ['host:5000/app:1@sha256:ab', '1'],
    ['app@sha256:ab', undefined],
  ])('tag of %s', (text, tag) => {
    expect(tagOf(text)).toBe(tag);
  });
});
