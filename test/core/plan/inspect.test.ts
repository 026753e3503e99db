import { describe, expect, test } from 'vitest';
import type { ContainerDefinition, TaskDefinition } from '../../../src/core/ecs/task-definition.ts';
import { severityOf } from '../../../src/core/findings/findings.ts';
import { inspect } from '../../../src/core/plan/inspect.ts';
import { draftRequest } from '../../../src/core/plan/request.ts';
import type { Settings } from '../../../src/core/settings/settings-table.ts';

const options = {
  'awslogs-group': '/g',
  'awslogs-region': 'eu-west-1',
  'awslogs-stream-prefix': 'p',
  mode: 'blocking',
};
const good: ContainerDefinition = {
  name: 'migrate',
  image: 'app@sha256:abc',
  essential: true,
  environment: [],
  secrets: [],
  log: { driver: 'awslogs', options },
};

const aProvider = (capacityProvider: string) => ({ capacityProvider, weight: 1, base: 0 });

function findings(
  over: Partial<ContainerDefinition>,
  more: Partial<TaskDefinition> = {},
  settings: Settings = {},
  defaultStrategy: string[] = [],
) {
  const container = { ...good, ...over };
  const definition: TaskDefinition = {
    arn: 'a',
    family: 'f',
    revision: 1,
    status: 'ACTIVE',
    requiresCompatibilities: ['FARGATE'],
    fingerprint: '',
    hasExecutionRole: true,
    containers: [container],
    tags: {},
    ...more,
  };
  const resolved = { settings, origins: {} };
  const cluster = { name: 'c', defaultStrategy, capacityProviders: ['FARGATE', 'mine'] };
  const { request, findings: drafted } = draftRequest(resolved, { definition, container }, cluster, { startedBy: 's' });
  const found = [
    ...drafted,
    ...inspect(resolved, { definition, container }, request, { region: 'eu-west-1', clusterFacts: cluster }),
  ];
  return found.map((finding) => `${severityOf(finding)} ${finding.code}`);
}

describe('what should be known before the launch', () => {
  test('of a good task definition: nothing', () => {
    expect(findings({})).toEqual([]);
    expect(findings({}, {}, { cpu: 1_024, memory: 3_072 })).toEqual([]);
  });

  test.each<[string, Parameters<typeof findings>, string]>([
    ['no log', [{ log: undefined } as never], 'warning log-unreadable'],
    ['another driver', [{ log: { driver: 'awsfirelens', options: {} } }], 'warning log-unreadable'],
    ['no group', [{ log: { driver: 'awslogs', options: {} } }], 'warning log-unreadable'],
    [
      'no prefix',
      [{ log: { driver: 'awslogs', options: { 'awslogs-group': '/g', mode: 'blocking' } } }],
      'warning log-no-prefix',
    ],
    [
      'no mode',
      [{ log: { driver: 'awslogs', options: { 'awslogs-group': '/g', 'awslogs-stream-prefix': 'p' } } }],
      'note log-mode-open',
    ],
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
    ['a restart policy', [{ restarts: true }], 'error restart-policy'],
    [
      'a launch type that starts at once',
      [{}, { requiresCompatibilities: [] }, { launchType: 'EC2' }],
      'note fast-start',
    ],
    ['a capacity provider of its own', [{}, {}, { capacityProvider: [aProvider('mine')] }], 'note fast-start'],
    ['a stranger', [{}, {}, { capacityProvider: [aProvider('FARGATE_SPOT')] }], 'error capacity-provider-unknown'],
    ['an image for ARM', [{ image: 'app-arm64@sha256:abc' }], 'warning other-architecture'],
    ['a task on ARM', [{ image: 'app-amd64@sha256:abc' }, { cpuArchitecture: 'ARM64' }], 'warning other-architecture'],
    ['a size that there is not', [{}, {}, { cpu: 256, memory: 4_096 }], 'error fargate-size'],
    ['a plain secret', [{ environment: ['DB_PASSWORD'] }], 'warning plain-secret'],
    [
      'secrets without a role',
      [{ secrets: ['URL'] }, { hasExecutionRole: false, containers: [{ ...good, secrets: ['URL'] }] }],
      'error no-execution-role',
    ],
    ['one word with spaces', [{ command: ['bundle exec rake'] }], 'warning command-one-word'],
    ['another essential one', [{}, { containers: [good, { ...good, name: 'app' }] }], 'warning several-essential'],
    ['no public address', [{}, { networkMode: 'awsvpc' }, { subnets: ['s'] }], 'note no-public-ip'],
    ['a secret override', [{}, {}, { env: { API_TOKEN: 'x' } }], 'warning secret-like-env'],
  ])('%s', (_, args, finding) => {
    expect(findings(...args)).toEqual([finding]);
  });
});

test('one word with spaces is a shell’s line where the entry point is a shell', () => {
  expect(findings({ entryPoint: ['sh', '-c'], command: ['cd /srv && bin/migrate'] })).toEqual([]);
});

test('overrides are counted with what the launch adds to them', () => {
  const cluster = { name: 'c', defaultStrategy: [], capacityProviders: [] };
  const definition: TaskDefinition = {
    arn: 'a',
    family: 'f',
    revision: 1,
    status: 'ACTIVE',
    requiresCompatibilities: [],
    fingerprint: '',
    hasExecutionRole: true,
    containers: [good],
    tags: {},
  };
  const codes = (characters: number, marks: { name: string; value: string }[]) => {
    const settings = { env: { A: 'x'.repeat(characters) } };
    const { findings } = draftRequest({ settings, origins: {} }, { definition, container: good }, cluster, {
      startedBy: 's',
      marks,
    });
    return findings.map(({ code }) => code);
  };
  const frame = JSON.stringify({ containerOverrides: [{ name: 'migrate', environment: [{ name: 'A', value: '' }] }] });
  const most = 8_192 - frame.length;
  expect([codes(most, []), codes(most + 1, [])]).toEqual([[], ['overrides-too-long']]);
  const marks = [{ name: 'ECS_MIGRATE_RUN_BUILD', value: 'project:1' }];
  expect(codes(most, marks)).toEqual(['overrides-too-long']);
});

test.each<[string[], string[]]>([
  [['FARGATE'], []],
  [['FARGATE_SPOT', 'FARGATE'], []],
  [['mine'], ['note fast-start']],
  [['FARGATE', 'mine'], ['note fast-start']],
])('where nothing else is asked for, the default strategy %j of the cluster counts', (defaultStrategy, expected) => {
  expect(findings({}, { requiresCompatibilities: [] }, {}, defaultStrategy)).toEqual(expected);
  // What is asked for overrules it.
  expect(findings({}, { requiresCompatibilities: [] }, { launchType: 'FARGATE' }, defaultStrategy)).toEqual([]);
});
