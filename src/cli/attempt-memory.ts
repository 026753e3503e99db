import { lstat, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AttemptMemory } from '../core/ports.ts';

/** After that ECS has forgotten the token of a refusal, and may be asked under it again. */
const TOKEN_LIFE_MS = 24 * 60 * 60_000;

/**
 * Keeps in this user's folder of temporary files which attempts ECS has refused a place. A client token replays its refusal
 * for up to 24 hours, so a later run of the same build starts with the token after them. Nothing depends on it but time:
 * whatever cannot be read or written is left out in silence.
 */
export function createAttemptMemory(uid: number | undefined, now: () => number, parent = tmpdir()): AttemptMemory {
  const folder = path.join(parent, `ecs-migrate-${uid ?? 'attempts'}`);
  // An identity is a hash in hexadecimal digits.
  const fileOf = (identity: string) => path.join(folder, `${identity.replace(/[^0-9a-z]/gi, '')}.refused`);
  return {
    async lastRefused(identity) {
      if (!(await isOwn(folder, uid))) return 0;
      const file = fileOf(identity);
      const written = await stat(file).catch(() => undefined);
      if (written === undefined || now() - written.mtimeMs >= TOKEN_LIFE_MS) return 0;
      const attempt = Number((await readFile(file, 'utf8').catch(() => '')).trim());
      return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 0;
    },
    async rememberRefused(identity, attempt) {
      await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
      // Another run of the build may have come further.
      if ((await isOwn(folder, uid)) && attempt > (await this.lastRefused(identity)))
        await writeFile(fileOf(identity), `${attempt}\n`, { mode: 0o600 }).catch(() => undefined);
    },
  };
}

/** Whether it is a folder of this user's, not one or a link that another has put there. */
async function isOwn(folder: string, uid: number | undefined): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true && (uid === undefined || found.uid === uid);
}
