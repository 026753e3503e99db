import { describe, expect, test } from 'vitest';
import { lineOfRecord } from '../../../src/core/ecs/firelens.ts';
import { logStreamOf } from '../../../src/core/ecs/log-stream.ts';
import type { ContainerDefinition } from '../../../src/core/ecs/task-definition.ts';

const arn = 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123';
const of = (options: Record<string, string>) =>
  logStreamOf({ name: 'app', log: { driver: 'awsfirelens', options } } as ContainerDefinition, arn, 'eu-west-1');

const plain = { Name: 'cloudwatch', log_group_name: '/ecs/app', log_stream_prefix: 'from-' };

describe('where a log router puts the lines of a container in CloudWatch Logs', () => {
  test.each<[string, Record<string, string>, object]>([
    ['with a prefix', plain, { group: '/ecs/app', stream: 'from-app-firelens-0123', region: 'eu-west-1' }],
    ['in another region', { ...plain, region: 'us-west-2' }, { region: 'us-west-2' }],
    ['by the plugin in C', { ...plain, Name: 'cloudwatch_logs' }, { stream: 'from-app-firelens-0123' }],
    ['with keys in small letters', { ...plain, name: 'cloudwatch' }, { group: '/ecs/app' }],
    [
      'with a stream of its own for each task',
      { Name: 'cloudwatch', log_group_name: 'g', log_stream_name: 'app/$(ecs_task_id)' },
      { stream: 'app/0123' },
    ],
    [
      'by fluentd',
      { '@type': 'cloudwatch_logs', log_group_name: 'g', use_tag_as_stream: 'true' },
      { stream: 'app-firelens-0123', routed: 'record' },
    ],
    ['as records', plain, { routed: 'record' }],
    ['as lines', { ...plain, log_key: 'log' }, { routed: 'line' }],
  ])('%s', (_, options, expected) => {
    expect(of(options)).toMatchObject({ ok: true, value: expected });
  });

  test.each<[string, Record<string, string>]>([
    ['elsewhere', { Name: 'datadog', apikey: 'x' }],
    ['by a file of the router', {}],
    ['a stream that tasks share', { ...plain, log_stream_name: 'all' }],
    ['a place that each line decides', { ...plain, log_stream_template: '$container_name' }],
    ['a group that is a template', { ...plain, log_group_name: '/ecs/$(ecs_cluster)' }],
    ['no prefix', { Name: 'cloudwatch', log_group_name: 'g' }],
  ])('not known: %s', (_, options) => {
    expect(of(options)).toEqual({ ok: false, failure: 'other-driver' });
  });
});

test('the line of a record is its member log, whatever else there is', () => {
  expect(lineOfRecord('{"container_name":"app","log":"ERROR:  \\"x\\"","source":"stderr"}')).toBe('ERROR:  "x"');
  for (const other of ['plain', '{"log":7}', '{broken', '[]', '{"message":"m"}'])
    expect(lineOfRecord(other)).toBe(other);
});
