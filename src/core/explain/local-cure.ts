/**
 * The text that the local engine appends to a reason if only the local engine lacks something. AWS does not write such
 * text.
 */
const CURE = /\s*\(local engine: (.*)\)$/s;

/** Splits a reason into the words of AWS and the cure that the local engine appended, if any. */
export function splitCure(reason: string): { text: string; cure?: string } {
  const cure = CURE.exec(reason)?.[1];
  return cure === undefined ? { text: reason } : { text: reason.replace(CURE, ''), cure };
}
