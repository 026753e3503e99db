import { lineOfRecord } from '../../core/ecs/firelens.ts';
import type { LogStream } from '../../core/ecs/log-place.ts';
import type { EmitContext, LogLine } from '../../core/ports.ts';

/** Which lines of a stream have been emitted. Identified by timestamps, because lines have no id. */
export interface Place {
  /** The latest timestamp, by the clock of the host that wrote the line. */
  lastTimestamp?: number | undefined;
  /** How many lines with the latest timestamp have been emitted. */
  ties: number;
  /**
   * After the cursor was lost: `since` is the timestamp that reading started again from, and `known` is how many lines
   * of that time were already emitted.
   */
  since: number | undefined;
  known: number;
}

/**
 * Emits the lines of a page one by one, and keeps none. Returns how many lines were new, the latest timestamp, and how
 * many consecutive lines have it.
 */
export async function emitLines(
  page: Iterable<LogLine>,
  { since, known, lastTimestamp, ties }: Place,
  { stream: { container, stream, routed }, abandon }: { stream: LogStream & { stream: string }; abandon: AbortSignal },
  { emit }: EmitContext,
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
