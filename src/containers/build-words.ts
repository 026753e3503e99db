import { type ImageBuild, registryOf } from '../core/plan/build.ts';

type Program = 'docker' | 'podman';

/** Files on this machine that a build uses. */
export interface BuildPaths {
  context: string;
  /** The Dockerfile or Containerfile. */
  file: string;
  /** Where the runtime writes the image's id. */
  idFile: string;
  /** Where podman writes the digest of the pushed image. */
  digestFile: string;
  /** Where the login is kept while it is needed: a file for podman, a folder for docker. */
  login: string;
}

/** Arguments that build the image. */
export function buildWords({ repository, tag, platform }: ImageBuild, { context, file, idFile }: BuildPaths): string[] {
  const where = platform === undefined ? [] : ['--platform', platform];
  return ['build', '--file', file, '--tag', `${repository}:${tag}`, ...where, '--iidfile', idFile, context];
}

/** Arguments that log in to the registry. The password comes from standard input. */
export function loginWords(
  program: Program,
  { repository }: ImageBuild,
  user: string,
  { login }: BuildPaths,
): string[] {
  const words = ['--username', user, '--password-stdin', registryOf(repository)];
  return program === 'docker' ? ['--config', login, 'login', ...words] : ['login', '--authfile', login, ...words];
}

/** Arguments that push the image, with the login made for it or with the logins of the machine. */
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

/** Finds the digest in podman's file, or in docker's last line: `TAG: digest: sha256:… size: N`. */
export function digestIn(text: string): string | undefined {
  return /(?:^|digest: )(sha256:[0-9a-f]{64})\b/m.exec(text)?.[1];
}
