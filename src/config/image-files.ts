import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Result } from '../core/base/result.ts';
import type { Finding } from '../core/findings/findings.ts';
import { IMAGE_FILES, imagesInFile } from '../core/plan/image-file.ts';
import type { FoundImages } from '../core/plan/images.ts';
import { readJson } from './read-json.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Read = Result<FoundImages, Finding>;

/** Reads `imageDetail.json` or `imagedefinitions.json`. `auto` searches the input artifacts of the build. */
export async function readImages(file: string, cwd: string, env: Env): Promise<Read> {
  if (file !== 'auto') return readImageFile(file, cwd);
  const folders = [cwd, ...artifactFolders(env)];
  const found = IMAGE_FILES.map((name) =>
    [...new Set(folders.map((folder) => path.resolve(folder, name)))].filter(existsSync),
  );
  const [first = [], second = []] = found;
  const files = first.length > 0 ? first : second;
  const [only, ...others] = files;
  if (only === undefined) {
    const problem = `there is no ${IMAGE_FILES.join(' or ')} in ${folders.join(', ')}`;
    return failRead('--image-from auto', problem, 'make the artifact an input of the action, or give the file');
  }
  if (others.length > 0)
    return failRead('--image-from auto', `there are several: ${files.join(', ')}`, 'name one of them');
  return readImageFile(only, cwd);
}

/** CodeBuild's folders of the primary input artifact and all secondary ones. */
function artifactFolders(env: Env): string[] {
  return Object.entries(env).flatMap(([name, value]) => (/^CODEBUILD_SRC_DIR/.test(name) && value ? [value] : []));
}

async function readImageFile(file: string, cwd: string): Promise<Read> {
  const read = await readJson(file, cwd);
  if (!read.ok) return read;
  const found = imagesInFile(file, read.value);
  if (found !== undefined) return { ok: true, value: found };
  return failRead(
    file,
    'it has neither the format of imageDetail.json nor that of imagedefinitions.json',
    'see --image-from in the README',
  );
}

function failRead(file: string, problem: string, fix: string): Read {
  return { ok: false, failure: { code: 'file-problem', file, key: undefined, problem, fix } };
}
