import * as z from 'zod';
import { logsArn } from '../names.ts';
import { pageOf } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';
import { pageLimit } from './read-request.ts';

const input = z.looseObject({ logGroupNamePrefix: text, logGroupNamePattern: text, limit: number, nextToken: text });

export const describeLogGroups = operation(input, (request, { logs, place }, { region }) => {
  const { logGroupNamePrefix: prefix = '', logGroupNamePattern: part = '' } = request;
  const { items, nextToken } = pageOf({
    items: logs.groups(region).filter(({ name }) => name.startsWith(prefix) && name.includes(part)),
    keyOf: (group) => group.name,
    limit: pageLimit(request.limit, 50),
    nextToken: request.nextToken,
  });
  return {
    logGroups: items.map(({ name, class: logGroupClass, createdAt, streams }) => {
      const arn = logsArn({ ...place, region }, name);
      const storedBytes = [...streams.values()].reduce((sum, stream) => sum + stream.file.storedBytes, 0);
      return {
        logGroupName: name,
        creationTime: Math.floor(createdAt),
        metricFilterCount: 0,
        arn: `${arn}:*`,
        logGroupArn: arn,
        storedBytes,
        logGroupClass,
      };
    }),
    nextToken,
  };
});
