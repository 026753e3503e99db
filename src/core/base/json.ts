/** Whether a parsed value is an object with members, not a list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the content without members that are null. AWS treats them as absent, but its console writes them. */
export function withoutNulls(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(withoutNulls);
  if (typeof content !== 'object' || content === null) return content;
  const entries = Object.entries(content).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member)]));
}
