import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

/** The package as users get it: packed, and installed into an empty folder that has nothing else. */
let folder: TemporaryDirectory;

beforeAll(async () => {
  folder = temporaryDirectory();
  // Without scripts: prepack would build anew while other tests run what is built.
  await shell(ROOT, `npm pack --ignore-scripts --silent --pack-destination ${folder.path}`);
  writeFileSync(path.join(folder.path, 'package.json'), '{"type": "module", "private": true}');
  const [archive] = readdirSync(folder.path).filter((file) => file.endsWith('.tgz'));
  await shell(folder.path, `npm install --offline --ignore-scripts --no-audit --no-fund ./${archive}`);
}, 120_000);
afterAll(() => folder?.[Symbol.dispose]());

async function shell(cwd: string, command: string) {
  await using running = startProcess('sh', ['-c', command], { cwd, env: { HOME: folder.path } });
  return await running.ended;
}

describe('the package', () => {
  test('is one archive without dependencies, and holds the licences of what is bundled', () => {
    const installed = readdirSync(path.join(folder.path, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['ecs-migrate']);
    const licences = readFileSync(
      path.join(folder.path, 'node_modules/ecs-migrate/dist/THIRD-PARTY-LICENSES.txt'),
      'utf8',
    );
    expect(licences).toMatch(/^@aws-sdk\/client-ecs .* \(Apache-2\.0\)$/m);
    expect(licences).toMatch(/^yargs .* \(MIT\)$/m);
  });

  test('holds the JSON schemas of the config file and of the events', () => {
    for (const schema of ['ecs-migrate.schema.json', 'events.schema.json']) {
      const file = path.join(folder.path, 'node_modules/ecs-migrate/docs', schema);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ $schema: expect.stringContaining('draft-07') });
    }
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
    const names = ['pipeline-action', 'codedeploy-hook', 'lifecycle-hook'];
    const imports = names.map((name) => `console.log(typeof (await import('ecs-migrate/lambda/${name}')).handler);`);
    writeFileSync(path.join(folder.path, 'handlers.mjs'), imports.join('\n'));
    expect((await shell(folder.path, 'node handlers.mjs')).stdout).toBe('function\nfunction\nfunction\n');
    const dist = path.join(folder.path, 'node_modules/ecs-migrate/dist');
    const bundles = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.m?js$/.test(file));
    const clients = /PutJobSuccessResultCommand|PutLifecycleEventHookExecutionStatusCommand/;
    const users = bundles.filter((file) => clients.test(readFileSync(path.join(dist, file), 'utf8')));
    expect(users).toEqual(expect.arrayContaining(['lambda/codedeploy-hook.mjs', 'lambda/pipeline-action.mjs']));
    expect(users.filter((file) => !file.startsWith('lambda/'))).toEqual([]);
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
      'invalid 64 settings.timeout: "soon" does not fit\ninvalid the library starts no local engine\n',
    );
  });
});
