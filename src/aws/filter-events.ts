import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Answer } from '../core/base/failure.ts';
import type { ManyStreams, StreamEvent } from '../core/ports.ts';
import { type CallContext, callOnce } from './call.ts';

/**
 * One page of the events of many streams. Only a missing token shows the end: pages can be partly filled or empty.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function filterEvents(
  client: CloudWatchLogsClient,
  { group, streams, since }: ManyStreams,
  next: string | undefined,
  context: CallContext,
): Promise<Answer<{ events: StreamEvent[]; next?: string }>> {
  const input = {
    logGroupName: group,
    logStreamNames: [...streams],
    startTime: since,
    ...(next === undefined ? {} : { nextToken: next }),
  };
  const send = () => client.send(new FilterLogEventsCommand(input));
  const answer = await callOnce('logs:FilterLogEvents', send, context);
  if (!answer.ok) return answer;
  const { events = [], nextToken } = answer.value;
  const lines = events.map(({ logStreamName: stream = '', eventId: id = '', timestamp = 0, message = '' }) => ({
    stream,
    id,
    timestamp,
    message,
  }));
  return { ok: true, value: { events: lines, ...(nextToken === undefined ? {} : { next: nextToken }) } };
}
