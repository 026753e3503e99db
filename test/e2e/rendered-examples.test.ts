import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, serveEngine } from '../support/cli.ts';
import { ROOT } from '../support/paths.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { freePort } from '../support/tls-postgres.ts';

/*
 * The task definitions that terraform/examples render (their own tests compare them with examples/NAME/taskdef.json), on the
 * local engine. Images cannot be had everywhere: each test says what stands in for which.
 */

interface Container {
  name: string;
  command?: string[];
  entryPoint?: string[];
  secrets?: { name: string; valueFrom: string }[];
}

interface Definition {
  containerDefinitions: Container[];
}

const rendered = (file: string): Definition => JSON.parse(readFileSync(path.join(ROOT, 'examples', file), 'utf8'));

/** The definition with members of its containers replaced. */
const withStandIns = ({ containerDefinitions, ...rest }: Definition, standIns: Record<string, Partial<Container>>) => ({
  ...rest,
  containerDefinitions: containerDefinitions.map((one) => ({ ...one, ...standIns[one.name] })),
});

async function migrate(folder: string, definition: Definition, ...args: string[]) {
  writeFileSync(path.join(folder, 'taskdef.json'), JSON.stringify(definition));
  // Every secret is there, whatever its value.
  const names = definition.containerDefinitions.flatMap(({ secrets = [] }) => secrets.map((one) => one.valueFrom));
  const values = Object.fromEntries(names.map((name) => [name, 'a stand-in']));
  writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify(values));
  await using engine = await serveEngine({ cwd: folder, args: ['--secrets', 'secrets.json'] });
  const where = ['--cluster', 'default', '--subnets', 'subnet-0a1b2c3d', '--log-quiet', '300ms'];
  return await runCli(['run', '--task-definition', 'taskdef.json', ...where, ...args], {
    cwd: folder,
    env: engine.env,
  });
}

/** What the image's own entry point would be: gets the command as its arguments. */
const script = (text: string): Partial<Container> => ({ entryPoint: ['sh', '-c', text, 'stand-in'] });

describe('rails: a script stands in for bin/rails', () => {
  test.each([
    ['succeeds', 0],
    ['fails', 1],
  ])('%s', async (_, code) => {
    using folder = temporaryDirectory();
    mkdirSync(path.join(folder.path, 'bin'));
    const rails = path.join(folder.path, 'bin/rails');
    writeFileSync(rails, `#!/bin/sh\necho "== $1 in $RAILS_ENV"\nexit ${code}\n`);
    chmodSync(rails, 0o755);
    const { exitCode, stdout, stderr } = await migrate(folder.path, rendered('rails/taskdef.json'));
    expect(exitCode, stderr).toBe(code);
    expect(stdout).toBe('== db:migrate in production\n');
  });
});

describe('atlas: a script stands in for Atlas, sleep for the application', () => {
  const atlas = (code: number) => script(`echo "atlas $*"; exit ${code}`);

  test.each([0, 1])('as a task of its own, ending with %i', async (code) => {
    using folder = temporaryDirectory();
    const definition = withStandIns(rendered('atlas/taskdef.json'), { atlas: atlas(code) });
    const { exitCode, stdout, stderr } = await migrate(folder.path, definition);
    expect(exitCode, stderr).toBe(code);
    expect(stdout).toBe('atlas migrate apply --env deploy\n');
  });

  test.each([0, 3])('before the application, which does not start unless it ended with 0: %i', async (code) => {
    using folder = temporaryDirectory();
    const definition = withStandIns(rendered('atlas/taskdef-before-app.json'), {
      atlas: atlas(code),
      app: script('touch started; exec sleep 600'),
    });
    const { exitCode, stdout, stderr } = await migrate(folder.path, definition, '--container', 'atlas');
    expect(exitCode, stderr).toBe(code);
    expect(stdout).toContain('atlas migrate apply --env deploy');
    if (code !== 0) expect(existsSync(path.join(folder.path, 'started'))).toBe(false);
  });
});

describe('migrator: a server that speaks its HTTP stands in for it; curl is the real one', () => {
  const SERVER = `
    import { appendFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    const [port, status] = process.argv.slice(2).map(Number);
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        appendFileSync('requests', request.method + ' ' + request.url + '\\n');
        if (request.method === 'POST') response.statusCode = status;
        response.end(request.method === 'POST' ? '{"status":' + status + '}\\n' : '');
      });
    });
    setTimeout(() => server.listen(port, '127.0.0.1'), 300);
  `;

  const hasCurl = spawnSync('curl', ['--version']).status === 0;

  test.skipIf(!hasCurl).each([
    ['applied', 200, 0],
    ['failed', 500, 22],
  ])('%s: it is asked once, and its answer decides', async (_, status, code) => {
    using folder = temporaryDirectory();
    writeFileSync(path.join(folder.path, 'migrator.mjs'), SERVER);
    const port = await freePort();
    const definition = withStandIns(rendered('migrator/taskdef.json'), {
      migrator: { entryPoint: [process.execPath, 'migrator.mjs', String(port), String(status)] },
    });
    const url = `MIGRATOR_URL=http://127.0.0.1:${port}/migrator`;
    const { exitCode, stdout, stderr } = await migrate(folder.path, definition, '--env', url);
    expect(exitCode, stderr).toBe(code);
    expect(stdout).toContain(`{"status":${status}}`);
    const requests = readFileSync(path.join(folder.path, 'requests'), 'utf8').trim().split('\n');
    expect(requests).toEqual(['GET /migrator/', 'POST /migrator/v1/migrations']);
  });
});
