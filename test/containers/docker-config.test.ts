import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dockerConfig } from '../../src/containers/docker-config.ts';
import { temporaryDirectory } from '../support/temporary.ts';

test('a login of our own keeps contexts and plugins, and meets no credential helper', async () => {
  using folder = temporaryDirectory();
  const [own, ours] = [path.join(folder.path, 'own'), path.join(folder.path, 'ours')];
  mkdirSync(path.join(own, 'contexts'), { recursive: true });
  writeFileSync(path.join(own, 'contexts', 'x'), 'remote');
  const auths = { 'r.example': { auth: 'x' } };
  const config = { currentContext: 'x', credsStore: 'desktop', credHelpers: { 'y.example': 'ecr-login' }, auths };
  writeFileSync(path.join(own, 'config.json'), JSON.stringify(config));
  await dockerConfig({ DOCKER_CONFIG: own }, ours);
  expect(JSON.parse(readFileSync(path.join(ours, 'config.json'), 'utf8'))).toEqual({ currentContext: 'x', auths });
  expect(readFileSync(path.join(ours, 'contexts', 'x'), 'utf8')).toBe('remote');
  expect(statSync(path.join(ours, 'config.json')).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path.join(own, 'config.json'), 'utf8'))).toEqual(config);
});

test.each([
  ['none', undefined],
  ['a broken one', '{'],
])('where there is %s, it is empty', async (_, text) => {
  using folder = temporaryDirectory();
  mkdirSync(path.join(folder.path, '.docker'));
  if (text !== undefined) writeFileSync(path.join(folder.path, '.docker', 'config.json'), text);
  await dockerConfig({ HOME: folder.path }, path.join(folder.path, 'ours'));
  expect(readFileSync(path.join(folder.path, 'ours', 'config.json'), 'utf8')).toBe('{}');
});
