/** Formats times as ISO 8601. Remembers the last one: many log lines arrive in the same millisecond. */
export function timeFormatter(): (ms: number) => string {
  let [last, words] = [Number.NaN, ''];
  return (ms) => {
    if (ms !== last) [last, words] = [ms, new Date(ms).toISOString()];
    return words;
  };
}
