import type { FleetReport } from './fleet/fleet-report.ts';
import type { Report } from './report.ts';

/**
 * Variables for a shell (`set -a; . migration.env`), for CodeBuild's exported variables and for GitLab's dotenv
 * reports. The values are words, numbers and an ARN, except for the summary of a preview.
 */
export function renderEnv(report: Report): string {
  const { outcome, exitCode, containerExitCode, taskArn, phases, fleet } = report;
  const variables = {
    MIGRATION_OUTCOME: outcome,
    MIGRATION_EXIT_CODE: exitCode,
    MIGRATION_CONTAINER_EXIT_CODE: containerExitCode ?? '',
    MIGRATION_TASK_ARN: taskArn ?? '',
    MIGRATION_SECONDS: phases.total === undefined ? '' : Math.round(phases.total / 1_000),
    ...previewVariables(report),
    ...(fleet === undefined ? {} : variablesOf(report, fleet)),
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/**
 * For an approval and for the condition of a stage. A preview that failed exports `unknown`, so that a variable is never
 * absent. The summary is quoted, and has no character that a shell would read within quotes.
 */
function previewVariables({ preview, command }: Report) {
  if (preview === null && command !== 'preview') return {};
  const { pending, digest, summary } = preview ?? { pending: 'unknown', digest: null, summary: 'the preview failed' };
  return {
    MIGRATION_PENDING: pending,
    MIGRATION_DIGEST: digest ?? 'unknown',
    MIGRATION_SUMMARY: `'${summary.replace(/[^\w .,:@/+()=-]/g, '_')}'`,
  };
}

/** A fleet has no task of its own, so its time is that of the command. */
function variablesOf({ startedAt, endedAt }: Report, fleet: FleetReport) {
  return {
    MIGRATION_SECONDS: Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000),
    MIGRATION_TARGETS: fleet.chosen,
    MIGRATION_TARGETS_SUCCEEDED: fleet.succeeded,
    MIGRATION_TARGETS_FAILED: fleet.failed,
    MIGRATION_TARGETS_UNKNOWN: fleet.unknown,
    MIGRATION_TARGETS_UNLAUNCHED: fleet.unlaunched,
  };
}
