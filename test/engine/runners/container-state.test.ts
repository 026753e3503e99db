import { expect, test } from 'vitest';
import { type Cli, removeAll, sweepLeftovers } from '../../../src/engine/runners/container-state.ts';

/** A podman with one labelled image, whose lists fail so many times because somebody else removes an image. */
function racingPodman(failures: number) {
  const removed: string[] = [];
  let left = failures;
  const cli: Cli = async (args) => {
    const words = args.join(' ');
    if (words.startsWith('images -q')) {
      if (left > 0) {
        left -= 1;
        return { code: 125, stdout: '', stderr: 'Error: retrieving parent of image "7f63": layer not known' };
      }
      return { code: 0, stdout: removed.length > 0 ? '' : 'ours\n', stderr: '' };
    }
    if (words.startsWith('image inspect')) return { code: 0, stdout: 'engine-of-pid-that-is-gone\n', stderr: '' };
    if (words.startsWith('image rm')) removed.push(...args.slice(3));
    return { code: 0, stdout: '', stderr: '' };
  };
  return { cli, removed };
}

test('a list that fails while another image is removed is asked again', async () => {
  const { cli, removed } = racingPodman(2);
  await removeAll(cli, 'ecs-migrate-engine=1');
  expect(removed).toEqual(['ours']);
});

test('a list that never works ends the removal without an error', async () => {
  const { cli, removed } = racingPodman(1000);
  await removeAll(cli, 'ecs-migrate-engine=1');
  await sweepLeftovers(cli);
  expect(removed).toEqual([]);
});
