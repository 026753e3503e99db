import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
// It has no types.
// @ts-expect-error TS7016
import cmdShim from 'cmd-shim';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ServedEngine, serveEngine } from '../support/cli.ts';
import { ROOT } from '../support/paths.ts';
import { type Finished, startProcess } from '../support/process.ts';
import { taskDefinition, taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const name = () => readdirSync(inject('packed')).find((file) => file.endsWith('.tgz')) ?? '';
const archive = () => path.join(inject('packed'), name());

/** An empty folder whose package managers have an empty cache, and whatever a shell line does in it. */
interface Place extends Disposable {
  path: string;
  sh(line: string, env?: Record<string, string>): Promise<Finished>;
}

function anEmptyPlace(): Place {
  const folder: TemporaryDirectory = temporaryDirectory();
  const home = temporaryDirectory();
  return {
    path: folder.path,
    async sh(line, env = {}) {
      await using running = startProcess('sh', ['-c', line], { cwd: folder.path, env: { HOME: home.path, ...env } });
      return await running.ended;
    },
    [Symbol.dispose]() {
      folder[Symbol.dispose]();
      home[Symbol.dispose]();
    },
  };
}

async function register(engine: ServedEngine, family: string, run: string): Promise<void> {
  const ecs = new ECSClient(engine.client);
  await ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(family, { run }) as never));
  ecs.destroy();
}

/** The ways to run the archive that docs/install.md names; `FILE.tgz` stands for it. */
const WAYS = {
  'npx, by its path from here': 'npx --yes --offline ./FILE.tgz',
  'npx, from anywhere': 'npx --yes --offline --package ABSOLUTE/FILE.tgz ecs-migrate',
  'npm exec': 'npm exec --yes --offline --package ABSOLUTE/FILE.tgz -- ecs-migrate',
  'pnpm dlx': 'pnpm dlx ABSOLUTE/FILE.tgz',
  'npm install': 'npm install --silent --offline ./FILE.tgz && npx --no-install ecs-migrate',
  'pnpm add': 'pnpm add --silent --offline ./FILE.tgz && pnpm exec ecs-migrate',
};

describe.concurrent('in an empty folder, with an empty cache and no registry', () => {
  test.each(Object.entries(WAYS))('%s runs a migration and hands over its code', async (_, way) => {
    using place = anEmptyPlace();
    writeFileSync(path.join(place.path, name()), readFileSync(archive()));
    const file = await taskDefinitionFile(place.path, 'runners', { run: 'echo packed; exit 3' });
    const start = way.replaceAll('FILE.tgz', name()).replaceAll('ABSOLUTE', place.path);
    const run = await place.sh(`${start} run --local --task-definition ${file}`, NO_REGISTRY);
    expect(run, run.stderr).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/(^|\n)packed\n/) });
  });
});

/** Nobody listens there: whoever asks a registry fails. */
const NO_REGISTRY = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };

describe('installed once', () => {
  let place: Place;
  beforeAll(async () => {
    place = anEmptyPlace();
    writeFileSync(path.join(place.path, 'package.json'), '{"type": "module", "private": true}');
    const installed = await place.sh(`npm install --silent --offline ${archive()}`, NO_REGISTRY);
    expect(installed.exitCode, installed.stderr).toBe(0);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test('the example of the library in the README runs a migration', async () => {
    const [, example = ''] =
      /## As a library\n+```js\n(.*?)```/s.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? [];
    await using engine = await serveEngine({ cwd: place.path, args: ['--cluster', 'staging'] });
    await register(engine, 'app-migrate', 'exit 7');
    writeFileSync(path.join(place.path, 'example.mjs'), example);
    const run = await place.sh('node example.mjs', engine.env);
    expect(run.exitCode, run.stderr).toBe(7);
    expect(run.stderr).toMatch(/^launched$/m);
  });

  test('a handler for AWS Lambda migrates', async () => {
    await using engine = await serveEngine({ cwd: place.path, args: ['--cluster', 'staging'] });
    await register(engine, 'shop-migrate', 'echo migrated');
    const event = {
      executionId: 'c0ffee00-1111-2222-3333-444455556666',
      lifecycleStage: 'PRE_SCALE_UP',
      resourceArn: 'arn:aws:ecs:us-east-1:000000000000:service-deployment/staging/shop/d1',
      executionDetails: { serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/staging/shop' },
      hookDetails: {
        settings: {
          taskDefinition: 'shop-migrate',
          imageFrom: 'task-definition',
          subnets: ['subnet-1'],
          logQuiet: '200ms',
        },
      },
    };
    writeFileSync(
      path.join(place.path, 'function.mjs'),
      `import { handler } from 'ecs-migrate/lambda/lifecycle-hook';
       const event = ${JSON.stringify(event)};
       for (let answer, details = {}; answer?.hookStatus !== 'SUCCEEDED'; details = answer.hookDetails) {
         answer = await handler({ ...event, hookDetails: { ...event.hookDetails, ...details } }, { getRemainingTimeInMillis: () => 60_000 });
         console.log(answer.hookStatus);
         if (answer.hookStatus === 'FAILED') break;
       }
       process.exit(0);`,
    );
    const run = await place.sh('node function.mjs', engine.env);
    expect(run.stdout, run.stderr).toMatch(/^SUCCEEDED$/m);
    expect(run.stdout).toMatch(/^migrated$/m);
  });

  test('on Windows npm starts ecs-migrate-node by Node alone, and --env-file is the tool’s there', async () => {
    const shim = path.join(place.path, 'shim');
    // What npm makes there of a command, by the first line of its file.
    await cmdShim(path.join(place.path, 'node_modules/ecs-migrate/dist/start.js'), shim);
    const batch = readFileSync(`${shim}.cmd`, 'utf8');
    expect(batch).toContain('SET "_prog=node"');
    expect(batch).toContain('"%_prog%" -- "%dp0%\\node_modules\\ecs-migrate\\dist\\start.js" %*');
    expect(readFileSync(`${shim}.ps1`, 'utf8')).toContain(
      '& "node$exe" -- "$basedir/node_modules/ecs-migrate/dist/start.js" $args',
    );
    for (const start of ['sh shim', 'node_modules/.bin/ecs-migrate-node']) {
      const missing = await place.sh(`${start} run --cluster staging --env-file none.env`);
      expect(missing, start).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('none.env: there is no') });
    }
  });

  const FOREVER = "trap 'echo rolled back; exit 5' TERM; echo ready; while :; do sleep 0.05; done";

  test.each([
    ['npx', 'SIGINT', '130'],
    // pnpm sends a SIGTERM of its own, which may come first.
    ['pnpm', 'SIGINT', '(130|143)'],
    ['npx', 'SIGTERM', '143'],
    ['pnpm', 'SIGTERM', '143'],
  ] as const)('%s that gets %s lets the tool stop the task and tell its end', async (runner, signal, code) => {
    const file = await taskDefinitionFile(place.path, `${runner}-${signal}`, { run: FOREVER });
    const words = [
      runner === 'npx' ? '--no-install' : 'exec',
      'ecs-migrate',
      'run',
      '--local',
      '--task-definition',
      file,
    ];
    await using running = startProcess(runner, words, { cwd: place.path, group: true, env: { HOME: place.path } });
    await until('the container runs', () => running.stdout().includes('ready'));
    const pid = running.child.pid ?? 0;
    // Ctrl-C reaches all that the terminal runs; whoever sends SIGTERM knows the runner alone.
    process.kill(signal === 'SIGINT' ? -pid : pid, signal);
    await running.ended;
    expect(running.stdout()).toContain('rolled back');
    expect(running.stderr()).toMatch(new RegExp(`interrupted \\(exit code ${code}\\)`));
  });
});
