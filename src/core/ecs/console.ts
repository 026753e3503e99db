import { parseArn, shortName } from '../base/arn.ts';
import type { LogPlace } from './log-place.ts';

/** The host of the AWS console in each partition. Other partitions have no console that a link could reach. */
const HOSTS: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

function consoleOf(partition: string | undefined, region: string): string | undefined {
  const host = HOSTS[partition ?? ''];
  return host && `https://${region}.${host}`;
}

/** The task's page in the ECS console. Null if the console of the partition is not known. */
export function taskPage(taskArn: string, cluster: string): string | null {
  const { partition, region = '' } = parseArn(taskArn) ?? {};
  const origin = consoleOf(partition, region);
  if (origin === undefined) return null;
  const [of, id] = [shortName(cluster), shortName(taskArn)].map(encodeURIComponent);
  return `${origin}/ecs/v2/clusters/${of}/tasks/${id}/configuration?region=${region}`;
}

/**
 * The log stream's page in the CloudWatch console. Null if the console of the partition, or the name of the stream, is
 * not known.
 */
export function logPage(taskArn: string, { region, group, stream }: LogPlace): string | null {
  const origin = consoleOf(parseArn(taskArn)?.partition, region);
  if (origin === undefined || stream === undefined) return null;
  const page = `log-group/${doubleEncode(group)}/log-events/${doubleEncode(stream)}`;
  return `${origin}/cloudwatch/home?region=${region}#logsV2:log-groups/${page}`;
}

/**
 * The page of Logs Insights in the console with a query of one log group, for the time between `from` and `to`
 * (milliseconds since the epoch). Null if the console of the partition is not known.
 */
export function queryPage(
  taskArn: string,
  { region, group }: { region: string; group: string },
  { query, from, to }: { query: string; from: number; to: number },
): string | null {
  const origin = consoleOf(parseArn(taskArn)?.partition, region);
  if (origin === undefined) return null;
  const [start, end] = [from, to].map((it) => escapeForQuery(new Date(it).toISOString()));
  const time = `end~'${end}~start~'${start}~timeType~'ABSOLUTE~tz~'UTC`;
  const what = `editorString~'${escapeForQuery(query)}~source~(~'${escapeForQuery(group)})`;
  const tail = "~lang~'CWLI~logClass~'INFREQUENT_ACCESS";
  return `${origin}/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D~(${time}~${what}${tail})`;
}

/**
 * In the page of a query, the console writes the percent sign as a star: `/` is `*2f`. It also escapes the characters of
 * the pattern, which `encodeURIComponent` leaves as they are.
 */
function escapeForQuery(text: string): string {
  const encoded = encodeURIComponent(text).replace(/[!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return encoded.replace(/%(..)/g, (_, hex: string) => `*${hex.toLowerCase()}`);
}

/**
 * In its URL fragment, the console encodes names twice and writes the percent sign as a dollar sign: `/` is `$252F`.
 */
function doubleEncode(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
}
