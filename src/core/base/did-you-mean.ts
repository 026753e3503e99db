import { closestMatch } from 'leven';

/** The candidate that was probably meant: the only one that begins like it, or one that is similar enough. */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  const longer = given.length < 4 ? [] : candidates.filter((one) => one.startsWith(given));
  if (longer.length === 1) return longer[0];
  return closestMatch(given, [...candidates], { maxDistance: Math.max(2, Math.floor(given.length / 3)) });
}
