import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, readValues } from '../../src/config/config-file.ts';
import { findConfig } from '../../src/config/find-config.ts';
import { configSchema } from '../../src/config/schema.ts';
import { wordFinding } from '../../src/core/findings/findings.ts';
import { resolveSettings } from '../../src/core/settings/settings.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const file = {
  taskDefinition: 'app',
  timeout: '30m',
  env: { A: '1', B: 2 },
  environments: {
    staging: { cluster: 'staging-app', subnets: ['subnet-1', 'subnet-2'], env: { B: '3' } },
    production: { cluster: 'production-app', account: 123456789012, taskDefinition: 'taskdef.json' },
  },
};

function read(cluster: string | undefined, content: unknown = file) {
  const result = readValues(content, 'ecs-migrate.yml', '/app', cluster);
  if (!result.ok) throw new Error(wordFinding(result.failure).cause);
  return { ...resolveSettings(result.value.sources), clusterNamedIt: result.value.clusterNamedIt };
}

describe('environments', () => {
  test('by name: its own cluster is the cluster, its settings go over those at the top', () => {
    const { settings, origins, clusterNamedIt, findings } = read('staging');
    expect(findings).toEqual([]);
    expect(clusterNamedIt).toBe(true);
    expect(settings).toEqual({
      cluster: 'staging-app',
      taskDefinition: 'app',
      timeout: 1_800_000,
      subnets: ['subnet-1', 'subnet-2'],
      env: { A: '1', B: '3' },
    });
    expect(origins).toMatchObject({
      cluster: 'ecs-migrate.yml:environments.staging.cluster',
      timeout: 'ecs-migrate.yml:timeout',
    });
  });

  test('by cluster', () => {
    const { settings, clusterNamedIt } = read('production-app');
    expect(clusterNamedIt).toBe(false);
    expect(settings).toMatchObject({ account: '123456789012', taskDefinition: '/app/taskdef.json' });
  });

  test('none fits: what is at the top', () => {
    expect(read('other').settings.cluster).toBeUndefined();
    expect(read(undefined).settings.taskDefinition).toBe('app');
  });

  test('two of one cluster are an error', () => {
    const content = { environments: { a: { cluster: 'x' }, b: { cluster: 'x' } } };
    expect(() => read('x', content)).toThrow('environments a and b have the same cluster');
    expect(read('a', content).settings.cluster).toBe('x');
  });
});

describe('mistakes name file and key', () => {
  test.each<[unknown, string]>([
    [[], 'ecs-migrate.yml: it is not an object of settings'],
    [{ taskdefinition: 'x' }, 'ecs-migrate.yml:taskdefinition: there is no such setting'],
    [{ environments: { a: { clutser: 'x' } } }, 'ecs-migrate.yml:environments.a.clutser: there is no such setting'],
    [{ environments: { a: 'x' } }, 'ecs-migrate.yml:environments.a: there is no such setting'],
    [{ environments: [] }, 'ecs-migrate.yml:environments: it is not a map'],
    [{ rerun: true }, 'ecs-migrate.yml:rerun: there is no such setting'],
  ])('%j', (content, text) => {
    expect(() => read('a', content)).toThrow(text);
  });

  test('values that do not fit', () => {
    const { findings } = read('a', { timeout: 30, environments: { a: { subnets: [] } } });
    expect(findings.map((finding) => wordFinding(finding).cause)).toEqual([
      'ecs-migrate.yml:environments.a.subnets: "[]" is not valid',
      'ecs-migrate.yml:timeout: "30" is not valid',
    ]);
  });
});

test('the file is looked for upwards, to the folder of .git or home', () => {
  using folder = temporaryDirectory();
  const deep = path.join(folder.path, 'home/repo/packages/app');
  mkdirSync(deep, { recursive: true });
  const above = path.join(folder.path, 'home/ecs-migrate.yaml');
  writeFileSync(above, '');
  expect(findConfig(deep, path.join(folder.path, 'home'))).toBe(above);
  expect(findConfig(deep, path.join(folder.path, 'home/repo'))).toBeUndefined();
  mkdirSync(path.join(folder.path, 'home/repo/.git'));
  expect(findConfig(deep, undefined)).toBeUndefined();
  const own = path.join(folder.path, 'home/repo/ecs-migrate.json');
  writeFileSync(own, '{}');
  expect(findConfig(deep, undefined)).toBe(own);
});

test('the published schema is that of the settings', async () => {
  const text = `${JSON.stringify(configSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/ecs-migrate.schema.json');
});

test.each([
  ['env:\n  A: *hunter2\n', 'begins with * is an alias'],
  ['env:\n  A: |hunter2\n  x', 'Block scalar header includes extra characters at line 2'],
  ['env:\n  A: @hunter2\n', 'Plain value cannot start with reserved character @ at line 2'],
])('the error about %j names the place and not the value', async (text, problem) => {
  using folder = temporaryDirectory();
  writeFileSync(`${folder.path}/ecs-migrate.yml`, text);
  const read = await readConfig('ecs-migrate.yml', undefined, folder.path);
  expect(JSON.stringify(read)).toContain(problem);
  expect(JSON.stringify(read)).not.toContain('hunter2');
});

test('paths in a file are relative to that file, also if it is read from elsewhere', async () => {
  using folder = temporaryDirectory();
  mkdirSync(`${folder.path}/app`);
  const paths = {
    taskDefinition: 'taskdef.json',
    build: '.',
    imageFrom: ['imageDetail.json', 'auto'],
    envFile: ['.env'],
    runTaskInput: 'input.json',
    report: ['../report.html'],
    secrets: 'secrets.yml',
  };
  writeFileSync(`${folder.path}/app/ecs-migrate.json`, JSON.stringify(paths));
  const read = await readConfig('app/ecs-migrate.json', undefined, folder.path);
  const app = path.join(folder.path, 'app');
  expect(read.ok && read.value).toMatchObject({
    sources: [
      { values: {} },
      {
        values: {
          taskDefinition: path.join(app, 'taskdef.json'),
          build: app,
          imageFrom: [path.join(app, 'imageDetail.json'), 'auto'],
          envFile: [path.join(app, '.env')],
          runTaskInput: path.join(app, 'input.json'),
          report: [path.join(folder.path, 'report.html')],
          secrets: path.join(app, 'secrets.yml'),
        },
      },
    ],
  });
});
