import type { BuildFacts } from '../core/ecs/run-metadata.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { Progress } from '../core/run/progress.ts';

/** What one call hands to the next. */
export interface Handover {
  /** When the first call began, in milliseconds since the epoch. */
  began: number;
  /** Who the run belongs to, as the first call found it out. */
  build: BuildFacts;
  progress: Progress;
}

/** CodePipeline's limit of a continuation token, in characters. */
const LONGEST_TOKEN = 2_048;

/** Rises when an older function could not read it. */
const VERSION = 1;

export function encodeToken(handover: Handover): string {
  return JSON.stringify({ v: VERSION, ...handover });
}

/** What is to be said of a token that is too long; asked before the launch, of the longest that a run can come to. */
export function limitOf(token: string): Finding | undefined {
  if (token.length <= LONGEST_TOKEN) return undefined;
  const problem = `the token that one call hands to the next would have ${token.length} characters, and ${LONGEST_TOKEN} are taken`;
  return { code: 'usage', problem, fix: 'give shorter names to the cluster, the task definition and the container' };
}

/**
 * Reads what the call before has handed over. `undefined` for anything else, such as the token of another version: then
 * the run begins again, and finds its task by its identity.
 */
export function decodeToken(token: unknown): Handover | undefined {
  if (typeof token !== 'string') return undefined;
  try {
    const { v, began, build, progress } = JSON.parse(token) ?? {};
    const known = v === VERSION && Number.isFinite(began) && typeof build === 'object' && build !== null;
    return known && ['start', 'watch'].includes(progress?.at) ? { began, build, progress } : undefined;
  } catch {
    return undefined;
  }
}
