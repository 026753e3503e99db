import { lineOfRecord } from '../../core/ecs/firelens.ts';
import type { LogStream } from '../../core/ecs/log-place.ts';
import type { LogLine, RunContext } from '../../core/ports.ts';

/** Which of a stream's lines have come, by their times: they have no id. */
export interface Place {
  /** When the latest line was written, by the clock of its host. */
  lastTimestamp?: number | undefined;
  /** How many lines have come that were written at the time of the latest. */
  ties: number;
  /** Where the cursor was lost: the time that reading has begun again from, and how many lines of that time are known. */
  since: number | undefined;
  known: number;
}

/**
 * Emits the lines of a page, each as it comes: none is kept. Answers how many were new, when the latest was written, and how
 * many share its time, which are beside each other.
 */
export async function emitLines(
  page: Iterable<LogLine>,
  { since, known, lastTimestamp, ties }: Place,
  { stream: { container, stream, routed }, abandon }: { stream: LogStream & { stream: string }; abandon: AbortSignal },
  { emit }: Pick<RunContext, 'emit'>,
): Promise<Place & { lines: number; characters: number }> {
  const place: Place = { since, known, lastTimestamp, ties };
  let [lines, characters] = [0, 0];
  for (const { timestamp, message: written } of page) {
    if (abandon.aborted) break;
    if (place.known > 0 && timestamp === since) {
      place.known -= 1;
      continue;
    }
    const message = routed === 'record' ? lineOfRecord(written) : written;
    const taken = emit({ type: 'log', container, stream, timestamp, message });
    if (taken !== undefined) await taken;
    lines += 1;
    characters += written.length;
    place.ties = timestamp === place.lastTimestamp ? place.ties + 1 : 1;
    place.lastTimestamp = timestamp;
  }
  return { lines, characters, ...place };
}
