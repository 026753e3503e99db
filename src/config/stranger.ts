import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';

/** Who works here, and where. */
export interface Worker {
  cwd: string;
  home: string | undefined;
  /** Of the process; absent where the system has none (Windows). */
  uid: number | undefined;
  /** Of whoever has called sudo. */
  sudoUid: number | undefined;
}

/**
 * The owner of a config file that was found by looking upwards, where nobody chose it: anyone may put a file into /tmp, and
 * it would say what is run with our rights. As git does with `safe.directory`, one's own files are trusted, root's, under
 * sudo the caller's; and, unlike git, what is at home or in a repository that belongs to one of these, or to the owner of
 * the working directory (a checkout that is mounted into a container).
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
 */
export function findUnknownKey(file: string, worker: Worker): number | undefined {
  const { cwd, home, uid, sudoUid } = worker;
  if (uid === undefined) return undefined;
  const trusted = new Set([uid, 0, ...(uid === 0 && sudoUid !== undefined ? [sudoUid] : [])]);
  // Of a link both count: whoever made it chose where it leads.
  const stranger = ownersOf(file).find((owner) => !trusted.has(owner));
  if (stranger === undefined || isWithin(path.dirname(file), home)) return undefined;
  const repository = repositoryOf(path.dirname(file));
  if (repository === undefined) return stranger;
  const here = new Set([...trusted, statSync(cwd).uid]);
  const owners = [...ownersOf(repository), ...ownersOf(path.join(repository, '.git'))];
  return owners.every((owner) => here.has(owner)) ? undefined : stranger;
}

function ownersOf(file: string): number[] {
  return [lstatSync(file).uid, statSync(file).uid];
}

function isWithin(folder: string, home: string | undefined): boolean {
  // A home of `/` (some containers) would be everything.
  if (home === undefined || !path.isAbsolute(home) || path.dirname(home) === home) return false;
  const relative = path.relative(home, folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** The folder at or above this one that holds `.git`. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(path.join(folder, '.git'))) return folder;
  const above = path.dirname(folder);
  return above === folder ? undefined : repositoryOf(above);
}
