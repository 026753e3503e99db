/** How much is kept of a log: what comes last, within all of these limits. */
export interface LastLinesLimits {
  lines: number;
  /** Of a longer line its first characters. */
  lineCharacters: number;
  /** Of all lines together; the last line stays however long it is. */
  characters?: number;
}

/** The last lines of a log, in bounded memory. */
export interface LastLines {
  add(line: string): void;
  /** The oldest first. */
  all(): readonly string[];
}

export function keepLastLines({ lines: most, lineCharacters, characters = Infinity }: LastLinesLimits): LastLines {
  const lines: string[] = [];
  let total = 0;
  return {
    add(line) {
      // A part of a string keeps the whole of it in memory, and a line may be 256 KB.
      const kept = line.length > lineCharacters ? [...line.slice(0, lineCharacters)].join('') : line;
      lines.push(kept);
      total += kept.length;
      while (lines.length > most || (total > characters && lines.length > 1)) total -= lines.shift()?.length ?? 0;
    },
    all: () => lines,
  };
}
