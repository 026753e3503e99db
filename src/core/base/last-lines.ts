/** How much of the end of a log is kept. All limits apply. */
export interface LastLinesLimits {
  lines: number;
  /** How many of the first characters of a longer line are kept. */
  lineCharacters: number;
  /** The characters of all lines together. The last line is kept even if it is longer. */
  characters?: number;
}

/** The last lines of a log, in limited memory. */
export interface LastLines {
  add(line: string): void;
  /** The lines, the oldest first. */
  all(): readonly string[];
}

/** Keeps the last lines, within the limits of number and size. */
export function keepLastLines({ lines: most, lineCharacters, characters = Infinity }: LastLinesLimits): LastLines {
  // A ring buffer: each line replaces the oldest, and no line is moved.
  const ring: string[] = [];
  let [oldest, count, total] = [0, 0, 0];
  const drop = () => {
    total -= ring[oldest]?.length ?? 0;
    oldest = (oldest + 1) % most;
    count -= 1;
  };
  return {
    add(line) {
      // A substring keeps the whole string in memory, and a line may have 256 KB. So the characters are copied.
      const kept = line.length > lineCharacters ? [...line.slice(0, lineCharacters)].join('') : line;
      if (count === most) drop();
      ring[(oldest + count) % most] = kept;
      count += 1;
      total += kept.length;
      while (total > characters && count > 1) drop();
    },
    all: () => Array.from({ length: count }, (_, i) => ring[(oldest + i) % most] ?? ''),
  };
}
