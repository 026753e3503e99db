import * as z from 'zod';
import { violates } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';
import { LOG_CLASSES } from './store.ts';

const input = z.looseObject({ logGroupName: text, logGroupClass: text });
const PATTERN = '[\\.\\-_/#A-Za-z0-9]+';

export const createLogGroup = operation(input, (request, { logs, clock }, call) => {
  const { logGroupName: name } = request;
  if (name === undefined) throw violates('logGroupName', null, 'not be null');
  if (!new RegExp(`^${PATTERN}$`).test(name)) {
    throw violates('logGroupName', name, `satisfy regular expression pattern: ${PATTERN}`);
  }
  if (name.length > 512) throw violates('logGroupName', name, 'have length less than or equal to 512');
  const { logGroupClass = 'STANDARD' } = request;
  const logClass = LOG_CLASSES.find((known) => known === logGroupClass);
  if (logClass === undefined) {
    throw violates('logGroupClass', logGroupClass, `satisfy enum value set: [${LOG_CLASSES.join(', ')}]`);
  }
  logs.createGroup(call.region, name, clock.now(), logClass);
  return {};
});
