import { FAMILIES, type StopFamily } from './families.ts';

const NAMES = Object.keys(FAMILIES) as StopFamily[];
const VOCABULARY = new Map(NAMES.map((name) => [name, new Set(significant(FAMILIES[name].words))]));
/** Below this a likeness is chance: about two words that few families share. */
const ENOUGH = 1.2;

/** The family whose words a text unknown to the catalogue shares most, if it shares enough and more than any other. */
export function nearestFamily(texts: readonly (string | undefined)[]): StopFamily | undefined {
  const words = new Set(texts.flatMap((text) => significant(text ?? '')));
  const ranked = NAMES.map((name) => ({ name, score: rateLikeness(words, name) })).sort((a, b) => b.score - a.score);
  const [first, second] = ranked;
  return first && first.score >= ENOUGH && first.score > (second?.score ?? 0) ? first.name : undefined;
}

/** A word weighs less the more families use it. */
function rateLikeness(words: ReadonlySet<string>, name: StopFamily): number {
  const shared = [...words].filter((word) => VOCABULARY.get(name)?.has(word));
  return shared.reduce((sum, word) => sum + 1 / NAMES.filter((other) => VOCABULARY.get(other)?.has(word)).length, 0);
}

/** Small letters, compounds such as CannotPullImage taken apart, plurals as singulars. */
function significant(text: string): string[] {
  const apart = text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return (apart.match(/[a-z][a-z0-9]+/g) ?? []).map((word) => (/[^s]s$/.test(word) ? word.slice(0, -1) : word));
}
