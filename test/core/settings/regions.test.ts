import { describe, expect, test } from 'vitest';
import { wordFinding } from '../../../src/core/findings/findings.ts';
import { flagName } from '../../../src/core/settings/flag-names.ts';
import { regionOfArns } from '../../../src/core/settings/regions.ts';
import { defaultSource, resolveSettings } from '../../../src/core/settings/settings.ts';
import type { Source } from '../../../src/core/settings/source.ts';

const cluster = 'arn:aws:ecs:eu-west-1:123456789012:cluster/staging';
const taskDefinition = 'arn:aws-us-gov:ecs:us-gov-west-1:123456789012:task-definition/app:7';
const likeService = 'arn:aws:ecs:eu-west-1:123456789012:service/staging/web';

function read(flags: Source['values'], ambient: Source['values'] = {}, local = false) {
  const sources: Source[] = [{ values: flags, origin: flagName }];
  const aws: Source = { values: ambient, origin: () => 'AWS_REGION' };
  const { settings, origins, findings } = resolveSettings([
    ...sources,
    aws,
    regionOfArns(sources),
    defaultSource(local),
  ]);
  const said = findings.map((finding) => wordFinding(finding).cause);
  return { region: settings.region, origin: origins.region, said };
}

describe('the region is that of an ARN where nothing else says it', () => {
  test.each<[string, Source['values'], string, string]>([
    ['cluster', { cluster }, 'eu-west-1', 'the ARN of --cluster'],
    ['task definition', { cluster: 'x', taskDefinition }, 'us-gov-west-1', 'the ARN of --task-definition'],
    ['service', { cluster: 'x', taskDefinition: 'app', likeService }, 'eu-west-1', 'the ARN of --like-service'],
    ['the flag says it', { cluster, region: 'eu-west-1' }, 'eu-west-1', '--region'],
  ])('%s', (_, flags, region, origin) => {
    expect(read(flags)).toEqual({ region, origin, said: [] });
  });

  test('no ARN says nothing', () => {
    expect(read({ cluster: 'staging', taskDefinition: 'app.json' })).toEqual({ said: [] });
    expect(read({ cluster: 'arn:aws:iam::123456789012:role/x' })).toEqual({ said: [] });
  });
});

describe('another region than that of an ARN is an error', () => {
  test.each<[Source['values'], Source['values'], string]>([
    [{ cluster, region: 'us-east-1' }, {}, '--cluster is an ARN in eu-west-1, but the region is us-east-1 (--region)'],
    [
      { cluster },
      { region: 'us-east-1' },
      '--cluster is an ARN in eu-west-1, but the region is us-east-1 (AWS_REGION)',
    ],
    [
      { cluster, taskDefinition },
      {},
      '--task-definition is an ARN in us-gov-west-1, but the region is eu-west-1 (the ARN of --cluster)',
    ],
  ])('%o', (flags, ambient, cause) => {
    expect(read(flags, ambient).said).toEqual([cause]);
  });

  test('but not on the embedded engine', () => {
    expect(read({ cluster, local: true, region: 'us-east-1' }, {}, true).said).toEqual([]);
  });
});
