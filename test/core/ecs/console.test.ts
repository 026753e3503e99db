import { describe, expect, test } from 'vitest';
import { logPage, queryPage, taskPage } from '../../../src/core/ecs/console.ts';

const task = (partition: string, region: string) => `arn:${partition}:ecs:${region}:123456789012:task/staging/0123abcd`;

describe('pages of the AWS console', () => {
  test.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('%s', (partition, region, origin) => {
    const arn = task(partition, region);
    expect(taskPage(arn, 'staging')).toBe(
      `${origin}/ecs/v2/clusters/staging/tasks/0123abcd/configuration?region=${region}`,
    );
    const stream = { container: 'migrate', region, group: '/ecs/app', stream: 'm/migrate/0123abcd' };
    expect(logPage(arn, stream)).toBe(
      `${origin}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/$252Fecs$252Fapp/log-events/m$252Fmigrate$252F0123abcd`,
    );
  });

  test('the cluster by its name, though it was given as ARN', () => {
    const arn = task('aws', 'eu-west-1');
    expect(taskPage(arn, 'arn:aws:ecs:eu-west-1:123456789012:cluster/staging')).toContain('/clusters/staging/tasks/');
  });

  test('the log of another region is there', () => {
    const stream = { container: 'migrate', region: 'us-east-1', group: 'g', stream: 's' };
    expect(logPage(task('aws', 'eu-west-1'), stream)).toMatch(/^https:\/\/us-east-1\..*region=us-east-1#/);
  });

  test('a query of Logs Insights, as its console writes it', () => {
    const place = { region: 'eu-west-2', group: "/aws/ecs/it's" };
    const over = {
      query: 'filter @logStream = "p/é" | limit 2',
      from: Date.UTC(2026, 8, 3, 21, 25),
      to: Date.UTC(2026, 8, 3, 22),
    };
    expect(queryPage(task('aws', 'eu-west-2'), place, over)).toBe(
      "https://eu-west-2.console.aws.amazon.com/cloudwatch/home?region=eu-west-2#logsV2:logs-insights$3FqueryDetail$3D~(end~'2026-09-03T22*3a00*3a00.000Z~start~'2026-09-03T21*3a25*3a00.000Z~timeType~'ABSOLUTE~tz~'UTC~editorString~'filter*20*40logStream*20*3d*20*22p*2f*c3*a9*22*20*7c*20limit*202~source~(~'*2faws*2fecs*2fit*27s)~lang~'CWLI~logClass~'INFREQUENT_ACCESS)",
    );
    expect(queryPage(task('aws-iso', 'us-iso-east-1'), place, over)).toBeNull();
  });

  test('names are encoded twice', () => {
    const stream = { container: 'migrate', region: 'eu-west-1', group: 'a#b.c', stream: 'ünï [$LATEST]%' };
    expect(logPage(task('aws', 'eu-west-1'), stream)).toMatch(
      /log-group\/a\$2523b\.c\/log-events\/\$25C3\$25BCn\$25C3\$25AF\$2520\$255B\$2524LATEST\$255D\$2525$/,
    );
  });

  test('none in other partitions, and none of a stream without a name', () => {
    expect(taskPage(task('aws-iso', 'us-iso-east-1'), 'staging')).toBeNull();
    const unnamed = { container: 'migrate', region: 'eu-west-1', group: 'g' };
    expect(logPage(task('aws', 'eu-west-1'), unnamed)).toBeNull();
    expect(logPage(task('aws-iso', 'us-iso-east-1'), { ...unnamed, stream: 's' })).toBeNull();
  });
});
