import { describe, expect, test } from 'vitest';
import { commandsIn, toolsIn } from '../../../src/core/tools/recognize.ts';
import { wordsOfContainer } from '../../../src/core/tools/words-of-container.ts';

describe('the tools that a command runs', () => {
  test.each<[string, string[]]>([
    ['dbmate up', ['dbmate']],
    ['/usr/local/bin/dbmate --no-dump-schema up', ['dbmate']],
    ['npx --no-install knex migrate:latest', ['knex']],
    ['./node_modules/.bin/node-pg-migrate up', ['node-pg-migrate']],
    ['npx prisma migrate deploy', ['prisma']],
    ['yarn typeorm migration:run -d dist/db.js', ['typeorm']],
    ['python -u manage.py migrate --no-input', ['django']],
    ['poetry run alembic upgrade head', ['alembic']],
    ['bundle exec rails db:migrate', ['rails']],
    ['bin/rails db:migrate', ['rails']],
    ['migrate -path /migrations -database $URL up', ['golang-migrate']],
    ['npm run migrate', []],
    ['psql -f a.sql', ['psql']],
    ['psql -v ON_ERROR_STOP=1 -1 -f a.sql', ['psql --single-transaction']],
    ['psql --single-transaction -f a.sql', ['psql --single-transaction']],
    ['psql -h 10.0.0.1 -p 1 -f a.sql', ['psql']],
    ['mysql shop < a.sql', ['mysql']],
    ['PGHOST=db timeout 5m psql -1f a.sql', ['psql --single-transaction']],
  ])('%s', (text, tools) => {
    expect(toolsIn(text.split(' '))).toEqual(tools);
    expect(toolsIn(['sh', '-c', text])).toEqual(tools);
  });

  test('several commands of a shell', () => {
    expect(toolsIn(['/bin/bash', '-ec', 'psql -1 -f a.sql && psql -1 -f b.sql'])).toHaveLength(2);
    expect(commandsIn(['sh', '-c', './wait-for db && dbmate up; echo done'])).toHaveLength(3);
    expect(commandsIn(['sh', '-c', 'for f in *.sql; do psql -f $f; done'])).toBeUndefined();
    expect(toolsIn(['sh', '-c', 'for f in *.sql; do psql -f $f; done'])).toEqual(['psql']);
  });
});

test.each<[object, string]>([
  [{ image: 'ghcr.io/amacneil/dbmate:2', command: ['up'] }, 'dbmate up'],
  [{ image: 'migrate/migrate:v4@sha256:00', command: ['-path', '/m', 'up'] }, 'migrate -path /m up'],
  [{ image: 'flyway/flyway', command: ['migrate'] }, 'flyway migrate'],
  [{ image: 'app/dbmate:1', command: ['sh', '-c', 'dbmate up'] }, 'sh -c dbmate up'],
  [{ image: 'app/shop:1', entryPoint: ['tini', '--'], command: ['dbmate', 'up'] }, 'tini -- dbmate up'],
])('the words of %j', (container, words) => {
  expect(wordsOfContainer({ image: '', ...container }).join(' ')).toBe(words);
});
