/** The same without members that are null: for AWS they are absent, and its console writes them. */
export function withoutNulls(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(withoutNulls);
  if (typeof content !== 'object' || content === null) return content;
  const entries = Object.entries(content).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member)]));
}
