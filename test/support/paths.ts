import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EXAMPLE = path.join(ROOT, 'examples/node-postgres');
export const MAIN = path.join(ROOT, 'dist/main.js');

/**
 * The environment that tests give a process instead of their own: the commands that npm installed, and no AWS settings.
 */
export const BARE_ENV: Readonly<Record<string, string>> = {
  PATH: [path.join(ROOT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(path.delimiter),
  HOME: '/nonexistent',
  NO_COLOR: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Even if a container runtime is available: most images of the tests do not exist.
  ECS_MIGRATE_RUNNER: 'process',
};
