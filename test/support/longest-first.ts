import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The slow files, slowest first: a slow file that starts last makes everything wait for it. Vitest itself would order
 * by the last run on this machine, but a new checkout, as in CI, has none.
 */
const LONG = [
  'e2e/fleet-on-step-functions',
  'e2e/hook',
  'e2e/lambda-fleet',
  'e2e/at-most-one',
  'e2e/locks-and-retries',
  'e2e/preview',
  'e2e/preview-in-pipeline',
  'e2e/action-preview',
  'e2e/pages',
  'e2e/trouble-around-the-launch',
  'e2e/while-it-runs',
  'e2e/least-privilege',
  'e2e/lint-live',
  'e2e/release',
  'e2e/package',
  'e2e/lambda-pipeline',
  'e2e/fleet-neighbours',
  'e2e/fleet-reports',
  'e2e/fleet-postgres',
  'e2e/fleet-versions',
  'e2e/example-app',
  'e2e/build',
  'e2e/logs',
  'e2e/scenarios',
  'e2e/library',
  'e2e/runners',
  'lambda/fleet-machine',
  'simulation/hook',
  'simulation/simulation',
  'simulation/fleet-kills',
  'simulation/fleet-neighbours',
  'runners/container',
  'e2e/no-secret-leaves',
  'engine/aws-cli',
  'e2e/neighbours',
  'e2e/events',
  'e2e/rendered-examples',
  'e2e/bad-input',
  'e2e/containers',
  'e2e/demo',
  'e2e/action',
  'e2e/log-causes',
  'fleet/fleet-page-in-browser',
  'e2e/lambda-deployed-image',
  'terraform/modules',
  'schedules/schedules',
  'simulation/planted-bugs',
];

/** First the slow files, then the other end-to-end files. The many short unit files fill the cores at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranks = new Map(LONG.map((name, rank) => [name, rank]));
    const rankOf = ({ moduleId, project }: TestSpecification) =>
      ranks.get(moduleId.split('/').slice(-2).join('/').replace('.test.ts', '')) ??
      LONG.length + (project.name === 'unit' ? 1 : 0);
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
