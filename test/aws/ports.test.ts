import { CloudWatchLogsClient, DescribeLogGroupsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { isAmazonHost } from '../../src/aws/clients.ts';
import { openAws } from '../../src/aws/index.ts';
import type { FailureKind } from '../../src/core/base/failure.ts';
import type { Aws } from '../../src/core/ports.ts';

const ecs = mockClient(ECSClient);
const logs = mockClient(CloudWatchLogsClient);
// The next file of this process has the real ones.
afterAll(() => {
  ecs.restore();
  logs.restore();
});
let aws: Aws;

beforeEach(async () => {
  ecs.reset();
  logs.reset();
  const opened = await openAws({ region: 'eu-west-1' }, () => 0);
  if (!opened.ok) throw new Error(opened.failure.message);
  aws = opened.value;
});

interface ErrorParts {
  status?: number;
  code?: string;
  message?: string;
  syscall?: string;
  errors?: Error[];
  $response?: object;
}

function anError(name: string, { status, message = 'because', ...rest }: ErrorParts = {}): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status, requestId: 'r-1' };
  return Object.assign(new Error(message), { name, $metadata, ...rest });
}

/** As Node makes them of what the system says. */
const system = (code: string, syscall: string) => anError('Error', { code, syscall, message: `${syscall} ${code}` });

describe('what an attempt comes to', () => {
  test.each<[string, Error, FailureKind]>([
    ['throttling', anError('ThrottlingException', { status: 400 }), 'throttled'],
    ['too many requests', anError('Unknown', { status: 429 }), 'throttled'],
    ['access denied as 400', anError('AccessDeniedException', { status: 400 }), 'denied'],
    ['access denied as 403', anError('AccessDeniedException', { status: 403 }), 'denied'],
    ['a bad signature', anError('InvalidSignatureException', { status: 403 }), 'denied'],
    ['an expired token', anError('ExpiredTokenException', { status: 400 }), 'expired'],
    ['no credentials', anError('CredentialsProviderError'), 'unconfigured'],
    ['a server error', anError('ServerException', { status: 500 }), 'lost'],
    ['a proxy without an upstream', anError('SyntaxError', { status: 502 }), 'lost'],
    ['a cut body', anError('SyntaxError', { status: 200 }), 'lost'],
    ['a reset', anError('Error', { code: 'ECONNRESET' }), 'lost'],
    ['a time-out while waiting', anError('TimeoutError', { message: 'no answer within 20000 ms' }), 'lost'],
    ['a refused connection', anError('Error', { code: 'ECONNREFUSED' }), 'unreachable'],
    ['an unknown host', anError('Error', { code: 'ENOTFOUND' }), 'unreachable'],
    ['no way to the host', system('EHOSTUNREACH', 'connect'), 'unreachable'],
    ['no way to it once the request was on it', system('EHOSTUNREACH', 'read'), 'lost'],
    ['no network once the request was on it', system('ENETUNREACH', 'write'), 'lost'],
    ['a connection that nobody took', system('ETIMEDOUT', 'connect'), 'unreachable'],
    ['a connection that has gone silent', system('ETIMEDOUT', 'read'), 'lost'],
    ['a pipe that broke', system('EPIPE', 'write'), 'lost'],
    ['a network that went down', system('ENETDOWN', 'read'), 'lost'],
    ['a reset while connecting', system('ECONNRESET', 'connect'), 'unreachable'],
    [
      'several addresses, none of which answered',
      anError('AggregateError', {
        code: 'ETIMEDOUT',
        errors: [system('ETIMEDOUT', 'connect'), system('ENETUNREACH', 'connect')],
      }),
      'unreachable',
    ],
    [
      'a reset before TLS was there',
      anError('Error', {
        code: 'ECONNRESET',
        message: 'Client network socket disconnected before secure TLS connection was established',
      }),
      'unreachable',
    ],
    ['a certificate that nobody knows', anError('Error', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'blocked'],
    ['one for another host', anError('Error', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'blocked'],
    ['no TLS', anError('Error', { code: 'EPROTO', message: 'write EPROTO 1:error:wrong version number' }), 'blocked'],
    ['a proxy that wants a password', anError('Unknown', { status: 407 }), 'blocked'],
    ['an unknown cluster', anError('ClusterNotFoundException', { status: 400 }), 'refused'],
    ['a bad parameter', anError('InvalidParameterException', { status: 400 }), 'refused'],
  ])('%s', async (_, error, kind) => {
    ecs.on(DescribeTasksCommand).rejects(error);
    const answer = await aws.tasks.describe('c', ['t']);
    expect(answer).toMatchObject({ ok: false, failure: { kind, operation: 'ecs:DescribeTasks' } });
    expect(ecs.commandCalls(DescribeTasksCommand)).toHaveLength(1);
  });
});

describe('the time of the signature', () => {
  const at = (minutes: number) => ({ $response: { headers: { date: new Date(minutes * 60_000).toUTCString() } } });
  const expired =
    'Signature expired: 19700101T000000Z is now earlier than 19700101T000500Z (19700101T001000Z - 5 min.)';

  test.each<[string, Error, FailureKind]>([
    ['said to be the cause', anError('InvalidSignatureException', { status: 400, message: expired }), 'clock'],
    ['of STS', anError('SignatureDoesNotMatch', { status: 403, message: expired }), 'clock'],
    ['of S3 and its likes', anError('RequestTimeTooSkewed', { status: 403, ...at(16) }), 'clock'],
    ['too far off for another cause', anError('AuthFailure', { status: 401, ...at(10) }), 'clock'],
    ['near enough', anError('InvalidSignatureException', { status: 400, ...at(1) }), 'denied'],
    ['a request that has expired, by its credentials', anError('RequestExpired', { status: 400, ...at(1) }), 'expired'],
    ['of a denial, whatever the clock', anError('AccessDeniedException', { status: 400, ...at(10) }), 'denied'],
  ])('%s', async (_, error, kind) => {
    ecs.on(DescribeTasksCommand).rejects(error);
    expect(await aws.tasks.describe('c', ['t'])).toMatchObject({ ok: false, failure: { kind } });
    expect(ecs.commandCalls(DescribeTasksCommand)).toHaveLength(kind === 'clock' ? 3 : 1);
  });

  test('what a second try answers counts, and both clocks are known', async () => {
    const error = anError('InvalidSignatureException', { status: 400, message: expired });
    ecs.on(DescribeTasksCommand).rejects(error);
    const failed = await aws.tasks.describe('c', ['t']);
    expect(failed).toMatchObject({ failure: { clock: { here: 0, aws: 600_000 } } });
    ecs.reset();
    ecs.on(DescribeTasksCommand).rejectsOnce(error).resolves({ tasks: [] });
    expect(await aws.tasks.describe('c', ['t'])).toMatchObject({ ok: true });
  });
});

describe('tasks', () => {
  test('environment values do not enter; our own marks and the commands do', async () => {
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        {
          taskArn: 'arn:t',
          createdAt: new Date(1_000),
          overrides: {
            containerOverrides: [
              {
                name: 'migrate',
                command: ['up'],
                environment: [
                  { name: 'DATABASE_URL', value: 'hunter2' },
                  { name: 'ECS_MIGRATE_RUN_IDENTITY', value: 'id' },
                  { name: 'ECS_MIGRATE_RUN_ATTEMPT', value: '2' },
                ],
              },
            ],
          },
        },
      ],
      failures: [{ arn: 'arn:gone', reason: 'MISSING' }],
    });
    const answer = await aws.tasks.describe('c', ['arn:t', 'arn:gone']);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(answer).toMatchObject({
      value: {
        tasks: [
          {
            createdAt: 1_000,
            commands: { migrate: ['up'] },
            marks: { identity: 'id', attempt: 2, container: 'migrate' },
            containers: [],
          },
        ],
        missing: ['arn:gone'],
      },
    });
  });

  test('an answer to RunTask without lists is an answer', async () => {
    ecs.on(RunTaskCommand).resolves({});
    expect(await aws.tasks.run({} as never)).toEqual({ ok: true, value: { tasks: [], failures: [] } });
  });

  test('lists come page by page', async () => {
    ecs.on(ListTasksCommand, { nextToken: 'n' }).resolves({ taskArns: ['b'] });
    ecs.on(ListTasksCommand, { startedBy: 's' }).resolvesOnce({ taskArns: ['a'], nextToken: 'n' });
    expect(await aws.tasks.list('c', { startedBy: 's' })).toMatchObject({ value: { taskArns: ['a'], next: 'n' } });
  });
});

test('a family that ECS does not know is an answer, not a failure', async () => {
  const error = anError('ClientException', { status: 400, message: 'Unable to describe task definition.' });
  ecs.on(DescribeTaskDefinitionCommand).rejects(error);
  expect(await aws.definitions.describe('nope')).toEqual({ ok: true, value: undefined });
});

describe('logs', () => {
  const stream = { container: 'm', region: 'eu-west-1', group: 'g', stream: 's' };
  const ask = () => logs.commandCalls(GetLogEventsCommand).map((call) => call.args[0].input);

  test('are read from the head, then by the forward token, until it repeats', async () => {
    logs
      .on(GetLogEventsCommand)
      .resolvesOnce({ events: [{ timestamp: 1, message: 'a' }], nextForwardToken: 'f/1' })
      .resolvesOnce({ events: [], nextForwardToken: 'f/1' });
    const first = await aws.logs.read(stream, undefined);
    expect(first).toEqual({
      ok: true,
      value: { lines: [{ timestamp: 1, message: 'a' }], cursor: 'f/1', caughtUp: false },
    });
    expect(await aws.logs.read(stream, 'f/1')).toMatchObject({ value: { caughtUp: true } });
    expect(ask()).toEqual([
      { logGroupName: 'g', logStreamName: 's', startFromHead: true },
      { logGroupName: 'g', logStreamName: 's', startFromHead: true, nextToken: 'f/1' },
    ]);
  });

  test('a stream that does not exist yet is empty, and keeps the cursor', async () => {
    logs.on(GetLogEventsCommand).rejects(anError('ResourceNotFoundException', { status: 400 }));
    expect(await aws.logs.read(stream, undefined)).toEqual({
      ok: true,
      value: { lines: [], caughtUp: true, missing: 'stream' },
    });
    expect(await aws.logs.read(stream, 'f/9')).toMatchObject({ value: { cursor: 'f/9' } });
  });

  test.each([
    ['is there', 'g', 'stream'],
    ['is not there', 'g-other', 'group'],
  ])('an emulator that says that the group is missing is asked again: it %s', async (_, logGroupName, missing) => {
    const message = 'The specified log group does not exist.';
    logs.on(GetLogEventsCommand).rejects(anError('ResourceNotFoundException', { status: 400, message }));
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName }] });
    expect(await aws.logs.read(stream, undefined)).toMatchObject({ value: { missing } });
  });

  test('a denial is a failure', async () => {
    logs.on(GetLogEventsCommand).rejects(anError('AccessDeniedException', { status: 400 }));
    expect(await aws.logs.read(stream, undefined)).toMatchObject({ ok: false, failure: { kind: 'denied' } });
  });
});

test.each([
  ['ecs.eu-west-1.amazonaws.com', true],
  ['ecs.cn-north-1.amazonaws.com.cn', true],
  ['ecs.eu-west-1.api.aws', true],
  ['vpce-0a1b-2c3d.ecs.eu-west-1.vpce.amazonaws.com', true],
  ['127.0.0.1', false],
  ['localhost.localstack.cloud', false],
  ['amazonaws.com.example.org', false],
  ['', false],
])('host %s is AWS: %s', (host, expected) => {
  expect(isAmazonHost(host)).toBe(expected);
});
