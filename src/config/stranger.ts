import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';

/** Who runs ecs-migrate, and in which folder. */
export interface Worker {
  cwd: string;
  home: string | undefined;
  /** User id of the process. Absent if the system has none (Windows). */
  uid: number | undefined;
  /** User id of the person who called sudo. */
  sudoUid: number | undefined;
}

/**
 * Returns the owner of a config file, if that owner is not trusted. The check is for files found in a parent folder,
 * which nobody chose: anyone can put a file into /tmp, and it would decide what is run with our rights. As with git's
 * `safe.directory`, files of the user, of root and, under sudo, of the caller are trusted. Unlike git, we also trust
 * files in the home folder. We also trust a repository that belongs to one of these users, or to the owner of the
 * working directory (a checkout that is mounted into a container).
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
 */
export function findUntrustedOwner(file: string, worker: Worker): number | undefined {
  const { cwd, home, uid, sudoUid } = worker;
  if (uid === undefined) return undefined;
  const trusted = new Set([uid, 0, ...(uid === 0 && sudoUid !== undefined ? [sudoUid] : [])]);
  // For a link, both owners count: the creator of the link chose where it leads.
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
  // If the home folder is `/` (in some containers), every file would be in it.
  if (home === undefined || !path.isAbsolute(home) || path.dirname(home) === home) return false;
  const relative = path.relative(home, folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Returns this folder or the nearest parent that contains `.git`. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(path.join(folder, '.git'))) return folder;
  const above = path.dirname(folder);
  return above === folder ? undefined : repositoryOf(above);
}
