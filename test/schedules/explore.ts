import type { Bounds, Model, Move } from './model.ts';
import { movesOf } from './moves.ts';
import { brokenPromise } from './promises.ts';

/** The result of an exploration. */
export interface Explored {
  states: number;
  /** The length of the longest path, where each state counts with its shortest path. */
  depth: number;
  ends: number;
  /** Some states were not explored. */
  cut: boolean;
  /** The broken promise, and the path to it. */
  broken?: { promise: string; way: string[] };
}

/** Times longer ago than this are treated as equal. It is longer than any time limit of the code. */
const LONG_AGO_MS = 300_000;

/** Two worlds that differ only in the time of day continue in the same way. */
function keyOf(model: Model): string {
  const { now } = model;
  return JSON.stringify(model, (_, value) =>
    typeof value === 'number' && value > 1e12 ? Math.max(value - now, -LONG_AGO_MS) : value,
  );
}

/** Explores everything that can happen from a beginning: breadth first, each state once. */
export function explore(beginning: Model, bounds: Bounds, most: number): Explored {
  const ids = new Map<string, number>([[keyOf(beginning), 0]]);
  const cameFrom: { from: number; what: string }[] = [{ from: -1, what: 'begins' }];
  const before: number[][] = [[]];
  const ends: number[] = [];
  let layer: { id: number; model: Model }[] = [{ id: 0, model: beginning }];
  let depth = 0;
  let cut = false;
  const wayTo = (id: number): string[] => {
    const { from, what } = cameFrom[id] ?? { from: -1, what: '' };
    return from < 0 ? [what] : [...wayTo(from), what];
  };
  const result = () => ({ states: ids.size, depth, ends: ends.length, cut });
  while (layer.length > 0) {
    const next: { id: number; model: Model }[] = [];
    for (const { id, model } of layer) {
      const promise = brokenPromise(model);
      if (promise !== undefined) return { ...result(), broken: { promise, way: wayTo(id) } };
      let moves: Move[];
      try {
        moves = movesOf(model, bounds);
      } catch (error) {
        return { ...result(), broken: { promise: String(error), way: wayTo(id) } };
      }
      if (moves.length === 0) ends.push(id);
      for (const move of moves) {
        const key = keyOf(move.model);
        const known = ids.get(key);
        if (known !== undefined) {
          before[known]?.push(id);
          continue;
        }
        if (ids.size >= most) {
          cut = true;
          continue;
        }
        const fresh = ids.size;
        ids.set(key, fresh);
        cameFrom.push({ from: id, what: move.what });
        before.push([id]);
        next.push({ id: fresh, model: move.model });
      }
    }
    layer = next;
    if (layer.length > 0) depth += 1;
  }
  const stuck = cut ? undefined : findStuck(before, ends);
  if (stuck === undefined) return result();
  return { ...result(), broken: { promise: 'from here no run ever ends', way: wayTo(stuck) } };
}

/** A state from which no end can be reached. */
function findStuck(before: number[][], ends: number[]): number | undefined {
  const reaches = new Uint8Array(before.length);
  const left = [...ends];
  for (const id of left) reaches[id] = 1;
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    for (const earlier of before[id] ?? []) {
      if (reaches[earlier]) continue;
      reaches[earlier] = 1;
      left.push(earlier);
    }
  }
  const stuck = reaches.indexOf(0);
  return stuck < 0 ? undefined : stuck;
}
