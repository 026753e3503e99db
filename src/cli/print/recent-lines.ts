import { keepLastLines, type LastLines } from '../../core/base/last-lines.ts';
import type { LogEvent } from '../../core/events/events.ts';

/** How many of the last lines are shown again. */
const KEPT = 20;
/** A log of no more lines is seen at a glance. */
const LONG = 100;
/** Longer ones are cut: a line may be 256 KB. */
const CHARACTERS = 1_000;

/** The last lines of each container, so that the error can be shown where the eye is: at the end. */
export interface RecentLines {
  note(event: LogEvent): void;
  /**
   * The last lines of a container, where they are out of sight: the log went elsewhere, or it was long and other
   * containers have written since. `together`: log and messages are read in one place.
   */
  outOfSight(container: string, together: boolean): readonly string[];
}

export function rememberLines(): RecentLines {
  const kept = new Map<string, { lines: LastLines; lastAt: number }>();
  let total = 0;
  return {
    note({ container, message }) {
      total += 1;
      const entry = kept.get(container) ?? {
        lines: keepLastLines({ lines: KEPT, lineCharacters: CHARACTERS }),
        lastAt: 0,
      };
      entry.lines.add(message);
      entry.lastAt = total;
      kept.set(container, entry);
    },
    outOfSight(container, together) {
      const entry = kept.get(container);
      if (entry === undefined) return [];
      const buried = total > LONG && total - entry.lastAt >= KEPT;
      return together && !buried ? [] : entry.lines.all();
    },
  };
}
