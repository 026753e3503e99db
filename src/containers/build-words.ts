import { type ImageBuild, registryOf } from '../core/plan/build.ts';

type Program = 'docker' | 'podman';

/** Files on this machine that take part in a build. */
export interface BuildPaths {
  context: string;
  /** The Dockerfile or Containerfile. */
  file: string;
  /** Where the image's id is written. */
  idFile: string;
  /** Where podman writes the digest of what it has pushed. */
  digestFile: string;
  /** Where the login is kept for as long as it is needed: podman's file, docker's folder. */
  login: string;
}

/** The words that build the image. */
export function buildWords({ repository, tag, platform }: ImageBuild, { context, file, idFile }: BuildPaths): string[] {
  const where = platform === undefined ? [] : ['--platform', platform];
  return ['build', '--file', file, '--tag', `${repository}:${tag}`, ...where, '--iidfile', idFile, context];
}

/** The words that log in to the registry, with the password on standard input. */
export function loginWords(
  program: Program,
  { repository }: ImageBuild,
  user: string,
  { login }: BuildPaths,
): string[] {
  const words = ['--username', user, '--password-stdin', registryOf(repository)];
  return program === 'docker' ? ['--config', login, 'login', ...words] : ['login', '--authfile', login, ...words];
}

/** The words that push the image, with the login that was made for it or with those of the machine. */
export function pushWords(
  program: Program,
  { repository, tag }: ImageBuild,
  paths: BuildPaths,
  own: boolean,
): string[] {
  const image = `${repository}:${tag}`;
  if (program === 'docker') return [...(own ? ['--config', paths.login] : []), 'push', image];
  return ['push', ...(own ? ['--authfile', paths.login] : []), '--digestfile', paths.digestFile, image];
}

/** The digest in podman's file, or in docker's last line: `TAG: digest: sha256:… size: N`. */
export function digestIn(text: string): string | undefined {
  return /(?:^|digest: )(sha256:[0-9a-f]{64})\b/m.exec(text)?.[1];
}
