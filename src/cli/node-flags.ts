import { readFileSync } from 'node:fs';
import { isEnvFile } from './second-names.ts';
import { UsageError } from './usage-error.ts';

/**
 * Refuses `--env-file` where Node has read it, too: it takes the flag for its own wherever it stands, unless `--` stands
 * before the script's name, and applies NODE_OPTIONS of the file to this process. The tool's own file, started by its
 * name, puts the `--` there.
 * @see https://github.com/nodejs/node/issues/54232
 */
export function refuseFlagsOfNode(words: readonly string[]): void {
  const end = words.indexOf('--');
  if (!(end < 0 ? words : words.slice(0, end)).some(isEnvFile)) return;
  // Node looks for it up to the first `--`. The action's words are not on the command line at all.
  const first = wordsOfNode().find((word) => word === '--' || isEnvFile(word));
  if (first === undefined || first === '--') return;
  throw new UsageError(
    'Node has read --env-file, too, and may have applied NODE_OPTIONS of that file to ecs-migrate',
    'give the file as --env-from FILE, or in the variable ECS_MIGRATE_ENV_FILE; or start the tool as node -- main.js',
  );
}

/** What the process was started with. Only Linux tells. */
function wordsOfNode(): string[] {
  try {
    return readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(1, -1);
  } catch {
    return [];
  }
}
