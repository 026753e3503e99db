import * as z from 'zod';
import { invalidParameter, violates } from '../errors.ts';
import { number, text, texts } from '../shapes.ts';
import { operation } from '../world.ts';
import { costOf, MAX_PAGE_BYTES, MAX_PAGE_EVENTS } from './event-page.ts';
import { filterOf } from './filter-pattern.ts';
import { type Merged, merged, type Place } from './merge.ts';
import { groupOf, pageLimit, refuseOtherClasses } from './read-request.ts';

const input = z.looseObject({
  logGroupName: text,
  logGroupIdentifier: text,
  logStreamNames: texts,
  logStreamNamePrefix: text,
  startTime: number,
  endTime: number,
  filterPattern: text,
  nextToken: text,
  limit: number,
});

/** How many events one page examines at most. After that it ends with a token, even if it is empty, as in AWS. */
const SCANNED_EVENTS = 50_000;
const MAX_STREAMS = 100;

export const filterLogEvents = operation(input, (request, world, call) => {
  const { logStreamNames: names, logStreamNamePrefix: prefix = '', startTime = 0 } = request;
  if (names !== undefined && prefix !== '') {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  checkNames(names);
  const limit = pageLimit(request.limit, MAX_PAGE_EVENTS);
  const matches = filterOf(request.filterPattern);
  const now = world.clock.now();
  const group = groupOf(request, world, call);
  refuseOtherClasses(group, 'FilterLogEvents');
  const streams =
    names?.map((name) => world.logs.stream(group, name, now)) ??
    world.logs.streams(group, now).filter((stream) => stream.name.startsWith(prefix));
  const after = request.nextToken === undefined ? undefined : decode(request.nextToken);

  const page: Merged[] = [];
  let bytesLeft = MAX_PAGE_BYTES;
  let scanned = 0;
  let last: Merged | undefined;
  let more = false;
  for (const event of merged(streams, after, startTime, (stream) => world.logs.readable(stream, now))) {
    // Unlike the endTime of GetLogEvents, this one is inclusive.
    if (event.timestamp > (request.endTime ?? Number.POSITIVE_INFINITY)) break;
    const cost = matches(event.message) ? costOf(event) : 0;
    more = page.length >= limit || scanned >= SCANNED_EVENTS || (page.length > 0 && cost > bytesLeft);
    if (more) break;
    scanned += 1;
    last = event;
    bytesLeft -= cost;
    if (cost > 0) page.push(event);
  }
  const empties = after?.empties ?? 0;
  if (page.length > 0 && empties < world.behaviour.emptyPages) {
    return { events: [], searchedLogStreams: [], nextToken: encode({ ...(after ?? START), empties: empties + 1 }) };
  }
  const nextToken = more && last !== undefined ? encode({ ...last, empties: 0 }) : undefined;
  return { events: page.map(eventView), searchedLogStreams: [], nextToken };
});

function checkNames(names: readonly string[] | undefined): void {
  if (names === undefined || (names.length >= 1 && names.length <= MAX_STREAMS)) return;
  const bound = names.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_STREAMS}`;
  throw violates('logStreamNames', names, `have length ${bound}`);
}

interface Token extends Place {
  empties: number;
}

const START: Place = { timestamp: -1, stream: '', ordinal: -1 };

const encode = ({ timestamp, stream, ordinal, empties }: Token) =>
  Buffer.from(JSON.stringify([timestamp, stream, ordinal, empties])).toString('base64url');

function decode(token: string): Token {
  const parts = z.tuple([z.number(), z.string(), z.number(), z.number()]);
  try {
    const [timestamp, stream, ordinal, empties] = parts.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    return { timestamp, stream, ordinal, empties };
  } catch {
    throw invalidParameter('The specified nextToken is invalid.');
  }
}

const eventView = ({ stream, streamNumber, ordinal, timestamp, message }: Merged) => ({
  logStreamName: stream,
  timestamp,
  message,
  ingestionTime: timestamp,
  eventId: `${digits(timestamp, 20)}${digits(streamNumber, 16)}${digits(ordinal, 20)}`,
});

const digits = (value: number, length: number) => String(value).padStart(length, '0');
