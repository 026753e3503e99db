import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'ecs-migrate-engine-';

/** The prefix for `mkdtemp`. */
export const DIRECTORY_PREFIX = join(tmpdir(), PREFIX);

/**
 * Identifies this process on this machine, among all engines that share its temporary folder or its container runtime.
 */
export const engineId = (unique: string) => `${hostname()}/${process.pid}/${unique}`;

/**
 * Whether the engine with this id has ended. For an engine of another machine it is unknown, and the result is false.
 */
export function isLeftover(id: string): boolean {
  const [host, pid] = id.split('/');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Marks a directory as this engine's. Removes directories of engines that were killed together with their watchdogs.
 */
export function claimDirectory(directory: string, id: string): void {
  writeFileSync(join(directory, 'engine'), id);
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      const other = join(tmpdir(), name);
      if (isLeftover(readFileSync(join(other, 'engine'), 'utf8'))) rmSync(other, { recursive: true, force: true });
    } catch {
      // The directory is being removed right now, or belongs to another user.
    }
  }
}
