import { findLiveRevisions } from '../api.ts';
import { explainFailure } from '../core/explain/explain-failure.ts';
import { wordFinding } from '../core/findings/findings.ts';
import type { Resolved } from '../core/settings/source.ts';
import { LintProblem } from '../lint/problem.ts';
import { readVersions, type Version } from '../lint/versions.ts';

/**
 * The revisions that can take traffic of the services, with what their commits know. Throws a {@link LintProblem} if ECS
 * does not say it: what is not known is not taken for harmless.
 */
export async function findVersions(services: readonly string[], resolved: Resolved, cwd: string): Promise<Version[]> {
  const { cluster, container } = resolved.settings;
  if (cluster === undefined) {
    throw new LintProblem('--service needs the cluster of the service', 'give --cluster, or set it in the config file');
  }
  const found = await findLiveRevisions(cluster, services, resolved);
  if (found.ok) return readVersions(found.value, container, cwd);
  const { failure } = found;
  if (failure.kind === 'aws') {
    const { cause, next } = explainFailure(failure.failure);
    throw new LintProblem(`which revisions can take traffic is not known: ${cause}`, next);
  }
  if (failure.kind === 'unknown-revision') {
    throw new LintProblem(
      `${failure.arn} can take traffic, and ECS does not know it any more, so nobody can say what its code is`,
      'deploy the service anew, or judge without --service',
    );
  }
  const { service, others, near } = failure;
  const unknown = { code: 'service-unknown', origin: '--service', service, cluster, others, near } as const;
  const { cause, next } = wordFinding(unknown);
  throw new LintProblem(cause, next);
}
