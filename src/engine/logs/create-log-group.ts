import * as z from 'zod';
import { violates } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';

const PATTERN = '[\\.\\-_/#A-Za-z0-9]+';

export const createLogGroup = operation(z.looseObject({ logGroupName: text }), (request, { logs, clock }, call) => {
  const { logGroupName: name } = request;
  if (name === undefined) throw violates('logGroupName', null, 'not be null');
  if (!new RegExp(`^${PATTERN}$`).test(name)) {
    throw violates('logGroupName', name, `satisfy regular expression pattern: ${PATTERN}`);
  }
  if (name.length > 512) throw violates('logGroupName', name, 'have length less than or equal to 512');
  logs.createGroup(call.region, name, clock.now());
  return {};
});
