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

export function keepLastLines({ lines: most, lineCharacters, characters = Infinity }: LastLinesLimits): LastLines {
  const lines: string[] = [];
  let total = 0;
  return {
    add(line) {
      // A substring keeps the whole string in memory, and a line may have 256 KB. So the characters are copied.
      const kept = line.length > lineCharacters ? [...line.slice(0, lineCharacters)].join('') : line;
      lines.push(kept);
      total += kept.length;
      while (lines.length > most || (total > characters && lines.length > 1)) total -= lines.shift()?.length ?? 0;
    },
    all: () => lines,
  };
}
