import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take 20 s and more, the longest first: whatever is started last is waited for alone. On a machine that
 * has run them before, vitest knows more; a new checkout, as in CI, knows nothing.
 */
const LONG = [
  'trouble-around-the-launch',
  'while-it-runs',
  'lambda-pipeline',
  'at-most-one',
  'scenarios',
  'no-secret-leaves',
  'build',
  'containers',
  'events',
  'logs',
  'migrations',
  'demo',
  'rendered-examples',
  'settings',
  'pipeline-execution',
];

/** The order of the files of a project. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranks = new Map(LONG.map((name, rank) => [name, rank]));
    const rankOf = ({ moduleId }: TestSpecification) => ranks.get(path.basename(moduleId, '.test.ts')) ?? LONG.length;
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
