import { describe, expect, test } from 'vitest';
import { type BuildPaths, buildWords, digestIn, loginWords, pushWords } from '../../../src/containers/build-words.ts';
import {
  buildPlatform,
  buildTag,
  ecrRegion,
  type ImageBuild,
  registryOf,
  repositoryOf,
} from '../../../src/core/plan/build.ts';

const DIGEST = `sha256:${'0f'.repeat(32)}`;

test.each<[string, string | undefined, string]>([
  ['app', 'app', 'docker.io'],
  ['app:1.2', 'app', 'docker.io'],
  ['team/app', 'team/app', 'docker.io'],
  ['docker.io/team/app:1', 'docker.io/team/app', 'docker.io'],
  ['localhost/app:1', 'localhost/app', 'localhost'],
  ['localhost:5000/app', 'localhost:5000/app', 'localhost:5000'],
  ['127.0.0.1:5000/a/b/c:tag', '127.0.0.1:5000/a/b/c', '127.0.0.1:5000'],
  [`registry.example.com/app:1@${DIGEST}`, 'registry.example.com/app', 'registry.example.com'],
  [`app@${DIGEST}`, 'app', 'docker.io'],
  ['<IMAGE1_NAME>', undefined, ''],
  [DIGEST, undefined, ''],
  ['', undefined, ''],
])('the repository of %j is %j', (image, repository, registry) => {
  expect(repositoryOf(image)).toBe(repository);
  if (repository !== undefined) expect(registryOf(repository)).toBe(registry);
});

test.each([
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['123456789012.dkr-ecr.us-east-1.on.aws', 'us-east-1'],
  ['public.ecr.aws', undefined],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example', undefined],
  ['docker.io', undefined],
])('registry %s is one of ECR in %s', (registry, region) => {
  expect(ecrRegion(registry)).toBe(region);
});

test('a tag names the commit where that is one, and is never the same', () => {
  const uuid = '3f2a1b4c-0000-4000-8000-000000000000';
  expect(buildTag('ABCDEF0123456789abcd', uuid)).toBe('ecs-migrate-ABCDEF012345-3f2a1b4c');
  expect(buildTag(undefined, uuid)).toBe('ecs-migrate-3f2a1b4c');
  expect(buildTag('refs/heads/main', uuid)).toBe('ecs-migrate-3f2a1b4c');
});

test.each([
  ['ARM64', ['EC2'], 'linux/arm64'],
  ['X86_64', [], 'linux/amd64'],
  [undefined, ['FARGATE'], 'linux/amd64'],
  [undefined, ['EC2'], undefined],
])('architecture %s on %j is built for %s', (cpuArchitecture, requiresCompatibilities, platform) => {
  expect(buildPlatform({ requiresCompatibilities, ...(cpuArchitecture && { cpuArchitecture }) })).toBe(platform);
});

describe('the words of docker and podman', () => {
  const build: ImageBuild = { context: '.', repository: 'r.example/app', tag: 't', push: true };
  const paths: BuildPaths = {
    context: '/c',
    file: '/c/Dockerfile',
    idFile: '/t/id',
    digestFile: '/t/d',
    login: '/t/l',
  };

  test('build, for one platform or for that of the machine', () => {
    const words = ['build', '--file', '/c/Dockerfile', '--tag', 'r.example/app:t'];
    expect(buildWords(build, paths)).toEqual([...words, '--iidfile', '/t/id', '/c']);
    const other = buildWords({ ...build, platform: 'linux/arm64' }, paths);
    expect(other).toEqual([...words, '--platform', 'linux/arm64', '--iidfile', '/t/id', '/c']);
  });

  test('log in without the password, and keep the login apart', () => {
    const words = ['--username', 'AWS', '--password-stdin', 'r.example'];
    expect(loginWords('docker', build, 'AWS', paths)).toEqual(['--config', '/t/l', 'login', ...words]);
    expect(loginWords('podman', build, 'AWS', paths)).toEqual(['login', '--authfile', '/t/l', ...words]);
  });

  test.each([
    ['docker', true, ['--config', '/t/l', 'push', 'r.example/app:t']],
    ['docker', false, ['push', 'r.example/app:t']],
    ['podman', true, ['push', '--authfile', '/t/l', '--digestfile', '/t/d', 'r.example/app:t']],
    ['podman', false, ['push', '--digestfile', '/t/d', 'r.example/app:t']],
  ] as const)('push by %s, with a login of our own: %s', (program, own, words) => {
    expect(pushWords(program, build, paths, own)).toEqual(words);
  });

  test('tell the digest', () => {
    expect(digestIn(DIGEST)).toBe(DIGEST);
    expect(digestIn(`latest: Pulling\nt: digest: ${DIGEST} size: 579\n`)).toBe(DIGEST);
    expect(digestIn(`layer ${DIGEST} exists`)).toBeUndefined();
  });
});
