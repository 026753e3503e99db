import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAttemptMemory } from '../../src/cli/attempt-memory.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const uid = process.geteuid?.() ?? 0;
const HOUR_MS = 3_600_000;

describe('which attempts were refused', () => {
  test('is remembered for the life of a token, and never shrinks', async () => {
    using folder = temporaryDirectory();
    let later = 0;
    const memory = createAttemptMemory(uid, () => Date.now() + later, folder.path);
    expect(await memory.lastRefused('a1')).toBe(0);
    await memory.rememberRefused('a1', 3);
    await memory.rememberRefused('a1', 2);
    expect([await memory.lastRefused('a1'), await memory.lastRefused('b2')]).toEqual([3, 0]);
    later = 23 * HOUR_MS;
    expect(await memory.lastRefused('a1')).toBe(3);
    later = 25 * HOUR_MS;
    expect(await memory.lastRefused('a1')).toBe(0);
  });

  test('is for this user alone', async () => {
    using folder = temporaryDirectory();
    const memory = createAttemptMemory(uid, Date.now, folder.path);
    await memory.rememberRefused('a1', 1);
    const [own = ''] = readdirSync(folder.path);
    expect(statSync(path.join(folder.path, own)).mode & 0o077).toBe(0);
  });

  test('a folder that others have put there, or a link, is left alone', async () => {
    using folder = temporaryDirectory();
    mkdirSync(path.join(folder.path, 'elsewhere'));
    symlinkSync('elsewhere', path.join(folder.path, `ecs-migrate-${uid}`));
    const memory = createAttemptMemory(uid, Date.now, folder.path);
    await memory.rememberRefused('a1', 1);
    expect([await memory.lastRefused('a1'), readdirSync(path.join(folder.path, 'elsewhere'))]).toEqual([0, []]);
  });

  test('where nothing can be written the run goes on', async () => {
    const memory = createAttemptMemory(uid, Date.now, '/proc/nowhere');
    await memory.rememberRefused('a1', 1);
    expect(await memory.lastRefused('a1')).toBe(0);
  });
});
