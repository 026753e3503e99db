/**
 * Words that name an environment, and the environment that each means. "stage" is not included, because stages of a
 * pipeline often contain it.
 */
const ENVIRONMENTS: Readonly<Record<string, string>> = {
  dev: 'development',
  develop: 'development',
  development: 'development',
  test: 'test',
  testing: 'test',
  qa: 'qa',
  uat: 'uat',
  stg: 'staging',
  staging: 'staging',
  preprod: 'preproduction',
  preproduction: 'preproduction',
  sandbox: 'sandbox',
  demo: 'demo',
  prd: 'production',
  prod: 'production',
  production: 'production',
  live: 'production',
};

/** The environments that names contain, such as production for `Deploy_to_Prod`. */
function environmentsOf(names: readonly string[]): Set<string> {
  const words = names.flatMap((name) =>
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/pre[-_ ]?prod/g, 'preprod')
      .split(/[^a-z]+/),
  );
  return new Set(words.map((word) => ENVIRONMENTS[word]).filter((one) => one !== undefined));
}

/**
 * Whether two things may belong to the same environment. That is false only if both name environments and have none in
 * common.
 */
export function ofOneEnvironment(names: readonly string[], others: readonly string[]): boolean {
  const [ours, theirs] = [environmentsOf(names), environmentsOf(others)];
  return ours.size === 0 || theirs.size === 0 || [...ours].some((one) => theirs.has(one));
}
