import { FAMILIES, type StopFamily } from './families.ts';

const NAMES = Object.keys(FAMILIES) as StopFamily[];
const VOCABULARY = new Map(NAMES.map((name) => [name, new Set(significant(FAMILIES[name].words))]));
/** A lower score is chance. This is about two words that few families share. */
const ENOUGH = 1.2;

/**
 * The family that shares most words with a text that the catalogue does not know. It must share enough, and more than
 * any other family.
 */
export function nearestFamily(texts: readonly (string | undefined)[]): StopFamily | undefined {
  const words = new Set(texts.flatMap((text) => significant(text ?? '')));
  const ranked = NAMES.map((name) => ({ name, score: rateLikeness(words, name) })).sort((a, b) => b.score - a.score);
  const [first, second] = ranked;
  return first && first.score >= ENOUGH && first.score > (second?.score ?? 0) ? first.name : undefined;
}

/** The more families use a word, the less it counts. */
function rateLikeness(words: ReadonlySet<string>, name: StopFamily): number {
  const shared = [...words].filter((word) => VOCABULARY.get(name)?.has(word));
  return shared.reduce((sum, word) => sum + 1 / NAMES.filter((other) => VOCABULARY.get(other)?.has(word)).length, 0);
}

/** Words in lower case. Compounds such as CannotPullImage are split, and plurals become singulars. */
function significant(text: string): string[] {
  const apart = text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return (apart.match(/[a-z][a-z0-9]+/g) ?? []).map((word) => (/[^s]s$/.test(word) ? word.slice(0, -1) : word));
}
