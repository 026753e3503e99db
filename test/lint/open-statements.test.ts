import { describe, expect, test } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { loadParser } from '../../src/lint/parser.ts';

const parser = await loadParser();
const lintText = (...texts: string[]) =>
  lintFiles(
    texts.map((text, index) => ({ file: `${index}.sql`, text })),
    parser,
    { together: false },
  ).findings;
const found = (...texts: string[]) => lintText(...texts).map(({ code, object }) => `${code} ${object}`);

const block = (body: string) => `DO $$ DECLARE r record; n int; BEGIN ${body} END $$`;

describe('a DO block runs now', () => {
  test.each([
    ['DELETE FROM t;', 'delete-without-where t'],
    ['IF true THEN TRUNCATE t; END IF;', 'truncated t'],
    ['FOR r IN DELETE FROM t RETURNING id LOOP NULL; END LOOP;', 'delete-without-where t'],
    ['DELETE FROM t RETURNING 1 INTO n;', 'delete-without-where t'],
    ["BEGIN EXECUTE 'DROP TABLE t'; EXCEPTION WHEN OTHERS THEN DROP VIEW v; END;", 'table-dropped t', 'view-dropped v'],
    ["EXECUTE 'ALTER TABLE t DROP ' || 'COLUMN a';", 'column-dropped t.a'],
    ["EXECUTE format('ALTER TABLE %I DROP COLUMN a', r.name);", 'column-dropped ….a'],
    ["EXECUTE 'ALTER TABLE ' || quote_ident(r.name) || ' DROP COLUMN a';", 'column-dropped ….a'],
    ["EXECUTE format('COMMENT ON TABLE t IS %L', now());"],
    [
      "EXECUTE format('GRANT SELECT ON %I TO app', r.name);",
      "not-judged EXECUTE format('GRANT SELECT ON %I TO app', r.name)",
    ],
    ['EXECUTE r.sql;', 'not-judged EXECUTE r.sql'],
    ["FOR r IN EXECUTE 'DELETE FROM t RETURNING 1' LOOP NULL; END LOOP;", 'delete-without-where t'],
    ['DO $x$ BEGIN DROP TABLE t; END $x$;', 'table-dropped t'],
  ])('%s', (body, ...codes) => {
    expect(found(block(body))).toEqual(codes);
  });

  test('in another language, or that cannot be read, is a note', () => {
    expect(found("DO LANGUAGE plpython3u $$ plpy.execute('DROP TABLE t') $$")).toEqual([
      'not-judged a DO block (plpython3u)',
    ]);
    expect(found('DO $$ BEGIN bogus bogus; END $$')).toEqual(['not-judged a DO block (it cannot be read)']);
  });
});

describe('a function', () => {
  const plpgsql = 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; END $$;';
  const bodies = [
    plpgsql,
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ DELETE FROM t; SELECT 1 $$;',
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT 1; END;',
    plpgsql.replace(' f()', ' g()') +
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM g(); PERFORM f(); END $$;',
  ];

  test.each(bodies)('that is only created runs later: %s', (sql) => {
    expect(found(sql)).toEqual([]);
  });

  test.each(bodies)('that is called at once is looked into: %s', (sql) => {
    for (const call of [
      'SELECT f()',
      'SELECT * FROM f()',
      'UPDATE u SET a = f() WHERE id = 1',
      block('PERFORM f();'),
      block('n := f();'),
      block('IF f() THEN NULL; END IF;'),
    ]) {
      expect(found(`${sql} ${call}`), call).toEqual(['delete-without-where t']);
    }
    // A function of an earlier file, too; and the finding is at the call.
    expect(lintText(sql, 'SELECT 1;\nSELECT f()')).toMatchObject([{ file: '1.sql', line: 2, object: 't' }]);
  });

  test('a procedure, and the latest form of a function', () => {
    expect(found('CREATE PROCEDURE p(a int) LANGUAGE plpgsql AS $$ BEGIN TRUNCATE t; END $$; CALL p(1)')).toEqual([
      'truncated t',
    ]);
    const newer = 'CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;';
    expect(found(`${plpgsql} ${newer} SELECT f()`)).toEqual([]);
  });

  test('that nobody can look into is a note, unless it is one of PostgreSQL', () => {
    expect(found("SELECT audit.audit_table('users')")).toEqual([
      'not-judged function audit.audit_table (called here, created elsewhere)',
    ]);
    expect(found('CALL p()')).toEqual(['not-judged function p (called here, created elsewhere)']);
    expect(found("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y'; SELECT f()")).toEqual([
      'not-judged a function in c',
    ]);
    expect(
      found("SELECT setval('s', 1); SELECT pg_catalog.set_config('search_path', '', false); SELECT now()"),
    ).toEqual([]);
    expect(found('SELECT lower(name) FROM users; SELECT 1')).toEqual([]);
  });

  test('what it does can be allowed at the call', () => {
    expect(found(`${plpgsql}\n-- ecs-migrate-allow delete-without-where: the table is empty\nSELECT f();`)).toEqual([]);
  });
});
