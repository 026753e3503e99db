import { describe, expect, test } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { loadParser } from '../../src/lint/parser.ts';

const parser = await loadParser();
const lintText = (text: string) => lintFiles([{ file: 'm.sql', text }], parser, { together: true });
const placesOf = (text: string) => lintText(text).findings.map(({ code, line }) => `${line} ${code}`);

describe('a line', () => {
  test('is that of the statement, after its comments, whatever the letters', () => {
    expect(placesOf(`-- é ü 漢字\nSELECT 'ß';\n\n/* a\n b */\n-- c\nDROP TABLE t; DROP TABLE u;\n`)).toEqual([
      '7 table-dropped',
      '7 table-dropped',
    ]);
  });

  test('in a DO block is that of the statement in it', () => {
    const block = `SELECT 1;\nDO $do$\nBEGIN\n  IF true THEN\n    DELETE FROM t;\n  END IF;\n  EXECUTE 'DROP TABLE u';\n  EXECUTE format('DROP %s', 'x');\nEND\n$do$;`;
    expect(placesOf(block)).toEqual(['5 delete-without-where', '7 table-dropped', '8 not-judged']);
  });

  test('of SQL that cannot be read is that of the mistake', () => {
    expect(placesOf('SELECT 1;\nALTER TABLE `t` ADD x int;\n')).toEqual(['2 syntax-error']);
    expect(placesOf('')).toEqual([]);
    expect(placesOf('-- nothing\n')).toEqual([]);
  });
});

describe('only what a deployment applies is judged', () => {
  test.each([
    '-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP TABLE t;',
    '-- +goose Up\nSELECT 1;\n-- +goose Down\n-- +goose StatementBegin\nDROP TABLE t;\n-- +goose StatementEnd',
    '-- +migrate Down\nDROP TABLE t;\n-- +migrate Up notransaction\nSELECT 1;',
    '-- Up Migration\nSELECT 1;\n-- Down Migration\nDROP TABLE t;',
    '\\restrict abc\nSELECT 1;\n\\unrestrict abc\n',
  ])('%j', (text) => {
    expect(lintText(text)).toMatchObject({ findings: [], statements: 1 });
  });
});

describe('an exception', () => {
  const DROP = 'ALTER TABLE t DROP COLUMN a;';
  test.each([
    `-- ecs-migrate-allow column-dropped: no version reads it since 41\n${DROP}`,
    `${DROP} -- ecs-migrate-allow column-dropped: no version reads it since 41`,
    `/* ecs-migrate-allow column-dropped, table-dropped: no version reads it since 41 */\n\n${DROP}`,
  ])('%j', (text) => {
    const { findings, allowed } = lintText(text);
    expect(findings).toEqual([]);
    expect(allowed).toMatchObject([{ code: 'column-dropped', object: 't.a', reason: 'no version reads it since 41' }]);
  });

  test('is for one statement, and needs a code that exists and a reason', () => {
    expect(placesOf(`-- ecs-migrate-allow column-dropped: because\n${DROP}\n${DROP}`)).toEqual(['3 column-dropped']);
    expect(placesOf(`-- ecs-migrate-allow column-dropped\n${DROP}`)).toEqual([
      '1 allowance-not-valid',
      '2 column-dropped',
    ]);
    expect(placesOf(`-- ecs-migrate-allow: because\n${DROP}`)).toEqual(['1 allowance-not-valid', '2 column-dropped']);
    const [bad] = lintText(`-- ecs-migrate-allow colum-dropped: because\n${DROP}`).findings;
    expect(bad).toMatchObject({ code: 'allowance-not-valid', cause: expect.stringContaining('column-dropped') });
    expect(placesOf(`-- ecs-migrate-allow table-dropped: because\n${DROP}`)).toEqual([
      '2 column-dropped',
      '2 allowance-unused',
    ]);
    expect(placesOf(`SELECT '-- ecs-migrate-allow column-dropped: because';\n${DROP}`)).toEqual(['2 column-dropped']);
  });
});

describe('findings of squawk', () => {
  const foreign = (line: number, rule: string) => ({
    code: `squawk/${rule}`,
    level: 'error' as const,
    file: 'm.sql',
    line,
    object: '',
    cause: '',
    why: '',
    wayOut: [],
    statement: '',
  });
  const codes = (text: string, ...given: ReturnType<typeof foreign>[]) =>
    lintFiles([{ file: 'm.sql', text }], parser, { together: true, foreign: given }).findings.map(({ code }) => code);

  test('that say the same as ours are left out, and those about new tables', () => {
    expect(codes('ALTER TABLE t DROP COLUMN a', foreign(1, 'ban-drop-column'))).toEqual(['column-dropped']);
    expect(codes('CREATE INDEX i ON t (a)', foreign(1, 'require-concurrent-index-creation'))).toHaveLength(1);
    expect(
      codes('CREATE TABLE t (a int);\nCREATE INDEX i ON t (a)', foreign(2, 'require-concurrent-index-creation')),
    ).toEqual([]);
    expect(codes('SELECT 1', foreign(9, 'syntax-error'))).toEqual(['squawk/syntax-error']);
  });

  test('can be allowed as ours', () => {
    const text =
      '-- ecs-migrate-allow squawk/require-concurrent-index-creation: the table is small\nCREATE INDEX i ON t (a)';
    expect(codes(text, foreign(2, 'require-concurrent-index-creation'))).toEqual([]);
  });
});
