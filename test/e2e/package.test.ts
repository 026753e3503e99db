import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { METAFILE } from '../../scripts/build-paths.mjs';
import { ROOT } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

/** The archive as users get it, installed into an empty folder with an empty cache, and no registry in reach. */
let folder: TemporaryDirectory;
const archive = () =>
  path.join(inject('packed'), readdirSync(inject('packed')).find((file) => file.endsWith('.tgz')) ?? '');

beforeAll(async () => {
  folder = temporaryDirectory();
  writeFileSync(path.join(folder.path, 'package.json'), '{"type": "module", "private": true}');
  await shell(folder.path, `npm install --offline --no-audit --no-fund ${archive()}`);
});
afterAll(() => folder?.[Symbol.dispose]());

async function shell(cwd: string, command: string) {
  await using running = startProcess('sh', ['-c', command], { cwd, env: { HOME: folder.path } });
  return await running.ended;
}

describe('npm run pack', () => {
  test('makes the same bytes again, and prints their checksums', async () => {
    const again = path.join(folder.path, 'again');
    // Without the build: it would take away what other tests run.
    const command = `TZ=Asia/Tokyo node ${path.join(ROOT, 'scripts/pack.mjs')} ${again} --no-build`;
    const { stdout } = await shell(folder.path, command);
    const names = readdirSync(again).sort();
    expect(names).toEqual(readdirSync(inject('packed')).sort());
    const sums = names
      .filter((name) => name !== 'SHA512SUMS')
      .map((name) => {
        const content = readFileSync(path.join(again, name));
        expect(content.equals(readFileSync(path.join(inject('packed'), name))), name).toBe(true);
        return `${createHash('sha512').update(content).digest('hex')}  ${name}\n`;
      });
    expect(sums).toHaveLength(3);
    expect(stdout).toBe(sums.join(''));
    expect(readFileSync(path.join(again, 'SHA512SUMS'), 'utf8')).toBe(stdout);
  });

  test('the package manager makes the same of a checkout alone, as it installs from git, and leaves the scripts in', async () => {
    const checkout = path.join(folder.path, 'checkout');
    const copy = `git -C ${ROOT} ls-files -z -co --exclude-standard | tar -C ${ROOT} --null -T - -c | tar -C ${checkout} -x`;
    mkdirSync(checkout);
    // What it would install there is here. Its own cache: the build writes into it.
    const modules = 'mkdir node_modules && ln -s "$1"/node_modules/* "$1"/node_modules/.bin node_modules';
    const made = await shell(checkout, `set -- ${ROOT}; ${copy} && ${modules} && npm pack --silent`);
    expect(made.exitCode, made.stderr).toBe(0);
    const [name = ''] = readdirSync(checkout).filter((file) => file.endsWith('.tgz'));
    const unpack = async (from: string, to: string) => {
      mkdirSync(path.join(folder.path, to));
      const { exitCode } = await shell(path.join(folder.path, to), `tar -xzf ${from}`);
      expect(exitCode).toBe(0);
      return JSON.parse(readFileSync(path.join(folder.path, to, 'package/package.json'), 'utf8'));
    };
    const { scripts, devDependencies, ...manifest } = await unpack(path.join(checkout, name), 'from-git');
    // npm warns everybody who installs an archive with such a script.
    expect(scripts).toHaveProperty('prepare');
    expect(devDependencies).toBeDefined();
    expect(await unpack(archive(), 'from-archive')).toEqual(manifest);
    const { stdout } = await shell(folder.path, 'diff -rq from-git from-archive');
    expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('package/package.json')]);
  });

  test('makes at most 1.2 MB, without source maps', () => {
    const root = path.join(folder.path, 'node_modules/ecs-migrate');
    const parts = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(path.join(root, file)).isFile())
      .map((file) => ({ file, packed: gzipSync(readFileSync(path.join(root, file))).length }))
      .sort((a, b) => b.packed - a.packed);
    const lines = parts.slice(0, 10).map(({ file, packed }) => `${(packed / 1000).toFixed(1).padStart(6)} kB  ${file}`);
    console.log(
      [`${(statSync(archive()).size / 1000).toFixed(1)} kB packed; the ten largest parts:`, ...lines].join('\n'),
    );
    expect(statSync(archive()).size).toBeLessThanOrEqual(1_200_000);
    expect(parts.filter(({ file }) => file.endsWith('.map'))).toEqual([]);
  });
});

describe('the package', () => {
  test('is one archive without dependencies, and holds the licences of what is bundled', () => {
    const installed = readdirSync(path.join(folder.path, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['ecs-migrate']);
    const licences = readFileSync(
      path.join(folder.path, 'node_modules/ecs-migrate/dist/THIRD-PARTY-LICENSES.txt'),
      'utf8',
    );
    expect(licences).toMatch(/^@aws-sdk\/client-ecs .* \(Apache-2\.0\)$/m);
    expect(licences).toMatch(/^p-retry .* \(MIT\)$/m);
  });

  test('holds the JSON schemas of the config file and of the events', () => {
    for (const schema of ['ecs-migrate.schema.json', 'events.schema.json']) {
      const file = path.join(folder.path, 'node_modules/ecs-migrate/docs', schema);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ $schema: expect.stringContaining('draft-07') });
    }
  });

  const version = (command: string) => shell(folder.path, `${command} --version`);

  test('runs by npx, from the archive and from where it is installed', async () => {
    const expected = {
      exitCode: 0,
      stdout: `${JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version}\n`,
    };
    expect(await version('npx --offline --no-install ecs-migrate')).toMatchObject(expected);
    expect(await version(`npm exec --offline --yes --package ${archive()} -- ecs-migrate`)).toMatchObject(expected);
  });

  test('runs by pnpm', async () => {
    const empty = path.join(folder.path, 'pnpm');
    mkdirSync(empty);
    writeFileSync(path.join(empty, 'package.json'), '{"private": true}');
    const added = await shell(empty, `pnpm add --offline ${archive()} && pnpm exec ecs-migrate --version`);
    expect(added, added.stderr + added.stdout).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/\n\d+\.\d+\.\d+\n$/),
    });
  });

  test('runs a migration', async () => {
    const file = await taskDefinitionFile(folder.path, 'packed', { run: 'echo packed; exit 3' });
    const run = await shell(folder.path, `node_modules/.bin/ecs-migrate run --local --task-definition ${file}`);
    expect(run).toMatchObject({ exitCode: 3, stdout: 'packed\n' });
  });

  test('Node takes no flag of the tool for its own: a missing file is 64, NODE_OPTIONS in one are the container’s', async () => {
    const file = await taskDefinitionFile(folder.path, 'flags', { run: 'echo "$NODE_OPTIONS $A"' });
    writeFileSync(path.join(folder.path, 'app.env'), 'NODE_OPTIONS=--no-such-option\nA=1\n');
    const line = `run --local --task-definition ${file}`;
    const PATH = `PATH=${folder.path}/node_modules/.bin:$PATH`;
    for (const start of [
      `${PATH} ecs-migrate ${line} --env-file`,
      `${PATH} busybox sh -c 'ecs-migrate ${line} --env-file "$0"'`,
      // npx is a program of Node's, which reads the flag before npx runs.
      `npx --no-install ecs-migrate ${line} --env-from`,
      `npx --no-install -- ecs-migrate ${line} --env-file`,
    ]) {
      const missing = await shell(folder.path, `${start} none.env`);
      expect(missing, start).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('none.env: there is no') });
      const run = await shell(folder.path, `${start} app.env`);
      expect(run, run.stderr).toMatchObject({ exitCode: 0, stdout: '--no-such-option 1\n' });
    }
    const bare = await shell(folder.path, `node node_modules/ecs-migrate/dist/main.js ${line} --env-file none.env`);
    // Node itself has ended it; with a file that is there the tool refuses what Node has read, too.
    expect(bare).toMatchObject({ exitCode: 9, stdout: '' });
    writeFileSync(path.join(folder.path, 'plain.env'), 'A=1\n');
    const read = await shell(folder.path, `node node_modules/ecs-migrate/dist/main.js ${line} --env-file plain.env`);
    expect(read).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('ECS_MIGRATE_ENV_FILE') });
  });

  test('holds the Lambda functions, whose SDK clients the command line does without', async () => {
    const names = ['pipeline-action', 'codedeploy-hook', 'lifecycle-hook', 'fleet-step'];
    const imports = names.map((name) => `console.log(typeof (await import('ecs-migrate/lambda/${name}')).handler);`);
    writeFileSync(path.join(folder.path, 'handlers.mjs'), imports.join('\n'));
    expect((await shell(folder.path, 'node handlers.mjs')).stdout).toBe('function\n'.repeat(names.length));
    const { outputs } = JSON.parse(readFileSync(METAFILE, 'utf8')) as Metafile;
    const clients = /client-codedeploy|PutJobSuccessResultCommand|PutJobFailureResultCommand/;
    const users = (file: string, seen = new Set<string>()): string[] => {
      const output = outputs[file];
      if (output === undefined || seen.has(file)) return [];
      seen.add(file);
      const own = Object.keys(output.inputs).filter((input) => clients.test(input));
      return [...own, ...output.imports.flatMap((one) => users(one.path, seen))];
    };
    expect(users('dist/lambda/codedeploy-hook.js').length).toBeGreaterThan(0);
    expect(users('dist/lambda/pipeline-action.js').length).toBeGreaterThan(0);
    expect(users('dist/program.js')).toEqual([]);
  });

  test('is a library, whose types need no SDK', async () => {
    const program = `
      import { type MigrationEvent, migrate, type ResultEvent } from 'ecs-migrate';
      const events: MigrationEvent[] = [];
      const result: ResultEvent = await migrate(
        { cluster: 'staging', taskDefinition: 'app', timeout: '30m', subnets: ['subnet-1'] },
        { aws: { region: 'eu-west-1', endpoint: 'http://127.0.0.1:9', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
          signal: AbortSignal.timeout(1),
          onEvent: (event) => { events.push(event); } },
      );
      const code: 0 | 1 = result.exitCode === 0 ? 0 : 1;
      // @ts-expect-error a setting that does not exist
      void migrate({ clutser: 'x' });
      export { code, events };`;
    writeFileSync(path.join(folder.path, 'consumer.ts'), program);
    const flags = '--module nodenext --target es2022 --strict --skipLibCheck false --noEmit --types node';
    const roots = `--typeRoots ${path.join(ROOT, 'node_modules/@types')}`;
    const check = await shell(folder.path, `${path.join(ROOT, 'node_modules/.bin/tsc')} ${flags} ${roots} consumer.ts`);
    expect(check.stdout).toBe('');
    expect(check.exitCode).toBe(0);
  });

  test('answers what happened as an event, and never throws for it', async () => {
    writeFileSync(
      path.join(folder.path, 'use.mjs'),
      `import { migrate } from 'ecs-migrate';
       const result = await migrate({ cluster: 'c', taskDefinition: 't', timeout: 'soon' });
       console.log(result.outcome, result.exitCode, result.cause);
       const local = await migrate({ local: true, taskDefinition: 't' });
       console.log(local.outcome, local.cause);`,
    );
    const run = await shell(folder.path, 'node use.mjs');
    expect(run.stdout).toBe(
      'invalid 64 settings.timeout: "soon" is not valid\ninvalid the library starts no local engine\n',
    );
  });
});
