import * as z from 'zod';
import { AwsError, invalidParameter, notFound, violates } from '../errors.ts';
import { flag, number, text } from '../shapes.ts';
import { type Call, type EngineContext, operation } from '../world.ts';
import type { StoredEvent } from './event-file.ts';
import { MAX_PAGE_EVENTS, type Position, positionOf, takeBackward, takeForward, tokenOf } from './event-page.ts';
import { groupOf, pageLimit, refuseOtherClasses } from './read-request.ts';
import type { LogGroup } from './store.ts';

const input = z.looseObject({
  logGroupName: text,
  logGroupIdentifier: text,
  logStreamName: text,
  startTime: number,
  endTime: number,
  nextToken: text,
  limit: number,
  startFromHead: flag,
});

export const getLogEvents = operation(input, (request, world, call) => {
  if (!request.logStreamName) throw violates('logStreamName', request.logStreamName ?? null, 'not be null');
  const limit = pageLimit(request.limit, MAX_PAGE_EVENTS);
  const group = groupIfAny(request, world, call);
  refuseOtherClasses(group, 'GetLogEvents');
  const now = world.clock.now();
  const stream = world.logs.stream(group, request.logStreamName, now);
  const { file } = stream;
  const readable = world.logs.readable(stream, now);
  // startTime is inclusive, endTime is not.
  const first = request.startTime === undefined ? 0 : file.ordinalAt(request.startTime);
  const end = request.endTime === undefined ? readable : Math.min(readable, file.ordinalAt(request.endTime));
  const at =
    request.nextToken === undefined ? start(request.startFromHead, first, end, now) : positionOf(request.nextToken);
  if (at === undefined) throw invalidParameter('The specified nextToken is invalid.');
  if (now - at.issuedAt > world.behaviour.tokenLifeMs) throw invalidParameter('The specified nextToken has expired.');

  const events =
    at.direction === 'f'
      ? takeForward(file, Math.max(first, at.ordinal), end, limit)
      : takeBackward(file, first, Math.min(end, at.ordinal), limit);
  if (events.length > 0 && at.empties < world.behaviour.emptyPages) return emptyPage(at, now);
  // At the end the same token comes back; nothing else shows the end.
  const issuedAt = events.length === 0 ? at.issuedAt : now;
  return {
    events: events.map(eventView),
    nextForwardToken: tokenOf({ direction: 'f', ordinal: lastOf(events) ?? at.ordinal, empties: 0, issuedAt }),
    nextBackwardToken: tokenOf({ direction: 'b', ordinal: events[0]?.ordinal ?? at.ordinal, empties: 0, issuedAt }),
  };
});

/** If groups are created automatically, a missing group is reported as a missing stream. */
function groupIfAny(request: Parameters<typeof groupOf>[0], world: EngineContext, call: Call): LogGroup {
  try {
    return groupOf(request, world, call);
  } catch (error) {
    const missing = error instanceof AwsError && error.type === 'ResourceNotFoundException';
    throw missing && world.autoLogGroups ? notFound('log stream') : error;
  }
}

const start = (fromHead = false, first: number, end: number, issuedAt: number): Position =>
  fromHead
    ? { direction: 'f', ordinal: first, empties: 0, issuedAt }
    : { direction: 'b', ordinal: Math.max(first, end), empties: 0, issuedAt };

const lastOf = (events: readonly StoredEvent[]) => {
  const last = events.at(-1);
  return last === undefined ? undefined : last.ordinal + 1;
};

/** AWS returns pages without events even if more events follow. Only the token shows it. */
function emptyPage(at: Position, issuedAt: number): object {
  const next = { ...at, empties: at.empties + 1, issuedAt };
  return {
    events: [],
    nextForwardToken: tokenOf({ ...next, direction: 'f' }),
    nextBackwardToken: tokenOf({ ...next, direction: 'b' }),
  };
}

const eventView = ({ timestamp, message }: StoredEvent) => ({ timestamp, message, ingestionTime: timestamp });
