import { lstat, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AttemptMemory } from '../core/ports.ts';

/** After this time, ECS has forgotten the client token of a refusal, and the token can be used again. Milliseconds. */
const TOKEN_LIFE_MS = 24 * 60 * 60_000;

/**
 * Remembers, in a temporary folder of this user, which attempts ECS has refused to place. ECS replays the refusal of a
 * client token for up to 24 hours. A later run of the same build therefore starts with the token after the refused
 * ones. This only saves time, so anything that cannot be read or written is silently skipped.
 */
export function createAttemptMemory(uid: number | undefined, now: () => number, parent = tmpdir()): AttemptMemory {
  const folder = path.join(parent, `ecs-migrate-${uid ?? 'attempts'}`);
  // An identity is a hash in hexadecimal digits; any other character is removed.
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
      // Another run of the same build may have stored a later attempt.
      if ((await isOwn(folder, uid)) && attempt > (await this.lastRefused(identity)))
        await writeFile(fileOf(identity), `${attempt}\n`, { mode: 0o600 }).catch(() => undefined);
    },
  };
}

/** Whether the folder belongs to this user, and is not a folder or link that somebody else has put there. */
async function isOwn(folder: string, uid: number | undefined): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true && (uid === undefined || found.uid === uid);
}
