/**
 * A token bucket whose rate follows AWS: throttling lowers it, success raises it again. Plain data; times are
 * milliseconds since the epoch, and rates are calls a second.
 */
export interface RateBudget {
  /** The rate that is never exceeded. */
  most: number;
  rate: number;
  /** Calls that may be made at `at` without a wait. */
  tokens: number;
  at: number;
  /** When throttling last lowered the rate, and from what. */
  lowered?: { at: number; from: number };
}

/** The rate never becomes lower than this part of the highest: AWS returns the tokens that it took. */
const LEAST_PART = 1 / 16;
/** What throttling leaves of the rate. */
const LOWERED = 0.8;
/** One burst of calls is throttled many times, but is one reason to become slower. Milliseconds. */
const ONE_BURST_MS = 1_000;
/**
 * By how much the rate rises in a second of successful calls, as a part of the highest: soon to where AWS last throttled
 * it, and from there on slowly, because the limit may have been raised.
 */
const RISES = { soon: 0.05, slowly: 0.01 };

export function createBudget(most: number, now: number): RateBudget {
  return { most, rate: most, tokens: burstOf(most), at: now };
}

/** At most the calls of a quarter of a second at once, so that the quota of the account is not used up by a burst. */
function burstOf(rate: number): number {
  return Math.max(1, rate / 4);
}

/** How long until the next call may be made. Milliseconds; 0 if it may be made now. */
export function msUntilCall(budget: RateBudget, now: number): number {
  const { tokens, rate } = fill(budget, now);
  // A rest that is too small to be a wait must not keep anybody waiting for ever.
  return tokens > 1 - 1e-6 ? 0 : ((1 - tokens) / rate) * 1_000;
}

/** A call is made. */
export function spendCall(budget: RateBudget, now: number): RateBudget {
  const filled = fill(budget, now);
  return { ...filled, tokens: Math.max(0, filled.tokens - 1) };
}

function fill(budget: RateBudget, now: number): RateBudget {
  const { rate, tokens, at } = budget;
  const passedMs = Math.max(0, now - at);
  return { ...budget, tokens: Math.min(burstOf(rate), tokens + (passedMs / 1_000) * rate), at: Math.max(at, now) };
}

/** AWS has throttled a call. */
export function lowerRate(budget: RateBudget, now: number): RateBudget {
  const filled = fill(budget, now);
  if (filled.lowered !== undefined && now - filled.lowered.at < ONE_BURST_MS) return filled;
  const rate = Math.max(filled.most * LEAST_PART, filled.rate * LOWERED);
  return { ...filled, rate, tokens: 0, lowered: { at: now, from: filled.rate } };
}

/** AWS has accepted a call. */
export function raiseRate(budget: RateBudget, now: number): RateBudget {
  if (budget.rate >= budget.most) return budget;
  const filled = fill(budget, now);
  const part = filled.rate < 0.95 * (filled.lowered?.from ?? 0) ? RISES.soon : RISES.slowly;
  // There are about as many successes in a second as the rate says.
  return { ...filled, rate: Math.min(filled.most, filled.rate + (filled.most * part) / Math.max(1, filled.rate)) };
}
