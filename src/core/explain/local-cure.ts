/** What the local engine puts at the end of a reason where it alone lacks something; AWS writes no such words. */
const CURE = /\s*\(local engine: (.*)\)$/s;

/** A reason as AWS words it, and what helps where the local engine gave it. */
export function splitCure(reason: string): { text: string; cure?: string } {
  const cure = CURE.exec(reason)?.[1];
  return cure === undefined ? { text: reason } : { text: reason.replace(CURE, ''), cure };
}
