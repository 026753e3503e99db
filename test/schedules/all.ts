import { explore } from './explore.ts';
import { pairs, singles, type Trouble } from './worlds.ts';

/** Explores all small worlds and prints the progress of each. Returns whether every promise was kept. */
export function exploreAll(trouble: Trouble, most: number, print: (line: string) => void): boolean {
  let states = 0;
  let cut = 0;
  for (const { name, beginning, bounds } of [...singles(trouble), ...pairs(trouble)]) {
    const explored = explore(beginning, bounds, most);
    states += explored.states;
    cut += explored.cut ? 1 : 0;
    const bound = explored.cut ? ` (cut at ${most.toLocaleString('en')} states)` : '';
    print(
      `${explored.states.toLocaleString('en')} states, ${explored.depth} deep, ${explored.ends} ends${bound}: ${name}`,
    );
    if (explored.broken === undefined) continue;
    print([explored.broken.promise, ...explored.broken.way].join('\n  '));
    return false;
  }
  const whole = cut === 0 ? 'all of them' : `${cut} worlds were cut`;
  print(`${states.toLocaleString('en')} states without a broken promise, ${whole}`);
  return true;
}
