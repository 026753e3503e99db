import type { Guess } from './guess.ts';
import { CONNECTION_GUESSES } from './guesses-connection.ts';
import { DATABASE_GUESSES } from './guesses-database.ts';

export type { Guess } from './guess.ts';

/** In order within a line: how the connection failed, then what the database objected to. */
export const GUESSES = [...CONNECTION_GUESSES, ...DATABASE_GUESSES] as const;

/** Longer lines are dumps; an error says what it is near its beginning. */
const LONGEST = 8_192;

/** What the last line that reads like a known trouble probably means. Lines are only read, never repeated. */
export function guessFromLog(lastLines: readonly string[]): Guess | undefined {
  for (const line of lastLines.toReversed().map(readable)) {
    const rule = GUESSES.find(({ pattern }) => pattern.test(line));
    if (rule !== undefined) return { guess: rule.guess, next: rule.next };
  }
  return undefined;
}

/** A message within a line of JSON has its quotes escaped. */
function readable(line: string): string {
  return line.slice(0, LONGEST).replaceAll('\\"', '"');
}
