import { closestMatch } from 'leven';

/** The candidate that was probably meant, if one is similar enough. */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  return closestMatch(given, [...candidates], { maxDistance: Math.max(2, Math.floor(given.length / 3)) });
}
