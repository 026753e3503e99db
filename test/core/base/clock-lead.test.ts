import { describe, expect, test } from 'vitest';
import { leadByDate, narrowLead, onOurClock, onTheirClock, UNKNOWN_LEAD } from '../../../src/core/base/clock-lead.ts';
import { NOON } from '../../support/a-task.ts';

const AHEAD = 270_000;

describe('what an answer’s date tells', () => {
  test.each([AHEAD, 0, -AHEAD])('a clock that is %i ms ahead lies between its bounds', (ahead) => {
    // AWS answers at 12:00:00.700 by its own clock, and dates it with the whole second.
    const lead = leadByDate(NOON, NOON + 500 + ahead, NOON + 900 + ahead);
    expect(lead.least).toBeLessThanOrEqual(ahead);
    expect(lead.most).toBeGreaterThanOrEqual(ahead);
    expect(lead.most - lead.least).toBe(1_400);
  });
});

describe('several of them', () => {
  test('leave what is in all', () => {
    const first = narrowLead(UNKNOWN_LEAD, { least: -500, most: 900 }, 0);
    expect(narrowLead(first, { least: 100, most: 1_500 }, 0)).toEqual({ least: 100, most: 900 });
  });

  test('clocks drift: what was found long ago is less sure', () => {
    const later = narrowLead({ least: 0, most: 0 }, { least: -1_000, most: 1_000 }, 60_000);
    expect(later).toEqual({ least: -30, most: 30 });
  });

  test('the clock was set meanwhile: the later one counts', () => {
    const set = { least: AHEAD, most: AHEAD + 1_000 };
    expect(narrowLead({ least: 0, most: 1_000 }, set, 1_000)).toEqual(set);
  });
});

describe('a time of AWS on our clock', () => {
  test('the clocks agree as far as nothing says otherwise', () => {
    expect(onOurClock(NOON, UNKNOWN_LEAD)).toBe(NOON);
    expect(onOurClock(NOON, { least: -400, most: 600 })).toBe(NOON);
  });

  test('else it is the latest that it can be, so that no time-out comes early', () => {
    expect(onOurClock(NOON, { least: AHEAD, most: AHEAD + 700 })).toBe(NOON + AHEAD + 700);
    expect(onOurClock(NOON, { least: -AHEAD - 700, most: -AHEAD })).toBe(NOON - AHEAD);
    expect(onOurClock(NOON, { ...UNKNOWN_LEAD, most: -AHEAD })).toBe(NOON - AHEAD);
    expect(onTheirClock(NOON + AHEAD, { least: AHEAD, most: AHEAD })).toBe(NOON);
  });
});
