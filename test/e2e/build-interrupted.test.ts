import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { serveEngine, startCli } from '../support/cli.ts';
import { BARE_ENV } from '../support/paths.ts';
import { processesWith } from '../support/process.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { pastTheEcho, until } from '../support/until.ts';

/** Stands for a docker that does not end when it is asked to. */
const STUBBORN = `#!/bin/sh
case "$*" in
  build*) trap 'echo asked to end >&2' TERM; echo 'a step begins' >&2; while :; do sleep 0.1; done ;;
  *) echo '27.0.0 amd64' ;;
esac
`;

test('a second signal while an image is built leaves neither files with credentials nor the build behind', async () => {
  using folder = temporaryDirectory();
  const place = (name: string) => path.join(folder.path, name);
  for (const name of ['bin', 'tmp', 'app']) mkdirSync(place(name));
  writeFileSync(place('bin/docker'), STUBBORN, { mode: 0o755 });
  writeFileSync(place('app/Dockerfile'), 'FROM scratch\n');
  await using engine = await serveEngine({ cwd: folder.path });
  const definition = await taskDefinitionFile(folder.path, 'shop', {
    run: 'x',
    with: { image: 'registry.test/app:1' },
  });
  const env = {
    ...engine.env,
    PATH: `${place('bin')}:${BARE_ENV['PATH']}`,
    TMPDIR: place('tmp'),
    ECS_MIGRATE_RUNNER: 'docker',
  };
  const flags = ['--cluster', 'default', '--task-definition', definition, '--subnets', 'subnet-1', '--build', 'app'];
  await using run = startCli(['run', ...flags], { cwd: folder.path, env });
  await until('the step runs', () => run.stderr().includes('a step begins') || undefined);
  expect(readdirSync(place('tmp'))).toHaveLength(1);
  run.child.kill('SIGINT');
  await until('the build is asked to end', () => run.stderr().includes('asked to end'));
  await pastTheEcho();
  run.child.kill('SIGINT');
  expect((await run.ended).exitCode).toBe(130);
  expect(readdirSync(place('tmp'))).toEqual([]);
  await until('nothing is left', () => processesWith(`TMPDIR=${place('tmp')}`).length === 0 || undefined);
});
