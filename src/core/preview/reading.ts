/** What a preview's output shows. `none` is only set if the tool itself proves that nothing is pending. */
export type Reading =
  | { names: string[]; provesNone: false }
  | { names: []; provesNone: true }
  /** The text says that nothing is pending, or cannot be read. */
  | { unknown: true }
  /** The tool failed. */
  | { toolFailed: true };

/** Reads the lines that the container printed, without colours. */
export type ReadOutput = (lines: readonly string[], exitCode: number) => Reading;

export const UNKNOWN: Reading = { unknown: true };
export const FAILED: Reading = { toolFailed: true };

/** Names are proven or not; that none is pending only if `proven` is true. */
export function reading(names: string[], proven: boolean): Reading {
  if (names.length > 0) return { names, provesNone: false };
  return proven ? { names: [], provesNone: true } : UNKNOWN;
}

/** The first group of the pattern in each line that it matches. */
export function namesAfter(lines: readonly string[], pattern: RegExp): string[] {
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
}

/** The lines below a heading, up to the first that is not a name. Empty lines right below the heading are left out. */
export function namesBelow(lines: readonly string[], heading: RegExp, name: RegExp): string[] {
  const at = lines.findIndex((line) => heading.test(line));
  const below = at < 0 ? [] : lines.slice(at + 1);
  const first = below.findIndex((line) => line !== '');
  const rest = first < 0 ? [] : below.slice(first);
  const end = rest.findIndex((line) => !name.test(line));
  return namesAfter(end < 0 ? rest : rest.slice(0, end), name);
}

/** How many are pending by the tool's own count, if it prints one. */
function countIn(lines: readonly string[], pattern: RegExp | undefined): number | undefined {
  const [count] = pattern === undefined ? [] : namesAfter(lines, pattern);
  return count === undefined ? undefined : Number(count);
}

/** A list that is not as long as the tool's own count cannot be trusted. */
function isWhole(names: readonly string[], lines: readonly string[], count: RegExp | undefined): boolean {
  return (countIn(lines, count) ?? names.length) === names.length;
}

/** For tools that say with their exit code whether something is pending: 0 if not, 1 if so. */
export function byExitCode({ name, none, count }: { name: RegExp; none?: RegExp; count?: RegExp }): ReadOutput {
  return (lines, exitCode) => {
    const names = namesAfter(lines, name);
    if (exitCode !== 0 && exitCode !== 1) return FAILED;
    if (exitCode === 1 && names.length === 0) return FAILED;
    if (!isWhole(names, lines, count)) return UNKNOWN;
    if (exitCode === 1) return reading(names, false);
    // The exit code and the text must agree.
    const agrees = names.length === 0 && (none === undefined || lines.some((line) => none.test(line)));
    return agrees ? reading([], true) : UNKNOWN;
  };
}

/** For tools whose text alone shows what is pending. Text is never a proof that nothing is. */
export function byText(find: (lines: readonly string[]) => string[], count?: RegExp): ReadOutput {
  return (lines, exitCode) => {
    if (exitCode !== 0) return FAILED;
    const names = find(lines);
    return isWhole(names, lines, count) ? reading(names, false) : UNKNOWN;
  };
}
