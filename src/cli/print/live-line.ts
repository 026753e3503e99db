import { formatDuration } from '../../core/base/duration.ts';
import { systemClock } from '../../system.ts';
import type { Sink } from '../io.ts';
import { cut } from './cut.ts';
import { FIRST, type Live } from './live.ts';
import { createLiveArea } from './live-area.ts';
import type { Paint } from './paint.ts';

const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const FRAME_MS = 100;

/** A line at the bottom of the terminal: what is being waited for, and for how long. */
export function liveLine(out: Sink, paint: Paint): Live {
  const area = createLiveArea(out);
  const closing = new AbortController();
  let since = systemClock.now();
  let waiting = FIRST;
  let frame = 0;
  const show = (): void => {
    const seconds = Math.floor((systemClock.now() - since) / 1_000);
    const text = seconds === 0 ? waiting : `${waiting} (${formatDuration(seconds * 1_000)})`;
    const sign = FRAMES[frame % FRAMES.length] ?? '';
    area.draw([`${paint.cyan(sign)} ${cut(text, (out.columns ?? 80) - 3)}`]);
  };
  const tick = async (): Promise<void> => {
    for (; !closing.signal.aborted; frame += 1) {
      show();
      await systemClock.sleep(FRAME_MS, closing.signal);
    }
  };
  void tick();
  return {
    clear: area.clear,
    status: (text) => {
      waiting = text;
      since = systemClock.now();
      show();
    },
    close: () => {
      closing.abort();
      area.close();
    },
  };
}
