import { closestMatch } from 'leven';

/** The one of the candidates that was probably meant, if any is near. */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  return closestMatch(given, [...candidates], { maxDistance: Math.max(2, Math.floor(given.length / 3)) });
}
