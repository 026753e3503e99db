import { describe, expect, test } from 'vitest';
import { playBuildspec } from './codebuild.ts';
import { ROOT } from './paths.ts';

const play = (phases: string, env: Record<string, string> = {}) =>
  playBuildspec(`version: 0.2\n${phases}`, { cwd: ROOT, env });

describe('the player of buildspecs', () => {
  test('stops a phase at its first failure and still runs its finally', async () => {
    const build = await play('phases: {build: {commands: [echo one, "(exit 3)", echo two], finally: [echo finally]}}');
    expect(build.stdout).toBe('one\nfinally\n');
    expect(build.exitCodes).toMatchObject({ '(exit 3)': 3 });
    expect(build.status).toBe('FAILED');
  });

  test('runs POST_BUILD after a failed BUILD, and fails all the same', async () => {
    const commands = '{commands: ["echo $CODEBUILD_BUILD_SUCCEEDING"]}';
    const build = await play(`phases: {install: ${commands}, build: {commands: [exit 3]}, post_build: ${commands}}`);
    expect(build.stdout).toBe('1\n0\n');
    expect(build).toMatchObject({ status: 'FAILED', phases: [{}, { status: 'FAILED' }, { status: 'SUCCEEDED' }] });
  });

  test.each(['install', 'pre_build'])('ends after a failed %s', async (phase) => {
    const build = await play(`phases: {${phase}: {commands: ['false']}, build: {commands: [echo built]}}`);
    expect(build).toMatchObject({ status: 'FAILED', phases: [{ name: phase }], stdout: '' });
  });

  test('hands variables and directory from command to command', async () => {
    const build = await play(
      `phases: {install: {commands: ["export NAME='a b'", cd src]}, build: {commands: ['echo "$NAME" \${PWD##*/}']}}`,
    );
    expect(build.stdout).toBe('a b src\n');
  });

  test('counts only the last exit status of a block of several lines', async () => {
    const build = await play('phases: {build: {commands: ["false\\ntrue"]}}');
    expect(build.status).toBe('SUCCEEDED');
  });

  test("lets a project's variable overrule the buildspec's", async () => {
    const text = 'env: {variables: {A: spec, B: spec}}\nphases: {build: {commands: ["echo $A $B"]}}';
    expect((await play(text, { B: 'project' })).stdout).toBe('spec project\n');
  });

  test('refuses what it would not play', async () => {
    await expect(play('phases: {build: {on-failure: CONTINUE, commands: []}}')).rejects.toThrow('on-failure in build');
  });
});
