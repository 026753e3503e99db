import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './support/paths.ts';

const LAMBDA = ['pipeline-action', 'codedeploy-hook', 'lifecycle-hook'].map((name) => `src/lambda/${name}.ts`);

/** The backstop to the linter: who imports whom, as the bundler resolved it, `import()` and types apart. */
let inputs: Metafile['inputs'];

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: ['src/main.ts', 'src/index.ts', ...LAMBDA],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    splitting: true,
    outdir: 'x',
    format: 'esm',
    platform: 'node',
    metafile: true,
    external: ['node:*'],
    logLevel: 'silent',
  });
  inputs = metafile.inputs;
});

const ring = (file: string) => /^src\/(?:([a-z]+)\/)?/.exec(file)?.[1] ?? file;

const isRule = (file: string) => file.startsWith('src/core/definition-rules/');

const MAY_IMPORT: Record<string, string[]> = {
  core: ['core'],
  migrate: ['core', 'migrate'],
  aws: ['core', 'aws'],
  config: ['core', 'config'],
  ci: ['core', 'ci'],
  report: ['core', 'report'],
  engine: ['core', 'engine'],
  cli: ['core', 'config', 'ci', 'report', 'cli', 'engine', 'src/api.ts', 'src/system.ts'],
  lambda: ['core', 'aws', 'lambda', 'src/api.ts', 'src/system.ts'],
  'src/api.ts': ['core', 'migrate', 'aws', 'src/system.ts'],
  'src/index.ts': ['core', 'src/api.ts'],
  'src/main.ts': ['cli', 'src/program.ts'],
  'src/program.ts': ['cli'],
  'src/system.ts': ['core'],
};

describe('imports', () => {
  test('follow the map of the house', () => {
    const breaches = Object.entries(inputs)
      .filter(([file]) => file.startsWith('src/'))
      .flatMap(([file, { imports }]) =>
        imports
          .filter((one) => one.path.startsWith('src/') && !MAY_IMPORT[ring(file)]?.includes(ring(one.path)))
          .map((one) => `${file} imports ${one.path}`),
      );
    expect(breaches).toEqual([]);
  });

  test('of the SDK are made in src/aws alone, and the engine imports nothing of it', () => {
    const users = Object.entries(inputs)
      .filter(
        ([file, { imports }]) => file.startsWith('src/') && imports.some((one) => /@aws-sdk|@smithy/.test(one.path)),
      )
      .map(([file]) => ring(file));
    expect(new Set(users)).toEqual(new Set(['aws']));
  });

  test('of the engine’s core are leaves', () => {
    const leaves = Object.entries(inputs)
      .filter(([file]) => file.startsWith('src/engine/'))
      .flatMap(([, { imports }]) => imports.map((one) => one.path).filter((one) => one.startsWith('src/core/')));
    const allowed = (file: string) =>
      ['src/core/base/arn.ts', 'src/core/base/clock.ts', 'src/core/base/dotenv.ts'].includes(file) || isRule(file);
    expect([...new Set(leaves)].filter((file) => !allowed(file))).toEqual([]);
  });

  test('of the rules of task definitions, which plan and engine share, lead nowhere else', () => {
    const further = Object.entries(inputs)
      .filter(([file]) => isRule(file))
      .flatMap(([, { imports }]) => imports.map((one) => one.path).filter((one) => one.startsWith('src/')));
    expect(further.filter((file) => !isRule(file) && file !== 'src/core/base/did-you-mean.ts')).toEqual([]);
  });
});

const sources = () =>
  readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [`src/${file}`, readFileSync(path.join(ROOT, 'src', file), 'utf8')] as const);

test('clock and randomness are injected: only src/system.ts asks the machine', () => {
  const found = sources().filter(([, text]) => /Date\.now\(|new Date\(\)|Math\.random\(/.test(text));
  expect(found.map(([file]) => file)).toEqual(['src/system.ts']);
});

test('files are small: none over 250 lines', () => {
  expect(
    sources()
      .filter(([, text]) => text.split('\n').length > 251)
      .map(([file]) => file),
  ).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
});
