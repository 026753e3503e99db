import { DEFAULTS } from '../../core/base/defaults.ts';
import { formatDuration } from '../../core/base/duration.ts';
import { systemClock } from '../../system.ts';
import type { Io } from '../io.ts';

/** Text of the live line until the first status. */
export const FIRST = 'asking AWS';

/** Shows that a run is alive while nothing happens. */
export interface Live {
  /** Removes the line from the screen, so that other text can be written. */
  clear(): void;
  status(text: string): void;
  close(): void;
}

/** Whether the output goes to a terminal that can draw a line again. Not `dumb` ones, and not those of CI systems. */
export function canDraw({ stderr, env }: Pick<Io, 'stderr' | 'env'>): boolean {
  return stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined;
}

/**
 * Without a terminal: prints a line after a minute without output, so that the log of a build shows that the run is
 * alive.
 */
export function heartbeat(io: Io, quiet: boolean): Live {
  let waiting = FIRST;
  let since = systemClock.now();
  let spokeAt = since;
  const closing = new AbortController();
  const beat = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await systemClock.sleep(spokeAt + DEFAULTS.heartbeatMs - systemClock.now(), closing.signal);
      if (closing.signal.aborted || systemClock.now() - spokeAt < DEFAULTS.heartbeatMs) continue;
      spokeAt = systemClock.now();
      await io.stderr.write(`ecs-migrate: ${waiting} for ${formatDuration(spokeAt - since)}\n`);
    }
  };
  if (!quiet) void beat();
  return {
    clear: () => {
      spokeAt = systemClock.now();
    },
    status: (text) => {
      waiting = text;
      since = systemClock.now();
    },
    close: () => closing.abort(),
  };
}
