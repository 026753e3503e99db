import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksSecret, maskCommand, maskText } from '../../../src/core/base/mask.ts';

test.each([
  'DB_PASSWORD',
  'PGPASSWORD',
  'DB_PASS',
  'MYSQL_PWD',
  'API_KEY',
  'github_token',
  'CLIENT_SECRET',
  '--api-key',
  'flyway.password',
  'AWS_SECRET_ACCESS_KEY',
])('%s looks like a secret', (name) => {
  expect(looksSecret(name)).toBe(true);
});

test.each(['DATABASE_HOST', 'NODE_ENV', 'COMPASS', 'PWD'])('%s does not', (name) => {
  expect(looksSecret(name)).toBe(false);
});

test.each([
  ['psql postgres://app:hunter2@db/x', 'psql postgres://***@db/x'],
  ['postgres://app:hun/ter@2@db/x?sslmode=disable', 'postgres://***@db/x?sslmode=disable'],
  ['https://ghp_hunter2@github.com/x', 'https://***@github.com/x'],
  ['jdbc:postgresql://db/x?user=a&password=hunter2&ssl=true', 'jdbc:postgresql://db/x?user=a&password=***&ssl=true'],
  ['migrate --db-password hunter2 up', 'migrate --db-password *** up'],
  ['flyway -password=hunter2 migrate', 'flyway -password=*** migrate'],
  ['java -Dflyway.password=hunter2 -jar x', 'java -Dflyway.password=*** -jar x'],
  ["PGPASSWORD='hunter 2' psql", 'PGPASSWORD=*** psql'],
  ['MYSQL_PWD=hunter2 mysql -u root', 'MYSQL_PWD=*** mysql -u root'],
  ['host=db password=hunter2 dbname=x', 'host=db password=*** dbname=x'],
  ['mysql -u root -phunter2 shop', 'mysql -u root -p*** shop'],
  ['exec: ["migrate","--password","hunter2","up"]', 'exec: ["migrate","--password",***,"up"]'],
  ['{"password": "hunter2", "user": "app"}', '{"password": ***, "user": "app"}'],
  ['[{"name":"X","value":"hunter2"}]', '[{"name":"X","value":***'],
  ['{name=X, value=hunter2}', '{name=X, value=***'],
])('in %s the secret is masked', (text, shown) => {
  expect(maskText(text)).toBe(shown);
});

test.each([
  'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: ecs:RunTask on resource: arn:aws:ecs:r:1:x',
  'ExpiredTokenException: The security token included in the request is expired',
  'unable to pull secrets: arn:aws:secretsmanager:r:1:secret:db-password-AbCdEf was not found',
  'AWS could not be reached at http://127.0.0.1:4566',
  'mkdir -p /data; pg_dump -p 5432',
  'https://example.com/a:b@c',
])('nothing is masked in: %s', (text) => {
  expect(maskText(text)).toBe(text);
});

describe('a command', () => {
  test.each([
    [
      ['psql', 'postgres://app:hun"ter2@db/x'],
      ['psql', 'postgres://***@db/x'],
    ],
    [
      ['migrate', '--password', 'hunter 2', 'up'],
      ['migrate', '--password', '***', 'up'],
    ],
    [
      ['migrate', '--password=hunter 2'],
      ['migrate', '--password=***'],
    ],
    [
      ['/usr/bin/mysql', '-phunter2', '-P', '3306'],
      ['/usr/bin/mysql', '-p***', '-P', '3306'],
    ],
    [
      ['env', 'PGPASSWORD=hunter2', 'psql', '-p', '5432'],
      ['env', 'PGPASSWORD=***', 'psql', '-p', '5432'],
    ],
    [
      ['sh', '-c', 'redis-cli -a hunter2 ping'],
      ['sh', '-c', 'redis-cli -a *** ping'],
    ],
    [
      ['redis-cli', '-a', 'hunter2'],
      ['redis-cli', '-a', '***'],
    ],
  ])('%j', (words, shown) => {
    expect(maskCommand(words)).toEqual(shown);
  });
});

test('a password in a flag of its own word is never shown, whatever its characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (noise) => {
      const password = `s3cret${noise}s3cret`;
      const shown = maskCommand(['migrate', '--password', password, `--api-key=${password}`]).join(' ');
      expect(shown).not.toContain('s3cret');
    }),
  );
});

test('long texts take no long time', () => {
  const began = process.cpuUsage();
  for (const text of [
    'a-'.repeat(100_000),
    'password'.repeat(20_000),
    '"'.repeat(100_000),
    'mysql '.repeat(20_000),
    'a:'.repeat(50_000),
  ]) {
    maskText(text);
  }
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(5_000);
});
