import type { Finding } from '../core/findings/findings.ts';
import type { Settings } from '../core/settings/settings-table.ts';
import { findUsualFolders } from './find-files.ts';
import { errorsIn, type LintPlace, lint } from './lint.ts';
import { LintProblem } from './problem.ts';
import type { Version } from './versions.ts';

/** Judges the migrations before a launch (`--lint required`). In CI, a finding prevents the launch. */
export async function lintBeforeRun(
  settings: Settings,
  place: LintPlace,
  findVersions: (services: readonly string[]) => Promise<Version[]>,
): Promise<Finding[]> {
  try {
    const paths = settings.lintFiles ?? findUsualFolders(place.cwd);
    if (paths.length === 0) {
      throw new LintProblem('--lint required: no SQL migrations are found', 'name them with lintFiles or --lint-files');
    }
    const { lintSince: since, lintAfter: after, lintService: services, dialect, squawk = 'auto' } = settings;
    // On the local engine no revision takes traffic.
    const versions = services === undefined || settings.local ? undefined : await findVersions(services);
    const errors = errorsIn(await lint({ paths, since, after, dialect, squawk, versions }, place));
    const [first] = errors;
    if (first === undefined) return [];
    const { file, line, code: found, cause, why, wayOut } = first;
    const facts = { file, line, found, cause, why, wayOut: wayOut[0] ?? '', more: errors.length - 1 };
    return [{ code: isCi(place.env) ? 'lint-failed' : 'lint-warning', ...facts }];
  } catch (error) {
    if (!(error instanceof LintProblem)) throw error;
    return [{ code: 'usage', problem: error.message, fix: error.fix }];
  }
}

/** CodeBuild does not set CI; all others do. */
function isCi(env: LintPlace['env']): boolean {
  const said = env['CI'] ?? '';
  return (said !== '' && said !== 'false' && said !== '0') || Boolean(env['CODEBUILD_BUILD_ID'] ?? env['BUILD_TAG']);
}
