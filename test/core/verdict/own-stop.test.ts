import { expect, test } from 'vitest';
import { type OwnStop, readOwnStop, reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';

test.each<OwnStop>(['timeout', 'start-timeout', 'interrupt', 'lost-race', 'ended', 'asked'])(
  'a stop for %s is known again by its reason, which is short enough for ECS',
  (why) => {
    const stoppedReason = reasonOfOwnStop(why);
    expect(readOwnStop({ stoppedReason })).toBe(why);
    expect(stoppedReason.length).toBeLessThan(255);
  },
);

test.each([undefined, '', 'Task stopped by user', 'stopped: ecs-migrate:timeout', 'ecs-migrate:constructor'])(
  '%s is no stop of ours',
  (stoppedReason) => {
    expect(readOwnStop({ stoppedReason })).toBeUndefined();
  },
);
