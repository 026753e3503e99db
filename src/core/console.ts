import { parseArn, shortName } from './arn.ts';
import type { LogStream } from './log-stream.ts';

/** Where the console of each partition is; others have none that a link could reach. */
const HOSTS: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

function consoleOf(partition: string | undefined, region: string): string | undefined {
  const host = HOSTS[partition ?? ''];
  return host && `https://${region}.${host}`;
}

/** The ECS console's page of a task; null in a partition without a console that is known. */
export function taskPage(taskArn: string, cluster: string): string | null {
  const { partition, region = '' } = parseArn(taskArn) ?? {};
  const origin = consoleOf(partition, region);
  if (origin === undefined) return null;
  const [of, id] = [shortName(cluster), shortName(taskArn)].map(encodeURIComponent);
  return `${origin}/ecs/v2/clusters/${of}/tasks/${id}/configuration?region=${region}`;
}

/** The CloudWatch console's page of a log stream; null without its name too. */
export function logPage(taskArn: string, { region, group, stream }: LogStream): string | null {
  const origin = consoleOf(parseArn(taskArn)?.partition, region);
  if (origin === undefined || stream === undefined) return null;
  const page = `log-group/${twice(group)}/log-events/${twice(stream)}`;
  return `${origin}/cloudwatch/home?region=${region}#logsV2:log-groups/${page}`;
}

/** In the console's fragment names are encoded twice, and the percent sign is written as a dollar: `/` is `$252F`. */
function twice(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
}
