/** The settings of one environment of a config file. */
export type Environment = Record<string, unknown>;

type Chosen = { name: string; values: Environment } | { twice: string[] };

/**
 * The environment of that name, whose own `cluster` is then the cluster; else the one whose `cluster` it is; else
 * none. Two of them are an error.
 */
export function chooseEnvironment(environments: Record<string, Environment>, cluster: string | undefined): Chosen {
  const named = cluster === undefined ? undefined : environments[cluster];
  if (cluster !== undefined && named !== undefined) {
    // The name was given as the cluster, so it has to give way to the cluster that it names.
    return { name: cluster, values: named };
  }
  const matching = Object.entries(environments).filter(([, values]) => values['cluster'] === cluster);
  const [only, ...others] = cluster === undefined ? [] : matching;
  if (others.length > 0) return { twice: matching.map(([name]) => name) };
  return { name: only?.[0] ?? '', values: only?.[1] ?? {} };
}
