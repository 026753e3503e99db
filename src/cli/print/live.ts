import yoctoSpinner from 'yocto-spinner';
import { DEFAULTS } from '../../core/base/defaults.ts';
import { formatDuration } from '../../core/base/duration.ts';
import { systemClock } from '../../system.ts';
import type { Io } from '../io.ts';

/** The spinner accepts all names of yoctocolors, although its types list only the colours. */
const NO_COLOUR = 'reset' as 'cyan';

/** Text of the live line until the first status. */
const FIRST = 'asking AWS';

/** Shows that a run is alive while nothing happens. */
export interface Live {
  /** Removes the line from the screen, so that other text can be written. */
  clear(): void;
  status(text: string): void;
  close(): void;
}

/** A line at the bottom of the terminal: what is being waited for, and for how long. */
export function liveLine(coloured: boolean): Live {
  // We handle signals ourselves, because the task must be stopped first.
  const spinner = yoctoSpinner({ text: 'starting', handleSignals: false, color: coloured ? 'cyan' : NO_COLOUR });
  const closing = new AbortController();
  let since = systemClock.now();
  let waiting = FIRST;
  const show = (): void => {
    const seconds = Math.floor((systemClock.now() - since) / 1_000);
    spinner.text = seconds === 0 ? waiting : `${waiting} (${formatDuration(seconds * 1_000)})`;
  };
  const tick = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      show();
      await systemClock.sleep(1_000, closing.signal);
    }
  };
  spinner.start();
  void tick();
  return {
    clear: () => spinner.clear(),
    status: (text) => {
      waiting = text;
      since = systemClock.now();
      show();
    },
    close: () => {
      closing.abort();
      spinner.stop();
    },
  };
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
