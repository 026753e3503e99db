/**
 * How far our clock is ahead of AWS's, in milliseconds: between `least` and `most`, negative if it is behind. A wrong
 * clock may differ by minutes, in either direction.
 */
export interface ClockLead {
  least: number;
  most: number;
}

export const UNKNOWN_LEAD: ClockLead = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** The header `Date` counts whole seconds. */
const DATE_STEP_MS = 1_000;

/** The lead according to an answer that AWS dated between our request and its arrival. */
export function leadByDate(date: number, askedAt: number, at: number): ClockLead {
  return { least: askedAt - date - DATE_STEP_MS, most: at - date };
}

/** Clocks drift apart by less than this, even those of virtual machines. */
const DRIFT = 1 / 2_000;

/**
 * The lead after another finding, `elapsedMs` later. If the two contradict each other, somebody has set the clock, and
 * the later finding counts.
 */
export function narrowLead(known: ClockLead, later: ClockLead, elapsedMs: number): ClockLead {
  const drift = Math.abs(elapsedMs) * DRIFT;
  const least = Math.max(known.least - drift, later.least);
  const most = Math.min(known.most + drift, later.most);
  return least <= most ? { least, most } : later;
}

/**
 * A time from AWS, on our clock. Unless the bounds show otherwise, the clocks are assumed to agree; else the result is
 * the latest possible time.
 */
export function onOurClock(time: number, lead: ClockLead): number {
  return time + leadOf(lead);
}

/** A time of our clock, on AWS's clock. */
export function onTheirClock(time: number, lead: ClockLead): number {
  return time - leadOf(lead);
}

function leadOf({ least, most }: ClockLead): number {
  if (least <= 0 && most >= 0) return 0;
  return Number.isFinite(most) ? most : least;
}
