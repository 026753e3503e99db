import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { gatherSettings } from '../../src/cli/gather-settings.ts';
import { refuseWindows } from '../../src/cli/local-engine.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { killsSteps } from '../../src/containers/run-program.ts';
import { namesFile } from '../../src/core/ecs/task-definition.ts';
import { SETTING_KEYS } from '../../src/core/settings/settings-table.ts';
import { temporaryDirectory } from '../support/temporary.ts';

test('the local engine says that it does not run there, and where it does', () => {
  expect(() => refuseWindows('win32')).toThrow(UsageError);
  for (const system of ['linux', 'darwin']) expect(() => refuseWindows(system)).not.toThrow();
});

test('the steps of a build by podman are in its machine there, and are not signalled', () => {
  expect(killsSteps('podman', 'win32')).toBe(false);
  expect(killsSteps('podman', 'linux')).toBe(true);
  expect(killsSteps('docker', 'linux')).toBe(false);
});

test('home is USERPROFILE there: the search for a config file ends at it', async () => {
  using folder = temporaryDirectory();
  const home = path.join(folder.path, 'home');
  const cwd = path.join(home, 'shop');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(path.join(folder.path, 'ecs-migrate.yml'), 'cluster: of-somebody-else\n');
  const gathered = (env: Record<string, string>) => gatherSettings({}, SETTING_KEYS, { env, cwd, uid: undefined }, {});
  expect((await gathered({ USERPROFILE: home })).settings.cluster).toBeUndefined();
  expect((await gathered({})).settings.cluster).toBe('of-somebody-else');
});

test('a path with backslashes is a file', () => {
  expect(namesFile('deploy\\taskdef')).toBe(true);
  expect(namesFile('C:\\shop\\taskdef.json')).toBe(true);
});
