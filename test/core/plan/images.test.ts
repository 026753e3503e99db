import { describe, expect, test } from 'vitest';
import { type FoundImages, imagesOf } from '../../../src/core/plan/images.ts';
import type { ImageOf } from '../../../src/core/settings/structured-kinds.ts';

const container = (name: string, image: string) => ({
  name,
  image,
  essential: true,
  environment: [],
  secrets: [],
});
const of = (containers: [string, string][], found: FoundImages['images'][], given: ImageOf[] = []) => {
  const files = found.map((images) => ({ file: 'x.json', images }));
  const definition = { containers: containers.map(([name, image]) => container(name, image)) };
  const { images, findings } = imagesOf({ given, origin: '--image', found: files }, 'migrate', definition);
  return { images: Object.fromEntries(images), codes: findings.map(({ code }) => code) };
};

const TWO: [string, string][] = [
  ['migrate', 'app:1'],
  ['proxy', 'proxy:1'],
];

describe('which container gets which image', () => {
  test.each<[string, ReturnType<typeof of>, Record<string, string>, string[]]>([
    ['one image is the migration container’s', of(TWO, [[{ image: 'app:2' }]]), { migrate: 'app:2' }, []],
    ['the same image is nothing', of(TWO, [[{ image: 'app:1' }]]), {}, []],
    ['by name', of(TWO, [[{ container: 'proxy', image: 'proxy:2' }]]), { proxy: 'proxy:2' }, []],
    [
      'a single entry of another name is the migration container’s',
      of(TWO, [[{ container: 'web', image: 'app:2' }]]),
      { migrate: 'app:2' },
      [],
    ],
    [
      'entries of containers that are not here are left out, if some are',
      of(TWO, [
        [
          { container: 'web', image: 'web:2' },
          { container: 'migrate', image: 'app:2' },
        ],
      ]),
      { migrate: 'app:2' },
      [],
    ],
    [
      'but not if none are',
      of(TWO, [
        [
          { container: 'web', image: 'web:2' },
          { container: 'job', image: 'app:2' },
        ],
      ]),
      {},
      ['images-fit-none'],
    ],
    [
      'a flag wins over a file',
      of(TWO, [[{ image: 'app:2' }]], [{ container: 'migrate', image: 'app:3' }]),
      { migrate: 'app:3' },
      [],
    ],
    ['an open placeholder', of(TWO, [[{ image: '$REPO:2' }]]), { migrate: '$REPO:2' }, ['image-invalid']],
    ['no reference', of(TWO, [], [{ image: 'a b' }]), { migrate: 'a b' }, ['image-invalid']],
    ['a flag for nobody', of(TWO, [], [{ container: 'web', image: 'x' }]), {}, ['container-unknown']],
    [
      'a template’s placeholder is filled',
      of([['migrate', '<IMAGE1_NAME>']], [[{ image: 'app:2' }]]),
      { migrate: 'app:2' },
      [],
    ],
    [
      'and the same placeholder of another container',
      of(
        [
          ['migrate', '<IMAGE1_NAME>'],
          ['web', '<IMAGE1_NAME>'],
        ],
        [[{ image: 'app:2' }]],
      ),
      { migrate: 'app:2', web: 'app:2' },
      [],
    ],
    ['a placeholder that stays open is an error', of([['migrate', '<IMAGE1_NAME>']], []), {}, ['image-open']],
  ])('%s', (_, { images, codes }, expected, findings) => {
    expect([images, codes]).toEqual([expected, findings]);
  });
});
