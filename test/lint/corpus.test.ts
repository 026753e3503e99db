import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { loadParser } from '../../src/lint/parser.ts';
import { LINT_RULES, type LintCode } from '../../src/lint/rules/rules.ts';

const parser = await loadParser();

function codesOf(text: string): string[] {
  return lintFiles([{ file: 'm.sql', text }], parser, { together: true }).findings.map(({ code }) => code);
}

/** Statements that break the version that is running, by what they do. */
const BREAKING: readonly (readonly [LintCode, ...string[]])[] = [
  ['table-dropped', 'DROP TABLE users', 'drop table if exists public.users cascade', 'DROP FOREIGN TABLE remote'],
  ['table-renamed', 'ALTER TABLE users RENAME TO accounts', 'ALTER TABLE IF EXISTS users SET SCHEMA archive'],
  [
    'column-dropped',
    'ALTER TABLE "User" DROP COLUMN "legacyName"',
    'alter table users add column x int, drop column if exists y cascade',
  ],
  ['column-renamed', 'ALTER TABLE users RENAME COLUMN name TO full_name', 'ALTER TABLE users RENAME name TO full_name'],
  [
    'column-type-changed',
    'ALTER TABLE users ALTER COLUMN age TYPE bigint',
    `ALTER TABLE "User" ALTER COLUMN "role" SET DATA TYPE "Role_new" USING ("role"::text::"Role_new")`,
  ],
  [
    'column-required',
    'ALTER TABLE users ADD COLUMN locale text NOT NULL',
    'ALTER TABLE users ADD COLUMN id2 uuid PRIMARY KEY',
  ],
  [
    'not-null-added',
    'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
    'ALTER TABLE users ADD CONSTRAINT email_there CHECK (email IS NOT NULL) NOT VALID',
  ],
  ['not-null-dropped', 'ALTER TABLE users ALTER COLUMN email DROP NOT NULL'],
  [
    'default-changed',
    `ALTER TABLE users ALTER COLUMN plan SET DEFAULT 'pro'`,
    'ALTER TABLE users ALTER plan DROP DEFAULT',
    `ALTER DOMAIN money_eur SET DEFAULT 1`,
  ],
  [
    'constraint-added',
    'ALTER TABLE users ADD CONSTRAINT age_ok CHECK (age > 0) NOT VALID',
    'ALTER TABLE users ADD UNIQUE (email)',
    'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (lower(email))',
    'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)',
    'ALTER TABLE rooms ADD EXCLUDE USING gist (room WITH =, during WITH &&)',
  ],
  [
    'identity-added',
    'ALTER TABLE users ALTER id ADD GENERATED ALWAYS AS IDENTITY',
    'ALTER TABLE users ALTER id SET GENERATED ALWAYS',
  ],
  ['enum-value-renamed', `ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'`],
  ['type-dropped', 'DROP TYPE mood', 'DROP DOMAIN email', 'DROP TYPE mood CASCADE; CREATE TYPE mood AS ENUM ()'],
  ['type-renamed', 'ALTER TYPE "Role" RENAME TO "Role_old"', 'ALTER TYPE address RENAME ATTRIBUTE zip TO code'],
  ['view-dropped', 'DROP VIEW totals', 'DROP MATERIALIZED VIEW totals'],
  [
    'view-renamed',
    'ALTER VIEW totals RENAME TO sums',
    'ALTER VIEW totals RENAME COLUMN a TO b',
    'ALTER MATERIALIZED VIEW totals SET SCHEMA x',
  ],
  ['function-dropped', 'DROP FUNCTION f(int)', 'DROP PROCEDURE p', 'DROP AGGREGATE a(int)'],
  ['function-renamed', 'ALTER FUNCTION f(int) RENAME TO g'],
  [
    'trigger-added',
    'CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()',
    'CREATE RULE r AS ON DELETE TO users DO INSTEAD NOTHING',
    'ALTER TABLE users ENABLE TRIGGER t',
  ],
  ['trigger-removed', 'DROP TRIGGER t ON users', 'ALTER TABLE users DISABLE TRIGGER ALL'],
  [
    'update-without-where',
    `UPDATE users SET locale = 'en'`,
    `UPDATE users SET locale = 'en' WHERE true`,
    'UPDATE users SET a = 1 WHERE 1 = 1',
    `DO $$ BEGIN UPDATE users SET a = 1; END $$`,
  ],
  [
    'delete-without-where',
    'DELETE FROM sessions',
    'WITH gone AS (DELETE FROM sessions RETURNING *) INSERT INTO old SELECT * FROM gone',
  ],
  ['truncated', 'TRUNCATE sessions, users'],
  [
    'right-revoked',
    'REVOKE SELECT ON users FROM app',
    'REVOKE admin FROM app',
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
  ],
  [
    'row-security-changed',
    'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
    'DROP POLICY p ON users',
    'CREATE POLICY p ON users AS RESTRICTIVE USING (true)',
    'ALTER POLICY p ON users USING (false)',
  ],
  ['role-changed', 'DROP ROLE app', 'ALTER ROLE app NOLOGIN', 'ALTER ROLE app SET search_path = x'],
  ['schema-dropped', 'DROP SCHEMA billing CASCADE'],
  ['schema-renamed', 'ALTER SCHEMA billing RENAME TO invoicing'],
  ['sequence-dropped', 'DROP SEQUENCE invoice_numbers', 'ALTER SEQUENCE invoice_numbers RENAME TO n'],
  ['extension-dropped', 'DROP EXTENSION pgcrypto'],
  ['partition-detached', 'ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY'],
  ['domain-narrowed', 'ALTER DOMAIN email ADD CHECK (length(value) > 3)', 'ALTER DOMAIN email SET NOT NULL'],
  [
    'table-locked',
    'VACUUM FULL users',
    'CLUSTER users',
    'LOCK TABLE users',
    'REFRESH MATERIALIZED VIEW totals',
    'REINDEX TABLE users',
  ],
];

describe('a statement that breaks the running version is named', () => {
  const cases = BREAKING.flatMap(([code, ...statements]) => statements.map((sql) => [code, sql] as const));
  test.each(cases)('%s: %s', (code, sql) => {
    expect(codesOf(sql).filter((one) => LINT_RULES[one as LintCode].level === 'error')).toContain(code);
  });

  test('in 17 kinds and more: every rule with the level error has an example', () => {
    const errors = Object.entries(LINT_RULES).filter(
      ([code, { level }]) => level === 'error' && !/^(syntax|allow)/.test(code),
    );
    expect(errors.map(([code]) => code).sort()).toEqual(BREAKING.map(([code]) => code).sort());
    expect(errors.length).toBeGreaterThanOrEqual(17);
    for (const [code, { what, why, now }] of errors) expect([what, why, now], code).not.toContain('');
  });
});

describe('additive statements', () => {
  const folder = path.join(import.meta.dirname, '../fixtures/lint/additive');
  const files = readdirSync(folder).map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));

  test('of many tools, 200 and more, cause no finding, but for a function that nobody can look into', () => {
    const { findings, statements } = lintFiles(files, parser, { together: false });
    const unknown = 'function diesel_manage_updated_at (called here, created elsewhere)';
    expect(findings).toMatchObject([{ code: 'not-judged', level: 'note', object: unknown }]);
    expect(findings).toHaveLength(1);
    expect(statements).toBeGreaterThanOrEqual(200);
  });
});

describe('what is created together is new', () => {
  test.each([
    'CREATE TABLE t (a int); ALTER TABLE t DROP COLUMN a',
    'CREATE SCHEMA s; CREATE TABLE s.t (a int); DROP TABLE s.t',
    'ALTER TABLE users ADD a int; ALTER TABLE users ALTER a SET NOT NULL; ALTER TABLE users DROP a',
    'CREATE TABLE public.t (a int); DROP TABLE t',
    `ALTER TABLE users RENAME TO accounts; CREATE VIEW users AS SELECT * FROM accounts`,
  ])('%s', (sql) => {
    expect(codesOf(sql).filter((code) => code !== 'recreated' && code !== 'update-without-where')).toEqual([]);
  });

  test('but only from there on, and only in the files that one run applies', () => {
    expect(codesOf('DROP TABLE t; CREATE TABLE t (a int)')).toEqual(['table-dropped']);
    const files = ['CREATE TABLE t (a int)', 'DROP TABLE t'].map((text, index) => ({ file: `${index}.sql`, text }));
    expect(lintFiles(files, parser, { together: true }).findings).toEqual([]);
    expect(lintFiles(files, parser, { together: false }).findings).toMatchObject([
      { code: 'table-dropped', file: '1.sql' },
    ]);
  });

  test('a thing that is dropped and created again is a note', () => {
    expect(codesOf('DROP VIEW v; CREATE VIEW v AS SELECT 1')).toEqual(['recreated']);
    expect(
      codesOf(
        `ALTER TABLE t DROP CONSTRAINT status_ok; ALTER TABLE t ADD CONSTRAINT status_ok CHECK (status IN ('a','b'))`,
      ),
    ).toEqual(['constraint-dropped', 'recreated']);
    expect(codesOf('CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)')).toEqual(['concurrent-index-if-not-exists']);
  });
});
