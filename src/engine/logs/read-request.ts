import { AwsError, invalidParameter, violates } from '../errors.ts';
import type { Call, EngineContext } from '../world.ts';
import type { LogGroup } from './store.ts';

/** The log group of a request, by name or by ARN (without a trailing `:*`), in the region of the signature. */
export function groupOf(
  request: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
  { logs }: EngineContext,
  { region }: Call,
): LogGroup {
  const { logGroupName: name, logGroupIdentifier: identifier } = request;
  if (name !== undefined && identifier !== undefined) {
    throw invalidParameter('LogGroup name and LogGroup identifier are mutually exclusive parameters.');
  }
  const group = name ?? identifier;
  if (group === undefined) throw violates('logGroupName', null, 'not be null');
  const [, , , arnRegion, , , ...rest] = group.split(':');
  return group.startsWith('arn:') ? logs.group(arnRegion ?? region, rest.join(':')) : logs.group(region, group);
}

/** Groups of another class can be read only by Logs Insights and the console. */
export function refuseOtherClasses({ name, class: logClass }: LogGroup, operation: string): void {
  if (logClass === 'STANDARD') return;
  const message = `The log group ${name} is of log-group-class ${logClass}. ${operation} is not supported for this log class.`;
  throw new AwsError('InvalidOperationException', message);
}

export const pageLimit = (limit: number | undefined, max: number): number => {
  if (limit === undefined) return max;
  if (limit < 1) throw violates('limit', limit, 'have value greater than or equal to 1');
  if (limit > max) throw violates('limit', limit, `have value less than or equal to ${max}`);
  return limit;
};
