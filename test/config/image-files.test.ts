import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readImages } from '../../src/config/image-files.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const REPOSITORY = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop';

async function read(files: Record<string, unknown>, file = 'auto', env: Record<string, string> = {}) {
  using directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory.path, name)), { recursive: true });
    writeFileSync(path.join(directory.path, name), JSON.stringify(content));
  }
  const placed = Object.entries(env).map(([name, folder]) => [name, path.join(directory.path, folder)]);
  const answer = await readImages(file, directory.path, Object.fromEntries(placed));
  return answer.ok ? answer.value.images : answer.failure;
}

test.each([
  [{ ImageURI: `${REPOSITORY}@${DIGEST}` }, `${REPOSITORY}@${DIGEST}`],
  [{ ImageURI: `${REPOSITORY}:v2`, ImageDigest: DIGEST, ImageTags: ['v2'] }, `${REPOSITORY}@${DIGEST}`],
  [{ ImageURI: 'registry:5000/shop', ImageDigest: DIGEST }, `registry:5000/shop@${DIGEST}`],
  [{ ImageURI: `${REPOSITORY}:v2` }, `${REPOSITORY}:v2`],
])('imageDetail.json %j', async (content, image) => {
  expect(await read({ 'x.json': content }, 'x.json')).toEqual([{ image }]);
});

test('imagedefinitions.json', async () => {
  const content = [{ name: 'web', imageUri: 'shop:2' }];
  expect(await read({ 'x.json': content }, 'x.json')).toEqual([{ container: 'web', image: 'shop:2' }]);
});

test.each([{}, [], [{ name: 'web' }], 'x'])('%j is neither', async (content) => {
  expect(await read({ 'x.json': content }, 'x.json')).toMatchObject({ code: 'file-problem', file: 'x.json' });
});

test('auto: in the working directory, or in any input artifact of the build', async () => {
  const detail = { ImageURI: 'shop@sha256:1' };
  const definitions = [{ name: 'web', imageUri: 'shop:2' }];
  expect(await read({ 'imageDetail.json': detail, 'imagedefinitions.json': definitions })).toEqual([
    { image: 'shop@sha256:1' },
  ]);
  const env = { CODEBUILD_SRC_DIR: 'first', CODEBUILD_SRC_DIR_build_output: 'second' };
  expect(await read({ 'second/imagedefinitions.json': definitions }, 'auto', env)).toHaveLength(1);
  expect(await read({}, 'auto', env)).toMatchObject({ problem: expect.stringMatching(/there is no .*first.*second/) });
  const twice = { 'first/imageDetail.json': detail, 'second/imageDetail.json': detail };
  expect(await read(twice, 'auto', env)).toMatchObject({ problem: expect.stringContaining('there are several') });
});
