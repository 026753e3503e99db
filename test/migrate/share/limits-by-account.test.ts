import { describe, expect, test } from 'vitest';
import type { AwsOptions } from '../../../src/core/base/aws-options.ts';
import type { Aws } from '../../../src/core/ports.ts';
import { openShared } from '../../../src/migrate/share/open-shared.ts';
import { VirtualClock } from '../../support/virtual-aws/clock.ts';
import { settled } from '../../support/virtual-aws/microtasks.ts';
import { seeded } from '../../support/virtual-aws/randomness.ts';

/** AWS as one profile reaches it. */
const awsOf = (region: string, account: string, launches: { at: number }[], now: () => number) =>
  ({
    region,
    tasks: {
      async run() {
        launches.push({ at: now() });
        return { ok: true, value: { tasks: [], failures: [] } };
      },
    },
    clusters: {
      describe: async (name: string) => ({
        ok: true,
        value: { arn: `arn:aws:ecs:${region}:${account}:cluster/${name}` },
      }),
    },
    definitions: {},
    services: {},
    logs: {},
    pipelines: {},
  }) as unknown as Aws;

/** How long 100 launches of each of two profiles take, in seconds. */
async function play(one: AwsOptions, other: AwsOptions, accounts: [string, string]): Promise<number> {
  const clock = new VirtualClock(0);
  const launches: { at: number }[] = [];
  const now = () => clock.now;
  const given = {
    clock: { now, sleep: (ms: number) => new Promise<void>((resolve) => clock.at(clock.now + ms, resolve)) },
    random: seeded(1),
  };
  const open = async (where: AwsOptions) => {
    const account = where === one ? accounts[0] : accounts[1];
    return { ok: true as const, value: awsOf(where.region ?? '', account, launches, now) };
  };
  const openOne = openShared(open, given);
  const all = [one, other].map(async (where) => {
    const first = await openOne(where, now);
    if (first.ok) await first.value.clusters.describe('prod');
    for (let n = 0; n < 100; n += 1) {
      void openOne(where, now).then((it) => void (it.ok && it.value.tasks.run({} as never)));
    }
  });
  await Promise.all(all);
  for (let steps = 0; launches.length < 200 && steps < 10_000; steps += 1) {
    await settled();
    clock.advance();
  }
  return Math.round(Math.max(...launches.map(({ at }) => at)) / 1_000);
}

describe('the rate of launches is that of an account and region', () => {
  const eu = 'eu-west-1';
  test.each<[string, AwsOptions, AwsOptions, [string, string], number]>([
    ['two profiles of one account', { region: eu, profile: 'a' }, { region: eu, profile: 'b' }, ['1', '1'], 20],
    ['a role of the same account', { region: eu }, { region: eu, roleArn: 'arn:aws:iam::1:role/x' }, ['1', '1'], 20],
    ['two accounts', { region: eu, profile: 'a' }, { region: eu, profile: 'b' }, ['1', '2'], 10],
    ['two regions', { region: eu }, { region: 'us-east-1' }, ['1', '1'], 10],
    ['another endpoint is another AWS', { region: eu }, { region: eu, endpoint: 'http://localhost' }, ['1', '1'], 10],
  ])('%s', async (_, one, other, accounts, seconds) => {
    expect(Math.abs((await play(one, other, accounts)) - seconds)).toBeLessThanOrEqual(1);
  });
});
