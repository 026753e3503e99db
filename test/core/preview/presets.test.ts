import { describe, expect, test } from 'vitest';
import { PRESETS, previewCommandOf } from '../../../src/core/preview/presets.ts';
import { digestText, doesOnlyMigrate, plainLines, summarize } from '../../../src/core/preview/preview.ts';
import type { Reading } from '../../../src/core/preview/reading.ts';
import type { PreviewTool } from '../../../src/core/settings/tools-with-preview.ts';

const NONE: Reading = { names: [], provesNone: true };
const pending = (...names: string[]): Reading => ({ names, provesNone: false });
const UNKNOWN: Reading = { unknown: true };
const FAILED: Reading = { toolFailed: true };

/**
 * What the tools print, on PostgreSQL 15 with the versions in docs/preview.md. goose is recorded output; Flyway and Atlas are
 * written after their documentation and source.
 */
const OUTPUTS: [tool: PreviewTool, text: string, exitCode: number, Reading][] = [
  ['dbmate', '[ ] 20260101000000_a.sql\n\nApplied: 0\nPending: 1', 1, pending('20260101000000_a.sql')],
  ['dbmate', '[X] 20260101000000_a.sql\n\nApplied: 1\nPending: 0', 0, NONE],
  ['dbmate', 'Error: dial tcp 10.0.3.17:5432: connect: connection refused', 2, FAILED],
  ['dbmate', '', 0, UNKNOWN],
  ['dbmate', 'Applied: 0\nPending: 0', 0, UNKNOWN],
  ['dbmate', 'Error: unable to find migrations dir', 1, FAILED],
  [
    'django',
    'Planned operations:\nshop.0001_initial\n    Raw SQL operation -> create table djx(id int)',
    1,
    pending('shop.0001_initial'),
  ],
  ['django', 'Planned operations:\n  No planned migration operations.', 0, NONE],
  [
    'rails',
    'Run `bin/rails db:migrate` to update your database then try again.\nYou have 2 pending migrations:\n  20240101000000 A\n  20240102000000 B',
    1,
    pending('20240101000000 A', '20240102000000 B'),
  ],
  ['rails', '', 0, NONE],
  ['rails', 'rails aborted!\nPG::ConnectionBad', 1, FAILED],
  [
    'node-pg-migrate',
    'dry run\n> Migrating files:\n> - 1700000000000_a\n### MIGRATION 1700000000000_a (UP) ###\n\nMigrations complete!',
    0,
    pending('1700000000000_a'),
  ],
  ['node-pg-migrate', 'dry run\nNo migrations to run!\nMigrations complete!', 0, UNKNOWN],
  [
    'knex',
    'No Completed Migration files Found.\nFound 1 Pending Migration file/files.\n1_a.js\n',
    0,
    pending('1_a.js'),
  ],
  ['knex', 'Found 1 Completed Migration file/files.\n1_a.js\nNo Pending Migration files Found.\n', 0, UNKNOWN],
  ['kysely', 'ℹ Found 1 migration:\n[ ] 1_a\n\n ERROR  Failed due to pending migrations.\n', 1, pending('1_a')],
  [
    'sequelize',
    'Sequelize CLI [Node: 20.20.2, CLI: 6.6.5, ORM: 6.37.8]\n\ndown 1-a.js\nup 0-z.js',
    0,
    pending('1-a.js'),
  ],
  ['typeorm', '[ ] A1700000000000\n[X] 1 B1600000000000', 0, pending('A1700000000000')],
  ['typeorm', '[X] 1 A1700000000000', 0, UNKNOWN],
  [
    'prisma',
    'Following migration have not yet been applied:\n20240101000000_init\n',
    1,
    pending('20240101000000_init'),
  ],
  ['prisma', 'Database schema is up to date!', 0, UNKNOWN],
  // Of the history that the database and the files do not share, only what is not applied yet is pending.
  [
    'prisma',
    '4 migrations found in prisma/migrations\nYour local migration history and the migrations table from your database are different:\n\nThe last common migration is: 20240103000000_c\n\nThe migration have not yet been applied:\n20240105000000_new\n\nThe migration from the database are not found locally in prisma/migrations:\n20240104000000_gone',
    1,
    pending('20240105000000_new'),
  ],
  ['prisma', 'Error: Database `shop` does not exist', 1, FAILED],
  // A list that is shorter or longer than the tool's own count is no list.
  ['dbmate', '[ ] 1_a.sql\n\nApplied: 0\nPending: 2', 1, UNKNOWN],
  ['rails', 'You have 2 pending migrations:\n  20240101000000 A', 1, UNKNOWN],
  ['rails', 'You have 1 pending migration:\n  20240101000000 A', 1, pending('20240101000000 A')],
  ['knex', 'Found 2 Pending Migration file/files.\n1_a.js\n', 0, UNKNOWN],
  [
    'knex',
    'Found 1 Completed Migration file/files.\n0_z.js\nFound 1 Pending Migration file/files.\n1_a.js\nbye\n',
    0,
    pending('1_a.js'),
  ],
  [
    'node-pg-migrate',
    'dry run\n> Migrating files:\n> - 1_a\n### MIGRATION 1_a (UP) ###\nCOMMENT ON TABLE a IS $$list:\n> - not_a_file\n$$;',
    0,
    pending('1_a'),
  ],
  ['kysely', '\n WARN  Ignoring 1_a.js - not a TS file.\n\nℹ No migrations found.\n', 0, UNKNOWN],
  ['kysely', 'ℹ Found 2 migrations:\n[✓] 1_a\n[✓] 2_b\n', 0, NONE],
  [
    'django',
    'Planned operations:\nshop.0001_initial\n    Raw SQL operation -> create table djx(id int)\nshop.0002_py\n    Raw Python operation -> Fill the  new column\n    Create model Item',
    1,
    pending('shop.0001_initial', 'shop.0002_py'),
  ],
  [
    'alembic',
    'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.\nINFO  [alembic.runtime.migration] Will assume transactional DDL.\ne23c1dee1572 -> c025a247daab (head), two\n<base> -> e23c1dee1572 (current), one',
    0,
    pending('c025a247daab two'),
  ],
  ['alembic', 'e2 -> c0 (head), two\n<base> -> e2, one', 0, pending('e2 one', 'c0 two')],
  ['alembic', 'e2 -> c0 (head) (current), two\n<base> -> e2, one', 0, UNKNOWN],
  [
    'alembic',
    'e2, e3 -> c0 (head) (mergepoint), m\na1 -> e2, x\na1 -> e3, y\n<base> -> a1 (branchpoint) (current), one',
    0,
    UNKNOWN,
  ],
  ['alembic', 'FAILED: Can’t locate revision identified by "x"', 255, FAILED],
  [
    'liquibase',
    '3 changesets have not been applied to app@jdbc:postgresql://127.0.0.1:5432/shop\n     cl.sql::1::me\n     cl.sql::2::me\n     db/c 2.xml::3::you\n',
    0,
    pending('cl.sql::1::me', 'cl.sql::2::me', 'db/c 2.xml::3::you'),
  ],
  // A change set with runAlways is always in the list.
  [
    'liquibase',
    ' 1 changeset has not been applied to app@jdbc:postgresql://h/shop\n     cl.sql::2::me',
    0,
    pending('cl.sql::2::me'),
  ],
  ['liquibase', '2 changesets have not been applied to app@jdbc:postgresql://h/shop\n     cl.sql::2::me', 0, UNKNOWN],
  ['liquibase', 'app@jdbc:postgresql://h/shop is up to date', 0, UNKNOWN],
  [
    'goose',
    '2025/08/17 14:26:22     Applied At                  Migration\n2025/08/17 14:26:22     =======================================\n2025/08/17 14:26:22     Sun Jan  6 11:25:03 2013 -- 001_basics.sql\n2025/08/17 14:26:22     Pending                  -- 20250817104252_users.sql',
    0,
    pending('20250817104252_users.sql'),
  ],
  ['goose', '    Pending                  -- 003_and_again.go', 0, pending('003_and_again.go')],
  ['flyway', '{"migrations": [{"version": "1", "description": "a", "state": "Success"}]}', 0, NONE],
  // Applied, whatever came later.
  [
    'flyway',
    '{"migrations": [{"state": "Out of Order"}, {"state": "Superseded"}, {"state": "Success"}, {"state": "Future"}]}',
    0,
    NONE,
  ],
  // With these, migrate itself fails: that nothing is pending is no reason to leave it out.
  [
    'flyway',
    '{"migrations": [{"version": "1", "state": "Success"}, {"version": "0.9", "state": "Ignored"}]}',
    0,
    UNKNOWN,
  ],
  ['flyway', '{"migrations": [{"version": "1", "state": "Failed"}]}', 0, UNKNOWN],
  ['flyway', '{"migrations": [{"version": "1", "state": "Missing"}]}', 0, UNKNOWN],
  ['flyway', '{"migrations": [{"version": "1", "state": "A new state"}]}', 0, UNKNOWN],
  ['flyway', '{"migrations": []}', 0, UNKNOWN],
  ['flyway', '{"error": {"errorCode": "FAULT", "message": "Unable to obtain connection"}}', 1, FAILED],
  [
    'flyway',
    '{"migrations": [{"version": "1", "state": "Failed", "filepath": "V1__a.sql"}, {"version": "2", "state": "Pending", "filepath": "V2__b.sql"}]}',
    0,
    pending('V2__b.sql'),
  ],
  [
    'flyway',
    '{\n "migrations": [\n {"version": "2", "description": "b", "state": "Pending", "filepath": "V2__b.sql"}]}',
    0,
    pending('V2__b.sql'),
  ],
  [
    'flyway',
    '{"migrations": [{"category": "Repeatable", "description": "views", "state": "Outdated", "filepath": "R__views.sql"}]}',
    0,
    pending('R__views.sql'),
  ],
  ['flyway', 'not JSON', 0, UNKNOWN],
  ['atlas', '{"Status": "OK", "Pending": []}', 0, NONE],
  ['atlas', '{"Status": "PENDING", "Pending": [{"Name": "2_b.sql", "Version": "2"}]}', 0, pending('2_b.sql')],
  ['atlas', '{"Status": "PENDING"}', 0, UNKNOWN],
  ['atlas', '{"Status": "OK", "OutOfOrder": [{"Name": "1_b.sql"}]}', 0, UNKNOWN],
  ['atlas', '{"Status": "OK", "Error": "syntax error"}', 0, UNKNOWN],
  ['json', 'connecting\n{"pending": ["1_a.sql"]}', 0, pending('1_a.sql')],
  ['json', '{"pending": []}', 0, NONE],
  ['json', '{"pending": 0}', 0, UNKNOWN],
  ['json', '{"pending": []}', 1, FAILED],
];

test.each(OUTPUTS)('%s: %j, exit code %i', (tool, text, exitCode, expected) => {
  expect(PRESETS[tool].read(plainLines([text]), exitCode)).toEqual(expected);
});

test.each<[PreviewTool, string[], string[] | undefined]>([
  ['dbmate', ['dbmate', '-d', 'm', 'up'], ['dbmate', '-d', 'm', 'status', '--exit-code']],
  ['dbmate', ['sh', '-c', 'sleep 1; dbmate up'], ['sh', '-c', 'sleep 1; dbmate status --exit-code']],
  [
    'atlas',
    ['sh', '-c', 'atlas migrate apply --env prod'],
    ['sh', '-c', "atlas migrate status --format '{{ json . }}' --env prod"],
  ],
  [
    'django',
    ['python', 'manage.py', 'migrate', '--no-input'],
    ['python', 'manage.py', 'migrate', '--plan', '--check', '--no-input'],
  ],
  ['dbmate', ['./migrate.sh'], undefined],
  ['alembic', ['alembic', 'upgrade', 'head'], ['alembic', 'history', '--indicate-current']],
  [
    'alembic',
    ['sh', '-c', 'alembic -c db.ini upgrade heads'],
    ['sh', '-c', 'alembic -c db.ini history --indicate-current'],
  ],
  // Another target is another list.
  ['alembic', ['alembic', 'upgrade', '+1'], undefined],
  ['liquibase', ['liquibase', 'update', '--contexts=prod'], ['liquibase', 'status', '--verbose', '--contexts=prod']],
  ['goose', ['goose', '-dir', 'm', 'postgres', 'x', 'up'], ['goose', '-dir', 'm', 'postgres', 'x', 'status']],
])('the command of a preview with %s: %j', (tool, words, expected) => {
  expect(previewCommandOf(words, PRESETS[tool])).toEqual(expected);
});

describe('the digest', () => {
  const facts = { image: 'sha256:1', command: ['up'], database: ['db'] };
  const of = (over: Partial<typeof facts>, ...names: string[]) => digestText({ ...facts, ...over }, pending(...names));

  test('is over image, command, names in any order, and database', () => {
    expect(of({}, 'a', 'b')).toBe(of({}, 'b', 'a'));
    const others = [
      of({}, 'a'),
      of({ image: 'sha256:2' }, 'a', 'b'),
      of({ command: ['down'] }, 'a', 'b'),
      of({ database: ['x'] }, 'a', 'b'),
    ];
    expect(new Set([of({}, 'a', 'b'), ...others]).size).toBe(5);
  });

  test('is another one if the tool shows no list than if it shows an empty or any other list', () => {
    // Without a digest, the name may stand for another image when the approval comes.
    expect(digestText({ ...facts, image: undefined }, NONE)).toBeUndefined();
    const unknown = digestText(facts, UNKNOWN);
    expect(new Set([unknown, digestText(facts, NONE), of({}, 'null')]).size).toBe(3);
    expect(digestText({ ...facts, image: 'sha256:2' }, UNKNOWN)).not.toBe(unknown);
  });
});

test('a summary is one line of at most 800 characters that no shell reads', () => {
  expect(summarize(pending('a.sql', 'b.sql'))).toBe('2 pending: a.sql, b.sql');
  const long = summarize(pending(...Array.from({ length: 500 }, (_, i) => `${i}_migration.sql`)));
  expect(long.length).toBeLessThanOrEqual(800);
  expect(long).toMatch(/^500 pending: .* and \d+ more$/);
  expect(summarize(UNKNOWN)).toMatch(/^unknown: /);
  expect(summarize(pending('a.sql'), 'incomplete')).toMatch(/^unknown: /);
  expect(summarize(pending('a.sql'), 'no-image')).toMatch(/^1 pending: a\.sql\. Nothing can be approved/);
  expect(summarize(UNKNOWN, 'no-image')).not.toContain('Approved is');
  const many = pending(...Array.from({ length: 500 }, (_, i) => `${i}_migration.sql`));
  expect(summarize(many, 'no-image')).toMatch(/ and \d+ more\. Nothing can be approved.*digest$/);
  expect(summarize(pending("a'; rm -rf $HOME\n"))).toBe('1 pending: a__ rm -rf _HOME_');
});

test.each<[string, boolean]>([
  ['dbmate up', true],
  ['bundle exec rails db:migrate', true],
  ['bundle exec rails db:migrate db:seed', false],
  ['bundle exec rails db:prepare', false],
  ['sh -c dbmate up && node seed.js', false],
  ['sh -c for f in *; do dbmate up; done', false],
  ['flyway migrate -callbacks=seed', false],
  ['flyway -callbackLocations=sql migrate', false],
])('%s does nothing but migrate: %j', (text, expected) => {
  const [first = '', flag = '', ...rest] = text.split(' ');
  expect(doesOnlyMigrate(first === 'sh' ? [first, flag, rest.join(' ')] : text.split(' '))).toBe(expected);
});
