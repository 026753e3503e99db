import { readFileSync } from 'node:fs';
import { isEnvFile } from './second-names.ts';
import { UsageError } from './usage-error.ts';

/**
 * Refuses `--env-file` if Node has read it too. Node takes this flag for its own anywhere on the command line, unless
 * `--` stands before the script's name, and applies NODE_OPTIONS of that file to this process. The package's own start
 * file adds that `--` if it is started by its name.
 * @see https://github.com/nodejs/node/issues/54232
 * @throws {UsageError} If Node has read the flag.
 */
export function refuseFlagsOfNode(words: readonly string[]): void {
  const end = words.indexOf('--');
  if (!(end < 0 ? words : words.slice(0, end)).some(isEnvFile)) return;
  // Node searches up to the first `--`. The GitHub Action passes its arguments in another way, so they are not on the
  // command line.
  const first = wordsOfNode().find((word) => word === '--' || isEnvFile(word));
  if (first === undefined || first === '--') return;
  throw new UsageError(
    'Node has also read --env-file, and may have applied NODE_OPTIONS of that file to ecs-migrate',
    'give the file as --env-from FILE, or in the variable ECS_MIGRATE_ENV_FILE; or start the tool as node -- main.js',
  );
}

/** The arguments that the process was started with. Only Linux provides them. */
function wordsOfNode(): string[] {
  try {
    return readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(1, -1);
  } catch {
    return [];
  }
}
