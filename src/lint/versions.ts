import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { shortName } from '../core/base/arn.ts';
import type { LiveContainer, LiveRevision } from '../core/ecs/live-revision.ts';

/** A revision that can take traffic, and what its code knows of the migrations. */
export interface Version {
  /** FAMILY:REVISION. */
  name: string;
  revision: LiveRevision;
  /** The commit that its image was built from, as its tag says; undefined if nobody can say. */
  commit: string | undefined;
  /**
   * `known`: its commit has the file as it is here, so its code was written with it. `new`: its commit has no such file.
   * `changed`: the file has other text or another name there. Undefined if the commit is not known.
   */
  knows(file: string): 'known' | 'new' | 'changed' | undefined;
  /** Whether it is this release or a later one. `unknown`: nobody can prove it. */
  isAtLeast(release: string): boolean | 'unknown';
}

/** Finds the commit of each revision, and compares the files with it. `container`: whose image says what the code is. */
export function readVersions(live: readonly LiveRevision[], container: string | undefined, cwd: string): Version[] {
  const git = openGit(cwd);
  return live.map((revision) => {
    const images = container === undefined ? revision.containers : revision.containers.filter(isNamed(container));
    const commit = git && commitOf(images, git, images.length === 1);
    const files = commit === undefined ? undefined : git?.compare(commit);
    return {
      name: shortName(revision.taskDefinition),
      revision,
      commit,
      knows: (file) => files?.(path.resolve(cwd, file)),
      isAtLeast: (release) => isRelease(release, revision, images) || isDescendant(release, commit, git),
    };
  });
}

const isNamed =
  (container: string) =>
  ({ name }: LiveContainer): boolean =>
    name === container;

interface Git {
  /** The commit of a hash or of a tag of git. Branches move, so they say nothing. */
  commitOfHash(hash: string): string | undefined;
  commitOfTag(tag: string): string | undefined;
  compare(commit: string): (file: string) => 'known' | 'new' | 'changed';
  isAncestor(earlier: string, later: string): boolean;
}

/** Undefined if there is no git here, such as in a build of CodePipeline. */
function openGit(cwd: string): Git | undefined {
  const run = (...words: string[]): string | undefined => {
    try {
      return execFileSync('git', words, {
        cwd,
        maxBuffer: 100_000_000,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return undefined;
    }
  };
  const root = run('rev-parse', '--show-toplevel')?.trim();
  if (root === undefined) return undefined;
  const resolve = (name: string) => run('rev-parse', '--verify', '--quiet', `${name}^{commit}`)?.trim();
  return {
    commitOfHash(hash) {
      const commit = resolve(hash);
      // A branch or tag may have a name that looks like a hash.
      return commit?.startsWith(hash) ? commit : undefined;
    },
    commitOfTag: (tag) => resolve(`refs/tags/${tag}`),
    compare(commit) {
      const list = (text: string | undefined) => new Set((text ?? '').split('\0').filter(Boolean));
      const there = list(run('-C', root, 'ls-tree', '-r', '--name-only', '-z', commit));
      const differ = list(run('-C', root, 'diff', '--name-only', '--no-renames', '-z', commit, '--'));
      // `R100`, the old name, the new name.
      const moved = new Set<string>();
      const renames = [...(run('-C', root, 'diff', '--name-status', '-M', '-C', '-z', commit, '--') ?? '').split('\0')];
      for (const [index, word] of renames.entries()) if (/^[RC]\d+$/.test(word)) moved.add(renames[index + 2] ?? '');
      return (file) => {
        const inside = path.relative(root, realPath(file)).replaceAll('\\', '/');
        if (inside.startsWith('../') || path.isAbsolute(inside)) return 'changed';
        if (!there.has(inside)) return moved.has(inside) ? 'changed' : 'new';
        return differ.has(inside) ? 'changed' : 'known';
      };
    },
    isAncestor: (earlier, later) => run('merge-base', '--is-ancestor', earlier, later) !== undefined,
  };
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/**
 * The one commit that the tags of the images name. The tag of git counts only if there is one image: a sidecar's `v1.2.0`
 * is a release of something else. A tag that was pushed again names several builds, so it says nothing.
 */
function commitOf(images: readonly LiveContainer[], git: Git, isAlone: boolean): string | undefined {
  const found = images.flatMap(({ image, digests }) => {
    const tag = tagOf(image);
    if (tag === undefined || digests.length > 1) return [];
    const hashes = tag.split(/[-_.]/).filter((part) => /^[0-9a-f]{7,40}$/.test(part));
    const commits = hashes.flatMap((hash) => git.commitOfHash(hash) ?? []);
    if (commits.length > 0 || !isAlone) return commits;
    return [git.commitOfTag(tag), git.commitOfTag(`v${tag}`)].filter((one) => one !== undefined);
  });
  const [commit, ...others] = new Set(found);
  return others.length === 0 ? commit : undefined;
}

/** The tag of `HOST:PORT/NAME:TAG@sha256:…`. */
export function tagOf(image: string): string | undefined {
  return /^[^@]*:([^:/@]+)(?:@|$)/.exec(image)?.[1];
}

/** Whether the release is named as ECS or the registry names it. */
function isRelease(release: string, { taskDefinition }: LiveRevision, images: readonly LiveContainer[]): boolean {
  if (release === shortName(taskDefinition) || release === taskDefinition) return true;
  return images.some(({ image, digests }) => {
    const [digest, ...others] = digests;
    const isOne = others.length === 0;
    return (
      image.endsWith(`@${release}`) || (isOne && (digest === release || image === release || tagOf(image) === release))
    );
  });
}

function isDescendant(release: string, commit: string | undefined, git: Git | undefined): boolean | 'unknown' {
  if (commit === undefined || git === undefined) return 'unknown';
  const its = (/^[0-9a-f]{7,40}$/.test(release) ? git.commitOfHash(release) : undefined) ?? git.commitOfTag(release);
  return its === undefined ? 'unknown' : git.isAncestor(its, commit);
}
