import type { TaskDefinition } from '../ecs/task-definition.ts';

/** An image to build for a migration. It is decided before anything is built. */
export interface ImageBuild {
  /** The folder, as the user gave it. */
  context: string;
  repository: string;
  tag: string;
  /** Whether the image is pushed to its registry. The local engine runs it from where it was built. */
  push: boolean;
  /** The only platform on which the task can run, such as `linux/amd64`. Absent if any platform is possible. */
  platform?: string;
}

/** The login that a registry requires for a push. The password is a secret. */
export interface RegistryLogin {
  user: string;
  password: string;
}

/** The step that failed, and the last lines that docker or podman printed. */
export interface BuildFailure {
  step: 'log in' | 'build' | 'push';
  /** In words: `exit code 1`, or why there was no exit code. */
  ended: string;
  lines: string[];
}

/**
 * The repository of an image reference, without tag and digest. `undefined` if the reference names none, as a
 * template's `<IMAGE1_NAME>` or an id.
 */
export function repositoryOf(image: string): string | undefined {
  const [name = ''] = image.split('@');
  const repository = name.replace(/:[^/:]+$/, '');
  // The part before the first slash is a registry if it looks like a host. It can have a port.
  return /^[\w][\w.-]*(:\d+(?=\/))?(\/[\w][\w.-]*)*$/.test(repository) && repository !== 'sha256'
    ? repository
    : undefined;
}

/** The registry of a repository, by the rule of docker and podman. `docker.io` if it names none. */
export function registryOf(repository: string): string {
  const [host = '', ...rest] = repository.split('/');
  return rest.length > 0 && (/[.:]/.test(host) || host === 'localhost') ? host : 'docker.io';
}

/**
 * The region of a private ECR registry.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export function ecrRegion(registry: string): string | undefined {
  const host =
    /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))$/;
  return host.exec(registry)?.[1];
}

/**
 * A tag that no other build uses. A repository can forbid to overwrite a tag, and we must not overwrite the tag of a
 * deployment.
 */
export function buildTag(commit: string | undefined, uuid: string): string {
  const known = commit && /^[0-9a-f]{7,64}$/i.test(commit) ? `${commit.slice(0, 12)}-` : '';
  return `ecs-migrate-${known}${uuid.replaceAll('-', '').slice(0, 8)}`;
}

/**
 * Fargate uses X86_64 unless the task definition names another architecture. The machine that builds may have a
 * different one.
 */
export function buildPlatform(definition: Pick<TaskDefinition, 'cpuArchitecture' | 'requiresCompatibilities'>) {
  const { cpuArchitecture, requiresCompatibilities } = definition;
  if (cpuArchitecture === 'ARM64') return 'linux/arm64';
  return cpuArchitecture === 'X86_64' || requiresCompatibilities.includes('FARGATE') ? 'linux/amd64' : undefined;
}
