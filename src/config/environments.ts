import type { Result } from '../core/base/result.ts';

/** The settings of one environment of a config file. */
export type Environment = Record<string, unknown>;

/** The environment; or the names of several that have the same cluster. */
type Chosen = Result<{ name: string; values: Environment }, string[]>;

/**
 * Returns the environment with that name; its own `cluster` is then the cluster. Otherwise the environment with that
 * `cluster`, or none. Two environments with the same `cluster` are an error.
 */
export function chooseEnvironment(environments: Record<string, Environment>, cluster: string | undefined): Chosen {
  const named = cluster === undefined ? undefined : environments[cluster];
  if (cluster !== undefined && named !== undefined) {
    // The user gave the environment's name as the cluster. The environment's own `cluster` replaces it.
    return { ok: true, value: { name: cluster, values: named } };
  }
  const matching = Object.entries(environments).filter(([, values]) => values['cluster'] === cluster);
  const [only, ...others] = cluster === undefined ? [] : matching;
  if (others.length > 0) return { ok: false, failure: matching.map(([name]) => name) };
  return { ok: true, value: { name: only?.[0] ?? '', values: only?.[1] ?? {} } };
}
