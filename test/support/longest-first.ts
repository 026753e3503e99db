import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take long, the longest first: whatever is started last is waited for alone. Vitest itself would order by the
 * last run on this machine, of which a new checkout, as in CI, knows nothing.
 */
const LONG = [
  'at-most-one',
  'trouble-around-the-launch',
  'while-it-runs',
  'release',
  'package',
  'lambda-pipeline',
  'build',
  'logs',
  'scenarios',
  'container',
  'no-secret-leaves',
  'aws-cli',
  'neighbours',
  'events',
  'rendered-examples',
  'bad-input',
  'containers',
  'demo',
  'action',
  'log-causes',
  'simulation',
];

/** The long files, then the rest of those end to end; the many short ones of the units fill the cores in the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranks = new Map(LONG.map((name, rank) => [name, rank]));
    const rankOf = ({ moduleId, project }: TestSpecification) =>
      ranks.get(path.basename(moduleId, '.test.ts')) ?? LONG.length + (project.name === 'unit' ? 1 : 0);
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
