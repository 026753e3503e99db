import { describe, expect, test } from 'vitest';
import type { ContainerDefinition, TaskDefinition } from '../../../src/core/ecs/task-definition.ts';
import { chooseContainer } from '../../../src/core/plan/choose-container.ts';
import type { Resolved } from '../../../src/core/settings/source.ts';

type Given = Partial<ContainerDefinition> & { name: string };

const definition = (...containers: Given[]) =>
  ({
    containers: containers.map((one) => ({ image: 'app:1', essential: true, environment: [], secrets: [], ...one })),
  }) as unknown as TaskDefinition;

const choose = (given: Given[], settings: Resolved['settings'] = {}) => {
  const choice = chooseContainer({ settings, origins: {} }, definition(...given));
  if (choice.ok) return choice.value.name;
  return choice.failure.code === 'container-ambiguous' ? (choice.failure.rivals ?? []) : choice.failure.code;
};

const waits = (container: string, condition = 'SUCCESS') => ({ dependsOn: [{ container, condition }] });
const sidecar = (name: string, more: Partial<ContainerDefinition> = {}) => ({ name, essential: false, ...more });

describe('the obvious container is taken', () => {
  test.each<[string, Given[], string]>([
    ['the only one', [{ name: 'web' }], 'web'],
    ['the only essential one', [{ name: 'web' }, sidecar('xray')], 'web'],
    ['that waits for a sidecar to be up', [{ name: 'web', ...waits('envoy', 'HEALTHY') }, sidecar('envoy')], 'web'],
    [
      'a migration that waits for what prepares it',
      [{ name: 'migrate', ...waits('init') }, sidecar('init')],
      'migrate',
    ],
    [
      'a migration by its command, beside a sidecar named after it',
      [{ name: 'app', command: ['alembic', 'upgrade', 'head'] }, sidecar('migration-metrics')],
      'app',
    ],
    [
      'beside a database that keeps its files in a folder of that name',
      [{ name: 'migrate' }, sidecar('database', { command: ['postgres', '-D', '/var/ecs-migrate/data'] })],
      'migrate',
    ],
    [
      'a router of logs is none, whatever its name',
      [{ name: 'web' }, sidecar('migration-logs', { firelens: 'fluentbit' })],
      'web',
    ],
  ])('%s', (_, containers, expected) => {
    expect(choose(containers)).toBe(expected);
  });

  test('with a command of ours, what it waits for prepares the ground', () => {
    expect(choose([{ name: 'web', ...waits('init') }, sidecar('init')], { command: ['bin/upgrade'] })).toBe('web');
  });

  test('the named one, whatever else there is', () => {
    const containers = [{ name: 'web', ...waits('migrations') }, sidecar('migrations')];
    expect(choose(containers, { container: 'web' })).toBe('web');
    expect(choose(containers, { container: 'wbe' })).toBe('container-unknown');
  });
});

describe('it is asked for where another one looks like the migration', () => {
  test.each<[string, Given[], unknown]>([
    ['by its name', [{ name: 'web' }, sidecar('db-migrations')], [{ name: 'db-migrations', why: 'named-so' }]],
    [
      'by what it waits for',
      [{ name: 'web', ...waits('setup', 'COMPLETE') }, sidecar('setup')],
      [{ name: 'setup', why: 'waited-for' }],
    ],
    [
      'though it is a migration by its name, too',
      [{ name: 'migrate-app', ...waits('migrate-schema') }, sidecar('migrate-schema')],
      [{ name: 'migrate-schema', why: 'named-so' }],
    ],
  ])('%s', (_, containers, expected) => {
    expect(choose(containers)).toEqual(expected);
  });

  test.each([
    'bundle exec rails db:migrate',
    'python manage.py migrate --noinput',
    'alembic upgrade head',
    'npx prisma migrate deploy',
    'flyway -url=jdbc:postgresql://db/app migrate',
    'liquibase update',
    'atlas migrate apply',
    'atlas schema apply --auto-approve',
    'dbmate up',
    'goose -dir migrations postgres up',
    'flask db upgrade',
    'dotnet ef database update',
    './efbundle',
    'rails db:prepare',
    'php artisan migrate --force',
    'npx drizzle-kit push',
    'sqitch deploy',
    'aerich upgrade',
    '/srv/bin/migrate.sh --all',
  ])('by its command: %s', (line) => {
    expect(choose([{ name: 'web', command: ['npm', 'start'] }, sidecar('job', { command: line.split(' ') })])).toEqual([
      { name: 'job', why: 'runs-one' },
    ]);
    expect(choose([{ name: 'web' }, sidecar('job', { command: ['sh', '-c', line] })])).toHaveLength(1);
  });

  test('also where a command of ours is to run: it may be meant for the other', () => {
    const containers = [{ name: 'web' }, sidecar('migrations')];
    expect(choose(containers, { command: ['bin/upgrade'] })).toHaveLength(1);
  });
});
