import { chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findUntrustedOwner, type Worker } from '../../src/config/stranger.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const ME = 4_001;
const OTHER = 4_002;

/** Files by path, each with its owner; folders end in a slash. Whoever works here is in `work`. */
function stranger(files: Record<string, number>, worker: Partial<Worker> = {}, file = 'ecs-migrate.yml') {
  using folder = temporaryDirectory();
  const place = (name: string) => path.join(folder.path, name);
  for (const [name, owner] of Object.entries({ 'work/': ME, ...files })) {
    if (name.endsWith('/')) mkdirSync(place(name), { recursive: true });
    else writeFileSync(place(name), '');
    chownSync(place(name), owner, owner);
  }
  const home = worker.home === undefined ? place('home') : place(worker.home);
  return findUntrustedOwner(place(file), { cwd: place('work'), uid: ME, sudoUid: undefined, ...worker, home });
}

/** Only root gives files away. */
describe.skipIf(process.getuid?.() !== 0)('a config file that was found', () => {
  test.each<[string, number | undefined, ReturnType<typeof stranger>]>([
    ['one’s own', undefined, stranger({ 'ecs-migrate.yml': ME })],
    ['root’s', undefined, stranger({ 'ecs-migrate.yml': 0 })],
    ['another’s, in /tmp say', OTHER, stranger({ 'ecs-migrate.yml': OTHER })],
    ['beside a .git of theirs', OTHER, stranger({ 'ecs-migrate.yml': OTHER, '.git/': OTHER })],
    ['theirs, as root', OTHER, stranger({ 'work/': 0, 'ecs-migrate.yml': OTHER }, { uid: 0 })],
    ['theirs, who called sudo', undefined, stranger({ 'ecs-migrate.yml': OTHER }, { uid: 0, sudoUid: OTHER })],
    ['theirs, who called sudo once', OTHER, stranger({ 'ecs-migrate.yml': OTHER }, { sudoUid: OTHER })],
    [
      'another’s at home',
      undefined,
      stranger({ 'home/': ME, 'home/a/': ME, 'home/a/x.yml': OTHER }, {}, 'home/a/x.yml'),
    ],
    ['where home is beside it', OTHER, stranger({ 'home2/': ME, 'home2/x.yml': OTHER }, {}, 'home2/x.yml')],
    ['where home is /', OTHER, stranger({ 'ecs-migrate.yml': OTHER }, { home: '../../../../..' })],
    ['another’s in one’s own repository', undefined, stranger({ 'work/.git/': ME, 'work/x': OTHER }, {}, 'work/x')],
    // A container runs as root on a checkout that was mounted into it.
    [
      'in a repository of the same owner as the working directory',
      undefined,
      stranger({ 'work/': OTHER, 'work/.git/': OTHER, 'work/x': OTHER }, { uid: 0 }, 'work/x'),
    ],
    ['where there are no ids', undefined, stranger({ 'ecs-migrate.yml': OTHER }, { uid: undefined })],
  ])('%s: %s', (_, expected, found) => {
    expect(found).toBe(expected);
  });

  test('of a link the file that it leads to counts, too', () => {
    using folder = temporaryDirectory();
    const link = path.join(folder.path, 'ecs-migrate.yml');
    const target = path.join(folder.path, 'other.yml');
    writeFileSync(target, '');
    chownSync(target, ME, ME);
    symlinkSync(target, link);
    expect(findUntrustedOwner(link, { cwd: folder.path, uid: ME, home: undefined, sudoUid: undefined })).toBe(
      undefined,
    );
    chownSync(target, OTHER, OTHER);
    expect(findUntrustedOwner(link, { cwd: folder.path, uid: ME, home: undefined, sudoUid: undefined })).toBe(OTHER);
  });
});
