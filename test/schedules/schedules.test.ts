import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { pairs, RACES, type SmallWorld, STOPS, singles } from './worlds.ts';

const MOST = 200_000;

/** Explores the whole world, or returns a broken promise with the path to it. */
function all({ beginning, bounds }: SmallWorld) {
  const { broken, cut, states, depth } = explore(beginning, bounds, MOST);
  expect({ broken, cut }).toEqual({ broken: undefined, cut: false });
  return { states, depth };
}

// `npm run schedules` explores more trouble at once.
describe('under every schedule', () => {
  const crash = { faults: 0, crashes: 1 };
  const slowToStop = pairs(crash, STOPS).filter(({ name }) => name.startsWith('in one go, and in turns'));
  test.each([...pairs(crash, RACES), ...slowToStop])('no promise is broken by a crash: $name', (world) => {
    expect(all(world).states).toBeGreaterThan(50);
  });

  const fault = { faults: 1, crashes: 0 };
  const ofOneBuild = pairs(fault, RACES).filter(({ name }) => name.includes('same build'));
  test.each(ofOneBuild)('nor by a fault: $name', (world) => {
    expect(all(world).states).toBeGreaterThan(100);
  });

  test.each(singles({ faults: 2, crashes: 1 }))('nor by two faults and a crash: $name', (world) => {
    expect(all(world).states).toBeGreaterThan(1_000);
  });
});
