import type { Report } from './report.ts';

/**
 * Variables for a shell (`set -a; . migration.env`), for CodeBuild's exported variables and for GitLab's dotenv
 * reports. No value needs quotes: they are words, numbers and an ARN.
 */
export function renderEnv(report: Report): string {
  const { outcome, exitCode, containerExitCode, taskArn, phases } = report;
  const variables = {
    MIGRATION_OUTCOME: outcome,
    MIGRATION_EXIT_CODE: exitCode,
    MIGRATION_CONTAINER_EXIT_CODE: containerExitCode ?? '',
    MIGRATION_TASK_ARN: taskArn ?? '',
    MIGRATION_SECONDS: phases.total === undefined ? '' : Math.round(phases.total / 1_000),
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
