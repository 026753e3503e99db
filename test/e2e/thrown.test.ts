import { describe, expect, test } from 'vitest';
import { aMigration } from '../support/migration.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';

/** Errors that nobody expected, each made by a module that is loaded before the tool. */
describe.concurrent('an error that nothing catches', () => {
  test.each([
    ['is thrown', "setTimeout(() => { throw new Error('planted') }, 1500)"],
    ['is a rejection', "setTimeout(() => void Promise.reject(new Error('planted')), 1500)"],
  ])('%s while the task runs: 70, and how to follow the task', async (_, code) => {
    await using world = await aMigration();
    const words = ['--import', `data:text/javascript,${encodeURIComponent(code)}`, '--', MAIN, ...world.args()];
    await using run = startProcess(process.execPath, words, {
      env: { ...world.engine.env, CODEBUILD_BUILD_ID: 'project:1' },
    });
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(70);
    expect(stderr).toMatch(/leaving at once; .*ecs-migrate (attach arn:|list)/);
    expect(stderr).toContain('planted');
    expect(stderr).toMatch(/ecs-migrate: bug \(exit code 70\)\n$/);
  });
});
