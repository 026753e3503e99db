import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from './clock.ts';

test('timers fire in the order of their times, and those of one instant in the order they were set', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const clock = new VirtualClock(0);
      const fired: [time: number, index: number][] = [];
      for (const [index, time] of times.entries()) clock.at(time, () => fired.push([clock.now, index]));
      while (clock.advance());
      expect(fired).toEqual(times.map((time, index) => [time, index]).sort(([a = 0], [b = 0]) => a - b));
    }),
  );
});
