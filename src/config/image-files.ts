import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Finding } from '../core/findings/findings.ts';
import type { FoundImages } from '../core/plan/images.ts';
import { readJson } from './read-json.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Read = { found: FoundImages } | { finding: Finding };

/** Files that a pipeline uses to pass on its image, the more exact one first. */
const NAMES = ['imageDetail.json', 'imagedefinitions.json'];

/**
 * `imageDetail.json` comes from an ECR source or from a build for CodeDeployToECS. `imagedefinitions.json` comes from a
 * build for the ECS action. See the CodePipeline user guide.
 */
const detail = z.looseObject({ ImageURI: z.string().min(1), ImageDigest: z.string().optional() });
const definitions = z.array(z.looseObject({ name: z.string().min(1), imageUri: z.string().min(1) })).min(1);

/** Reads `imageDetail.json` or `imagedefinitions.json`. `auto` searches the input artifacts of the build. */
export async function readImages(file: string, cwd: string, env: Env): Promise<Read> {
  if (file !== 'auto') return readImageFile(file, cwd);
  const folders = [cwd, ...artifactFolders(env)];
  const found = NAMES.map((name) =>
    [...new Set(folders.map((folder) => path.resolve(folder, name)))].filter(existsSync),
  );
  const [first = [], second = []] = found;
  const files = first.length > 0 ? first : second;
  const [only, ...others] = files;
  if (only === undefined) {
    const problem = `there is no ${NAMES.join(' or ')} in ${folders.join(', ')}`;
    return failRead('--image-from auto', problem, 'make the artifact an input of the action, or name the file');
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
  if ('finding' in read) return read;
  const one = detail.safeParse(read.json);
  if (one.success) return { found: { file, images: [{ image: pinImage(one.data) }] } };
  const many = definitions.safeParse(read.json);
  if (many.success) {
    return { found: { file, images: many.data.map(({ name, imageUri }) => ({ container: name, image: imageUri })) } };
  }
  return failRead(file, 'it is neither imageDetail.json nor imagedefinitions.json', 'see --image-from in the README');
}

/** Uses the digest if the file has one: the tag may point to another image by the time the task starts. */
function pinImage({ ImageURI: uri, ImageDigest: digest }: z.infer<typeof detail>): string {
  if (uri.includes('@') || digest === undefined) return uri;
  return `${uri.replace(/:[^/:]+$/, '')}@${digest}`;
}

function failRead(file: string, problem: string, fix: string): Read {
  return { finding: { code: 'file-problem', file, key: undefined, problem, fix } };
}
