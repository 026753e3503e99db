import yoctoSpinner from 'yocto-spinner';
import { formatDuration } from '../../core/base/duration.ts';
import { systemClock } from '../../system.ts';
import { FIRST, type Live } from './live.ts';

/** The spinner accepts all names of yoctocolors, although its types list only the colours. */
const NO_COLOUR = 'reset' as 'cyan';

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
