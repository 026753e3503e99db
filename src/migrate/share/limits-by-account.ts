import { parseArn } from '../../core/base/arn.ts';
import type { Clock } from '../../core/base/clock.ts';
import type { Aws } from '../../core/ports.ts';
import { type CallLimits, createLimits } from './limit-calls.ts';

/** Limits, and a way to say which account they belong to. */
export interface AccountLimits extends CallLimits {
  /** Called with the ARN of something in the account: from then on, they are those of the account. */
  belongTo(arn: string): void;
}

/**
 * AWS limits the calls of an account and region, whichever role or profile makes them. Which account a profile reaches is
 * known when ECS has described a cluster, which is before each launch; that costs no call. Until then, each has limits of
 * its own.
 */
export function limitsByAccount({
  clock,
  launchesPerSecond,
  readsPerSecond,
}: {
  clock: Clock;
  /** See `ShareOptions`. */
  launchesPerSecond?: number;
  readsPerSecond?: number;
}): (aws: Pick<Aws, 'region'>, endpoint: string | undefined) => AccountLimits {
  const known = new Map<string, CallLimits>();
  const own = {
    ...(launchesPerSecond === undefined ? {} : { RunTask: launchesPerSecond }),
    ...(readsPerSecond === undefined ? {} : { 'ecs-reads': readsPerSecond }),
  };
  return ({ region }, endpoint = '') => {
    let limits = createLimits(region, clock, own);
    return {
      take: (...to) => limits.take(...to),
      note: (...to) => limits.note(...to),
      rate: (name) => limits.rate(name),
      belongTo(arn) {
        const account = parseArn(arn)?.account;
        if (!account) return;
        const key = JSON.stringify([account, region, endpoint]);
        const its = known.get(key) ?? limits;
        known.set(key, its);
        limits = its;
      },
    };
  };
}
