import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogStream } from '../core/ecs/log-place.ts';
import type { Logs } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { createPageReader } from './read-page.ts';

/**
 * Reads log streams by forward token. An empty page does not mean the end: the end is reached when the same token comes
 * back.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export function logsPort({ logs: config, context, isAmazon }: Clients): Logs {
  const clients = new Map<string, CloudWatchLogsClient>();
  const readPage = createPageReader();
  const logs = (region: string): CloudWatchLogsClient => {
    const client = clients.get(region) ?? new CloudWatchLogsClient({ ...config, region });
    clients.set(region, client);
    return client;
  };

  /** Some emulators report a missing group although only the stream is missing. */
  async function isThere({ region, group }: LogStream): Promise<boolean> {
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: group });
    const answer = await callOnce('logs:DescribeLogGroups', () => logs(region).send(command), context);
    return answer.ok && (answer.value.logGroups ?? []).some(({ logGroupName }) => logGroupName === group);
  }

  return {
    async read(of, cursor, since) {
      const { region, group, stream } = of;
      const input = {
        logGroupName: group,
        logStreamName: stream,
        startFromHead: true,
        ...(cursor === undefined ? {} : { nextToken: cursor }),
        ...(since === undefined ? {} : { startTime: since }),
      };
      const answer = await callOnce('logs:GetLogEvents', () => readPage(logs(region), input), context);
      if (!answer.ok) {
        // Normal until the container writes its first line, and for ever if it never starts.
        if (answer.failure.name !== 'ResourceNotFoundException') return answer;
        const saysGroup = /log group/i.test(answer.failure.message);
        const missing = saysGroup && (isAmazon() || !(await isThere(of))) ? 'group' : 'stream';
        return { ok: true, value: { lines: [], caughtUp: true, missing, ...(cursor === undefined ? {} : { cursor }) } };
      }
      const { lines, nextForwardToken } = answer.value;
      if (nextForwardToken === undefined) return { ok: true, value: { lines, caughtUp: true } };
      return { ok: true, value: { lines, cursor: nextForwardToken, caughtUp: nextForwardToken === cursor } };
    },
    // Loaded on demand: only fleets read many streams at once.
    readMany: async (of, next) => (await import('./filter-events.ts')).filterEvents(logs(of.region), of, next, context),
  };
}
