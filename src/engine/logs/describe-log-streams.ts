import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { logsArn } from '../names.ts';
import { pageOf } from '../pages.ts';
import { flag, number, text } from '../shapes.ts';
import { operation } from '../world.ts';
import { groupOf, pageLimit } from './read-request.ts';
import type { LogStream } from './store.ts';

const input = z.looseObject({
  logGroupName: text,
  logGroupIdentifier: text,
  logStreamNamePrefix: text,
  orderBy: text,
  descending: flag,
  limit: number,
  nextToken: text,
});

export const describeLogStreams = operation(input, (request, world, call) => {
  const group = groupOf(request, world, call);
  const { logStreamNamePrefix: prefix = '', orderBy = 'LogStreamName', descending = false } = request;
  if (orderBy === 'LastEventTime' && prefix !== '') {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const byTime = ({ name, file }: LogStream) => `${String(file.lastTimestamp ?? 0).padStart(15, '0')} ${name}`;
  const { items, nextToken } = pageOf({
    items: world.logs.streams(group, world.clock.now()).filter((stream) => stream.name.startsWith(prefix)),
    keyOf: orderBy === 'LastEventTime' ? byTime : (stream) => stream.name,
    limit: pageLimit(request.limit, 50),
    nextToken: request.nextToken,
    descending,
  });
  const arn = logsArn({ ...world.place, region: group.region }, group.name);
  return { logStreams: items.map((stream) => streamView(stream, arn)), nextToken };
});

const streamView = ({ name, createdAt, file }: LogStream, groupArn: string) => ({
  logStreamName: name,
  creationTime: Math.floor(createdAt),
  firstEventTimestamp: file.firstTimestamp,
  lastEventTimestamp: file.lastTimestamp,
  lastIngestionTime: file.lastTimestamp,
  arn: `${groupArn}:log-stream:${name}`,
  storedBytes: 0,
});
