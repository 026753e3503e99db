import type { TaskDefinition } from '../ecs/task-definition.ts';

/** An image to be built for a migration, decided before anything is. */
export interface ImageBuild {
  /** The folder, as it was asked for. */
  context: string;
  repository: string;
  tag: string;
  /** Whether it goes to its registry; the local engine runs it from where it was built. */
  push: boolean;
  /** The only platform that the task runs on, such as `linux/amd64`; absent where any may do. */
  platform?: string;
}

/** What a registry asks who pushes. The password is a secret. */
export interface RegistryLogin {
  user: string;
  password: string;
}

/** The step that failed, and the last lines that docker or podman wrote. */
export interface BuildFailure {
  step: 'log in' | 'build' | 'push';
  /** In words: `exit code 1`, or why there was none. */
  ended: string;
  lines: string[];
}

/** The repository of an image reference: without tag and digest. `undefined` for what names none: a template's `<IMAGE1_NAME>`, an id. */
export function repositoryOf(image: string): string | undefined {
  const [name = ''] = image.split('@');
  const repository = name.replace(/:[^/:]+$/, '');
  // What precedes the first slash is a registry, and may have a port, if it looks like a host.
  return /^[\w][\w.-]*(:\d+(?=\/))?(\/[\w][\w.-]*)*$/.test(repository) && repository !== 'sha256'
    ? repository
    : undefined;
}

/** The registry of a repository, as docker and podman find it; `docker.io` where it names none. */
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

/** A tag that no other build has: repositories may forbid to overwrite one, and a deployment's own must stay its own. */
export function buildTag(commit: string | undefined, uuid: string): string {
  const known = commit && /^[0-9a-f]{7,64}$/i.test(commit) ? `${commit.slice(0, 12)}-` : '';
  return `ecs-migrate-${known}${uuid.replaceAll('-', '').slice(0, 8)}`;
}

/** On Fargate it is X86_64 unless the definition says otherwise, and the machine that builds may be another. */
export function buildPlatform(definition: Pick<TaskDefinition, 'cpuArchitecture' | 'requiresCompatibilities'>) {
  const { cpuArchitecture, requiresCompatibilities } = definition;
  if (cpuArchitecture === 'ARM64') return 'linux/arm64';
  return cpuArchitecture === 'X86_64' || requiresCompatibilities.includes('FARGATE') ? 'linux/amd64' : undefined;
}
