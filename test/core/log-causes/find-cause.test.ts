import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCause } from '../../../src/core/log-causes/find-cause.ts';
import { LINES } from './lines.ts';

const find = (...lines: string[]) => {
  const found = findCause(lines);
  return found && [found.row?.code ?? null, found.quote];
};
const NOT_NULL = 'column "cur" of relation "orders" contains null values';

describe('which line decides', () => {
  test('the first error, not the last echo', () => {
    expect(find('ERROR:  division by zero', 'ERROR:  current transaction is aborted', 'migration failed')).toEqual([
      'bad-arithmetic',
      'division by zero',
    ]);
  });

  test('what was waited for, and came, does not', () => {
    const waiting = ['waiting: connection refused', 'waiting: connection refused'];
    expect(find(...waiting, `ERROR: ${NOT_NULL}`)).toEqual(['not-null', NOT_NULL]);
    expect(find(...waiting, 'Connected', 'Error: the seed has no rows')).toEqual([null, 'the seed has no rows']);
    expect(find(...waiting, 'Error: gave up')?.[0]).toBe('refused');
  });

  test('a notice is no error, nor what a tool skips', () => {
    expect(find('NOTICE:  relation "orders" already exists, skipping')).toBeUndefined();
    expect(find('psql:n.sql:1: NOTICE:  relation "orders" already exists, skipping')).toBeUndefined();
    expect(find('INFO: retrying after connection refused')).toBeUndefined();
    expect(find('WARN  deadlock detected in the past')).toBeUndefined();
  });

  test('a statement that is shown again says nothing', () => {
    const sql = "update faq set answer = 'connection refused, deadlock detected'";
    expect(find('ERROR:  could not find widget', `STATEMENT:  ${sql}`)).toEqual([null, 'could not find widget']);
    expect(find(`error: ${sql} - division by zero`)?.[0]).toBe('bad-arithmetic');
    expect(find('migration failed with error: ', sql, '  , x = 1', ' - division by zero')?.[0]).toBe('bad-arithmetic');
    expect(find('QueryFailedError: the widget is gone', `  query: '${sql}',`)?.[0]).toBeNull();
    expect(find(`ERROR: x is wrong (Connection: pgsql, SQL: ${sql})`)).toEqual([null, 'x is wrong']);
    expect(find(`sqlalchemy.exc.DataError: (X) bad widget`, `[SQL: ${sql}]`)?.[0]).toBeNull();
  });

  test('values of rows say nothing either', () => {
    expect(find("Error 1062 (23000): Duplicate entry 'connection refused' for key 'x'")).toEqual([
      'unique',
      "Duplicate entry 'connection refused' for key 'x'",
    ]);
    expect(find('ERROR:  x', 'DETAIL:  Key (name)=(deadlock detected) already exists.')?.[0]).toBe('unique');
  });

  test('rights and a reader win over the lock of the tool', () => {
    const lock = "Can't take lock to run migrations: ";
    expect(find(`${lock}update "l" set "is_locked" = $1 - permission denied for table l`)?.[0]).toBe(
      'permission-denied',
    );
    expect(find(`${lock}cannot execute UPDATE in a read-only transaction`)?.[0]).toBe('read-only');
    expect(find(`${lock}Migration table is already locked`)?.[0]).toBe('tool-lock');
  });

  test('a role is a login, or one that is granted to', () => {
    expect(find('FATAL:  role "app" does not exist')?.[0]).toBe('wrong-password');
    expect(find('error: role "app" does not exist', "  code: '28000',")?.[0]).toBe('wrong-password');
    expect(find('error: role "reporting" does not exist', "  code: '42704',")?.[0]).toBe('role-missing');
  });

  test('an unknown host wins over the connection that failed for it, and the own address over any', () => {
    expect(find('PSQLException: The connection attempt failed.', 'Caused by: UnknownHostException: db')?.[0]).toBe(
      'unknown-host',
    );
    expect(find('Connection refused', 'Connection to 127.0.0.1:5432 refused. Check that')?.[0]).toBe(
      'refused-by-own-address',
    );
    expect(find('Connection refused', 'Connection to 10.0.0.9:5432 refused. Check that')?.[0]).toBe('refused');
  });

  test('psql says by 3 that its last error ended it', () => {
    const lines = ['ERROR:  relation "a" already exists', 'ERROR:  division by zero'];
    expect(findCause(lines, 3)?.row?.code).toBe('bad-arithmetic');
    expect(findCause(lines, 1)?.row?.code).toBe('exists-already');
  });
});

describe('how it is written', () => {
  test('colours, carriage returns, several lines in an event', () => {
    expect(find(`\u001b[31mError: ${NOT_NULL}\u001b[39m`)).toEqual(['not-null', NOT_NULL]);
    expect(find(`working…\rworking…\rERROR: ${NOT_NULL}\r\n`)).toEqual(['not-null', NOT_NULL]);
    expect(find(`one\nERROR: ${NOT_NULL}\ntwo`)).toEqual(['not-null', NOT_NULL]);
  });

  test('a code in another language than that of the words', () => {
    expect(find('FEHLER:  Spalte »cur« enthält NULL-Werte', "  code: '23502',")?.[0]).toBeUndefined();
    expect(find('Error: Spalte »cur« enthält NULL-Werte', "  code: '23502',")?.[0]).toBe('not-null');
    expect(find('PG::NotNullViolation: FEHLER:  Spalte »cur« enthält NULL-Werte')?.[0]).toBe('not-null');
    expect(find('Error: Zeile fehlt', '  errno: 1452,')?.[0]).toBe('foreign-key');
    expect(find('Error: Zeile fehlt (SQLSTATE 23503)')?.[0]).toBe('foreign-key');
  });

  test('the message stands 400 lines above the end', () => {
    const frames = Array.from({ length: 395 }, (_, i) => `    at frame${i} (/app/x.js:${i}:1)`);
    expect(find(`error: ${NOT_NULL}`, ...frames)).toEqual(['not-null', NOT_NULL]);
  });

  test('lines of JSON', () => {
    const error = JSON.stringify({ level: 'error', msg: 'migrating', err: { message: NOT_NULL, code: '23502' } });
    const info = JSON.stringify({ level: 'info', msg: 'connection refused, trying again' });
    expect(find(info, error)).toEqual(['not-null', NOT_NULL]);
    expect(find(info)).toBeUndefined();
    expect(find('{"not": json}', '{}', '[]')).toBeUndefined();
  });
});

test.each([
  'Applying 20240101_create_users.sql',
  'migrated 42501 rows in 53300 ms',
  'Successfully acquired the lock',
  'processed 3 files',
  'exit status 1',
  'Error:',
  'rake aborted!',
  '',
])('nothing is made of: %s', (line) => {
  expect(findCause([line])?.row).toBeUndefined();
});

test('arbitrary lines are no error', () => {
  const word = fc.constantFrom(...Object.values(LINES).flatMap((lines) => lines.flatMap((line) => line.split(' '))));
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word, { maxLength: 200 }).map((it) => it.join(' ')),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      findCause(lines);
    }),
  );
  expect(findCause([`${'x'.repeat(500_000)} ECONNREFUSED`])).toBeUndefined();
});
