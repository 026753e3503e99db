import { describe, expect, test } from 'vitest';
import type { Progress } from '../../src/core/run/progress.ts';
import { fromProgress, longestProgress, toProgress } from '../../src/core/run/progress.ts';
import { beginWatch } from '../../src/core/run/watch.ts';
import { NO_OBSERVATIONS } from '../../src/core/verdict/observations.ts';
import { decodeToken, encodeToken, limitOf } from '../../src/lambda/token.ts';
import { aRef, aTask } from '../support/a-task.ts';

const NOW = 1_795_262_400_123;
/** As long as ECS takes names: 255 characters each for cluster, family and container. */
const LONG = 'n'.repeat(255);
const REGION = 'us-isob-east-1';
const taskArn = `arn:aws-iso-b:ecs:${REGION}:123456789012:task/${LONG}/${'0'.repeat(32)}`;
const build = {
  build: `codepipeline/${'e'.repeat(36)}/${'a'.repeat(36)}`,
  execution: 'e'.repeat(36),
  pipeline: 'p'.repeat(100),
};

const WATCHING: Progress = {
  at: 'watch',
  taskArn,
  container: LONG,
  launchedAt: NOW,
  whose: 'ours-again',
  raced: true,
  taskDefinitionArn: `arn:aws-iso-b:ecs:${REGION}:123456789012:task-definition/${LONG}:2147483647`,
  seen: {
    lookedAt: NOW,
    exitedUnprompted: false,
    started: false,
    endedFirst: false,
    missingSince: NOW,
    endedSeenAt: NOW,
    stoppedSeenAt: NOW,
    aliveAt: NOW,
    lead: { least: -1_234_568, most: -1_234_566 },
  },
  beganAt: NOW,
  stopping: 'start-timeout',
  wanted: { why: 'start-timeout', since: NOW },
  blindSince: NOW,
};

const STARTING: Progress = {
  at: 'start',
  leastAttempt: 1_000,
  refused: 1_000,
  waiting: { since: NOW, rival: taskArn, rivalSince: NOW, surveyedAt: NOW },
  revision: `arn:aws-iso-b:ecs:${REGION}:123456789012:task-definition/${LONG}:2147483647`,
  placing: { since: NOW, asked: 1_000 },
  inUse: { attempt: 1_000, since: NOW, tries: 1_000 },
  gate: 'blind',
  troubleSince: NOW,
  mayHaveLaunched: true,
};

describe('a continuation token', () => {
  test.each([
    ['while it watches', WATCHING],
    ['before the launch', STARTING],
  ])('stays under 2,048 characters with the longest names, and comes back as it was: %s', (_, progress) => {
    const token = encodeToken({ began: NOW, build, progress });
    expect(token.length).toBeLessThan(2_048);
    expect(decodeToken(token)).toEqual({ began: NOW, build, progress });
  });

  test('the longest that can come is known before the launch', () => {
    const longest = (name: string) =>
      longestProgress(`arn:aws-iso-b:ecs:${REGION}:123456789012:task-definition/${name}:2147483647`, name, name);
    expect(JSON.stringify(longest(LONG)).length).toBeGreaterThanOrEqual(JSON.stringify(WATCHING).length);
    const limit = (name: string) => limitOf(encodeToken({ began: NOW, build, progress: longest(name) }));
    expect(limit(LONG)).toBeUndefined();
    expect(limit(LONG + LONG)?.code).toBe('usage');
  });

  test.each([undefined, null, 7, '', 'f/123', '{}', '{"v":0}', '{"v":1,"began":1,"build":{},"progress":{"at":"x"}}'])(
    'is taken for none where it is not of this version: %j',
    (token) => expect(decodeToken(token)).toBeUndefined(),
  );

  test('the launch is dated by ECS as soon as it has shown the task', () => {
    const ref = { ...aRef(), launchedAt: NOW - 27_000 };
    const begun = beginWatch(ref, NOW, false);
    expect(toProgress(begun, 'ours', ref, false).launchedAt).toBe(NOW - 27_000);
    const seen = { ...begun.seen, last: aTask({ createdAt: NOW }) };
    expect(toProgress({ ...begun, seen }, 'ours', ref, false).launchedAt).toBe(NOW);
  });

  test('what was never seen is still unknown after the journey', () => {
    const state = { ...beginWatch(aRef(), NOW, false), seen: NO_OBSERVATIONS };
    const handed = JSON.parse(JSON.stringify(toProgress(state, 'ours', aRef(), false)));
    expect(fromProgress(handed, NOW, false)).toEqual(state);
  });
});
