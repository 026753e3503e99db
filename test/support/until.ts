// A limit for conditions that never hold, not for slow ones: CI machines are slow.
const MOST_MS = 300_000;

/** Repeats a call until it returns a value. If none comes, throws an error that names the awaited condition. */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + MOST_MS; Date.now() < end; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain: ${what}`);
}

/**
 * Waits until the same signal counts as a second one: within a second it counts as an echo of the first. `moreMs` is
 * for the first one to arrive, if nothing shows its arrival.
 */
export function pastTheEcho(moreMs = 50): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 + moreMs));
}
