// A limit for what never comes, not for what is slow: machines of CI are.
const MOST_MS = 60_000;

/** Asks again until there is an answer; an error, saying what was waited for, if none comes. */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + MOST_MS; Date.now() < end; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain: ${what}`);
}

/**
 * Until the same signal again is another one: within a second it counts as the echo of the first. `moreMs` is for the first
 * to arrive, where nothing shows that it has.
 */
export function pastTheEcho(moreMs = 50): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 + moreMs));
}
