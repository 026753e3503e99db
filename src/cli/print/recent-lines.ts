import { keepLastLines, type LastLines } from '../../core/base/last-lines.ts';
import type { LogEvent } from '../../core/events/events.ts';

/** How many of the last lines are kept, to be shown again. */
const KEPT = 20;
/** A log with no more lines than this can be seen at a glance. */
const LONG = 100;
/** Longer lines are cut to this many characters: a line may have 256 KB. */
const CHARACTERS = 1_000;

/** Keeps the last lines of each container, to show the error again where the user looks: at the end. */
export interface RecentLines {
  note(event: LogEvent): void;
  /**
   * Returns the last lines of a container if the user can no longer see them: the log went elsewhere, or it was long
   * and other containers have written since. `together`: the log and the messages are read in one place.
   */
  outOfSight(container: string, together: boolean): readonly string[];
}

/** Remembers the last lines of each container, to show them again at the end. */
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
