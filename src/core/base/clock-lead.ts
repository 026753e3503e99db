/**
 * How far our clock is ahead of AWS's, in milliseconds: no less than `least`, no more than `most`; negative where it is
 * behind. A wrong clock is minutes off, in either direction.
 */
export interface ClockLead {
  least: number;
  most: number;
}

export const UNKNOWN_LEAD: ClockLead = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** The header `Date` counts whole seconds. */
const DATE_STEP_MS = 1_000;

/** What an answer tells that AWS has dated, between our asking and its coming. */
export function leadByDate(date: number, askedAt: number, at: number): ClockLead {
  return { least: askedAt - date - DATE_STEP_MS, most: at - date };
}

/** Clocks drift apart by less than this, even those of virtual machines. */
const DRIFT = 1 / 2_000;

/**
 * What is known after another finding, `elapsedMs` later. Where they contradict each other somebody has set the clock: the
 * later one counts.
 */
export function narrowLead(known: ClockLead, later: ClockLead, elapsedMs: number): ClockLead {
  const drift = Math.abs(elapsedMs) * DRIFT;
  const least = Math.max(known.least - drift, later.least);
  const most = Math.min(known.most + drift, later.most);
  return least <= most ? { least, most } : later;
}

/** A time that AWS tells, on our clock. As far as nothing says otherwise the clocks agree; else it is the latest it can be. */
export function onOurClock(time: number, lead: ClockLead): number {
  return time + leadOf(lead);
}

/** A time of ours, on AWS's clock. */
export function onTheirClock(time: number, lead: ClockLead): number {
  return time - leadOf(lead);
}

function leadOf({ least, most }: ClockLead): number {
  if (least <= 0 && most >= 0) return 0;
  return Number.isFinite(most) ? most : least;
}
