import { describe, expect, test } from 'vitest';
import { summaryLines } from '../../../src/cli/print/summary.ts';
import type { LaunchedEvent, ResultEvent } from '../../../src/core/events/events.ts';

const at = '2026-11-21T12:00:00.000Z';
const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123';
const attach = `npx ecs-migrate attach ${taskArn} --cluster staging --region eu-west-1`;

const launched: LaunchedEvent = {
  type: 'launched',
  at,
  taskArn,
  taskDefinition: 'app:7',
  cluster: 'staging',
  container: 'migrate',
  adopted: false,
  attach,
  console: 'https://console/task',
  logStreams: [
    { container: 'proxy', region: 'eu-west-1', group: '/p', stream: 'p/proxy/0123', console: 'https://console/proxy' },
    {
      container: 'migrate',
      region: 'eu-west-1',
      group: '/app',
      stream: 'm/migrate/0123',
      console: 'https://console/log',
    },
  ],
};
const result: ResultEvent = {
  type: 'result',
  at,
  outcome: 'failed',
  exitCode: 3,
  containerExitCode: 3,
  taskArn,
  ending: 'failed',
  reasons: [],
  causeCode: null,
  causeLine: null,
  again: null,
  cause: 'it exited with code 3',
  next: 'fix it',
  task: null,
  phases: { queued: 2_000, running: 65_000, total: 70_000 },
};
const succeeded: ResultEvent = { ...result, outcome: 'succeeded', exitCode: 0, next: '' };
const log =
  "aws logs get-log-events --start-from-head --output text --query 'events[].[message]' --region eu-west-1 --log-group-name /app --log-stream-name m/migrate/0123";

describe('the summary', () => {
  test('of a failure: time, places, how to see it again, cause and next step', () => {
    expect(summaryLines(result, launched, {})).toEqual([
      'time: queued 2 s, running 1 min 5 s, total 1 min 10 s',
      `task: ${taskArn}`,
      'log: group /app, stream m/migrate/0123 (eu-west-1)',
      'console, task: https://console/task',
      'console, log: https://console/log',
      `see it again, for about an hour: ${attach}`,
      `its log, also later: ${log}`,
      'cause: it exited with code 3',
      'next: fix it',
    ]);
  });

  test('of a log that only a query reads: no place and no command that would be refused', () => {
    const lines = summaryLines(result, launched, { byQuery: true }).join('\n');
    expect(lines).not.toMatch(/console, log|aws logs/);
    expect(lines).toContain('log: group /app');
  });

  test('of a success: where it was, and nothing to be done', () => {
    const lines = summaryLines(succeeded, launched, {});
    expect(lines.slice(-2)).toEqual(['console, log: https://console/log', 'done: it exited with code 3']);
    expect(lines.join('\n')).not.toMatch(/again|aws logs/);
  });

  test('the attach command once, if the next step is that', () => {
    const lines = summaryLines({ ...result, next: `follow it with: ${attach}` }, launched, {});
    expect(lines.filter((line) => line.includes(attach))).toHaveLength(1);
  });

  test('of another endpoint: no console, and its address in the command', () => {
    const streams = launched.logStreams.map((stream) => ({ ...stream, console: null }));
    const lines = summaryLines(
      result,
      { ...launched, console: null, logStreams: streams },
      { endpointUrl: 'http://127.0.0.1:4566' },
    );
    expect(lines.join('\n')).not.toContain('console');
    expect(lines).toContain(`its log, also later: ${log} --endpoint-url http://127.0.0.1:4566`);
  });

  test('of the embedded engine, which has ended: nothing to look at', () => {
    expect(summaryLines(result, { ...launched, attach: null, console: null }, {})).toEqual([
      'time: queued 2 s, running 1 min 5 s, total 1 min 10 s',
      `task: ${taskArn}`,
      'cause: it exited with code 3',
      'next: fix it',
    ]);
  });

  test('without a launch, and of a task that was given up for another one', () => {
    const none = { ...result, taskArn: null, phases: {} };
    expect(summaryLines(none, undefined, {})).toEqual(['cause: it exited with code 3', 'next: fix it']);
    expect(summaryLines(none, launched, {})).toEqual(['cause: it exited with code 3', 'next: fix it']);
  });

  test('a stream without a name, or a group with odd characters', () => {
    const { stream: _, ...unnamed } = launched.logStreams[1] ?? { stream: '' };
    const nameless = { ...launched, logStreams: [unnamed as (typeof launched.logStreams)[0]] };
    expect(summaryLines(result, nameless, {}).join('\n')).not.toContain('aws logs');
    const task = { taskArn, containers: [{ name: 'migrate', runtimeId: 'f00d' }] } as unknown as ResultEvent['task'];
    const named = summaryLines({ ...result, task }, nameless, {}).join('\n');
    expect(named).toContain('log: group /app, stream f00d (eu-west-1)');
    expect(named).toContain('--log-stream-name f00d');
    expect(named).toMatch(/console, log: https:\/\/\S+f00d/);
    const odd = launched.logStreams.map((stream) => ({ ...stream, group: "it's #1" }));
    expect(summaryLines(result, { ...launched, logStreams: odd }, {}).join('\n')).toContain(
      String.raw`--log-group-name 'it'\''s #1'`,
    );
  });
});
