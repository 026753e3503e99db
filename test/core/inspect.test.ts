import { describe, expect, test } from 'vitest';
import { severityOf } from '../../src/core/findings.ts';
import { inspect } from '../../src/core/inspect.ts';
import type { Settings } from '../../src/core/settings-table.ts';
import type { ContainerDefinition, TaskDefinition } from '../../src/core/task-definition.ts';

const options = { 'awslogs-group': '/g', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'p' };
const good: ContainerDefinition = {
  ...{ name: 'migrate', image: 'app@sha256:abc', essential: true, environment: [], secrets: [] },
  log: { driver: 'awslogs', options },
};

function findings(over: Partial<ContainerDefinition>, more: Partial<TaskDefinition> = {}, settings: Settings = {}) {
  const container = { ...good, ...over };
  const definition: TaskDefinition = {
    ...{ arn: 'a', family: 'f', revision: 1, status: 'ACTIVE', requiresCompatibilities: ['FARGATE'], fingerprint: '' },
    ...{ hasExecutionRole: true, containers: [container] },
    ...more,
  };
  const found = inspect({ settings, origins: {} }, definition, container, 'eu-west-1');
  return found.map((finding) => `${severityOf(finding)} ${finding.code}`);
}

describe('what should be known before the launch', () => {
  test('of a good task definition: nothing', () => {
    expect(findings({})).toEqual([]);
  });

  test.each<[string, Parameters<typeof findings>, string]>([
    ['no log', [{ log: undefined } as never], 'warning log-unreadable'],
    ['another driver', [{ log: { driver: 'awsfirelens', options: {} } }], 'warning log-unreadable'],
    ['no group', [{ log: { driver: 'awslogs', options: {} } }], 'warning log-unreadable'],
    ['no prefix', [{ log: { driver: 'awslogs', options: { 'awslogs-group': '/g' } } }], 'warning log-no-prefix'],
    [
      'another region',
      [{ log: { driver: 'awslogs', options: { ...options, 'awslogs-region': 'us-east-1' } } }],
      'note log-elsewhere',
    ],
    [
      'lossy mode',
      [{ log: { driver: 'awslogs', options: { ...options, mode: 'non-blocking' } } }],
      'warning log-non-blocking',
    ],
    ['a tag', [{ image: 'app:latest' }], 'note mutable-image'],
    ['a plain secret', [{ environment: ['DB_PASSWORD'] }], 'warning plain-secret'],
    [
      'secrets without a role',
      [{ secrets: ['URL'] }, { hasExecutionRole: false, containers: [{ ...good, secrets: ['URL'] }] }],
      'error no-execution-role',
    ],
    ['another essential one', [{}, { containers: [good, { ...good, name: 'app' }] }], 'warning several-essential'],
    ['no public address', [{}, { networkMode: 'awsvpc' }], 'note no-public-ip'],
    ['a secret override', [{}, {}, { env: { API_TOKEN: 'x' } }], 'warning secret-like-env'],
  ])('%s', (_, args, finding) => {
    expect(findings(...args)).toEqual([finding]);
  });
});
