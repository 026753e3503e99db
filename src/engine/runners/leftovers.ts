import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'ecs-migrate-engine-';

/** Where `mkdtemp` begins. */
export const DIRECTORY_PREFIX = join(tmpdir(), PREFIX);

/** Names this process, on this machine, among all that may share its temporary folder or its container runtime. */
export const engineId = (unique: string) => `${hostname()}/${process.pid}/${unique}`;

/** Whether the engine of that name has ended. Of another machine's it cannot be known. */
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

/** Marks a directory as this engine's, and removes those of engines that were killed along with their watchdogs. */
export function claimDirectory(directory: string, id: string): void {
  writeFileSync(join(directory, 'engine'), id);
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      const other = join(tmpdir(), name);
      if (isLeftover(readFileSync(join(other, 'engine'), 'utf8'))) rmSync(other, { recursive: true, force: true });
    } catch {
      // It is going right now, or is another user's.
    }
  }
}
