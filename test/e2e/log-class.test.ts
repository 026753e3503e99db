import { CloudWatchLogsClient, CreateLogGroupCommand, type LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';

const LOG = { 'awslogs-group': '/rare', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' };

/** Runs a migration that logs to a group of this class. */
async function migrate(logGroupClass: LogGroupClass, run: string, faults: string[] = [], flags = ['--output', 'json']) {
  const logConfiguration = { logDriver: 'awslogs', options: LOG };
  await using world = await aMigration(faults, { run, with: { logConfiguration } });
  const logs = new CloudWatchLogsClient(world.engine.client);
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/rare', logGroupClass }));
  const ended = await runCli(world.args(...flags), { env: world.engine.env });
  if (flags.length === 0) return { ...ended, events: [], codes: [] };
  const events: Record<string, unknown>[] = ended.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const codes = events.flatMap((event) => (event['type'] === 'warning' ? [event['code']] : []));
  return { ...ended, events, codes };
}

test.concurrent('a class that only Logs Insights reads: said before the launch and at the end, with the query', async () => {
  const { exitCode, events, codes } = await migrate('INFREQUENT_ACCESS', 'echo unseen; exit 3');
  expect(exitCode).toBe(3);
  expect(codes).toEqual(expect.arrayContaining(['log-class', 'log-incomplete']));
  expect(codes.filter((code) => code === 'log-incomplete')).toHaveLength(1);
  const text = String(events.find(({ code }) => code === 'log-incomplete')?.['text']);
  expect(text).toMatch(/filter @logStream = "p\/migrate\/\w{32}"/);
  expect(events.at(-1)).toMatchObject({ outcome: 'failed', exitCode: 3, causeCode: 'log-unread' });
});

test.concurrent('no command is named that CloudWatch would refuse', async () => {
  const { exitCode, stderr } = await migrate('INFREQUENT_ACCESS', 'exit 3', [], []);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('filter @logStream = ');
  expect(stderr).not.toContain('get-log-events');
});

test.concurrent('of a container that never started no log is to be asked for', async () => {
  const fault = 'failed-start:CannotPullContainerError: not found';
  const { exitCode, codes } = await migrate('INFREQUENT_ACCESS', 'true', [fault]);
  expect(exitCode).toBe(125);
  expect(codes).toContain('log-missing');
  expect(codes).not.toContain('log-incomplete');
});

test.concurrent('a success stays one', async () => {
  const { exitCode, codes } = await migrate('INFREQUENT_ACCESS', 'echo unseen');
  expect(exitCode).toBe(0);
  expect(codes).toContain('log-class');
});

test.concurrent('the class STANDARD is read', async () => {
  const { exitCode, events, codes } = await migrate('STANDARD', 'echo seen; exit 3');
  expect(exitCode).toBe(3);
  expect(codes).not.toContain('log-class');
  expect(events.filter(({ type }) => type === 'log')).toMatchObject([{ message: 'seen' }]);
});
