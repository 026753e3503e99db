import type { BuildFacts } from '../core/ecs/run-metadata.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { Progress } from '../core/run/progress.ts';

/** What one call passes to the next. */
export interface Handover {
  /** When the first call began. Milliseconds since the epoch. */
  began: number;
  /** The build that the run belongs to, as the first call found it. */
  build: BuildFacts;
  progress: Progress;
}

/** CodePipeline's limit for a continuation token, in characters. */
const LONGEST_TOKEN = 2_048;

/** Increases when an older function could no longer read the token. */
const VERSION = 1;

/** The text of what one call passes to the next. {@link decodeToken} reads it. */
export function encodeToken(handover: Handover): string {
  return JSON.stringify({ v: VERSION, ...handover });
}

/** Reports a token that is too long. Called before the launch, with the longest token that the run can produce. */
export function limitOf(token: string): Finding | undefined {
  if (token.length <= LONGEST_TOKEN) return undefined;
  const problem = `the token that one call passes to the next would have ${token.length} characters, but at most ${LONGEST_TOKEN} are allowed`;
  return { code: 'usage', problem, fix: 'use shorter names for the cluster, the task definition and the container' };
}

/**
 * Reads what the previous call has handed over. Returns `undefined` for anything else, such as a token of another
 * version. The run then begins again, and finds its task by its identity.
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
