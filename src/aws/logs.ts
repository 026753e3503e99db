import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Logs } from '../core/ports.ts';
import { call } from './call.ts';
import type { Clients } from './clients.ts';

/**
 * Reads log streams by forward token. A page may be empty although more is to come: the end is the token coming
 * back unchanged.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export function logsPort({ logs, context }: Clients): Logs {
  return {
    async read({ region, group, stream }, cursor) {
      const input = {
        logGroupName: group,
        logStreamName: stream,
        startFromHead: true,
        ...(cursor === undefined ? {} : { nextToken: cursor }),
      };
      const answer = await call('logs:GetLogEvents', () => logs(region).send(new GetLogEventsCommand(input)), context);
      if (!answer.ok) {
        // Normal until the container's first line, and for ever if it never started.
        if (answer.failure.name !== 'ResourceNotFoundException') return answer;
        const missing = /log group/i.test(answer.failure.message) ? 'group' : 'stream';
        return { ok: true, value: { lines: [], caughtUp: true, missing, ...(cursor === undefined ? {} : { cursor }) } };
      }
      const { events = [], nextForwardToken } = answer.value;
      const lines = events.map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
      if (nextForwardToken === undefined) return { ok: true, value: { lines, caughtUp: true } };
      return { ok: true, value: { lines, cursor: nextForwardToken, caughtUp: nextForwardToken === cursor } };
    },
  };
}
