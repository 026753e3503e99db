import yoctoSpinner from 'yocto-spinner';
import { DEFAULTS } from '../../core/base/defaults.ts';
import { formatDuration } from '../../core/base/duration.ts';
import { systemClock } from '../../system.ts';
import type { Io } from '../io.ts';

/** The spinner takes any of yoctocolors' names, though its types name the colours alone. */
const NO_COLOUR = 'reset' as 'cyan';

/** What is waited for until the first status. */
const FIRST = 'asking AWS';

/** What shows that a run lives while nothing happens. */
export interface Live {
  /** Takes the line off the screen, so that another can be written. */
  clear(): void;
  status(text: string): void;
  close(): void;
}

/** One line at the foot of the terminal: what is being waited for, and for how long. */
export function liveLine(coloured: boolean): Live {
  // Signals are ours: the task has to be stopped first.
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

/** Without a terminal: a line when nothing was said for a minute, so that a build's log shows that it lives. */
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
