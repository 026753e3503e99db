import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type ServedEngine, serveEngine, startCli } from '../support/cli.ts';
import { startProxy } from '../support/proxy.ts';
import { taskDefinition } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

/** Every secret of this file has it inside, between characters that quotes, patterns and URLs treat in their own way. */
const MARK = 'm4rk';

let folder: TemporaryDirectory;
let engine: ServedEngine;

beforeAll(async () => {
  folder = temporaryDirectory();
  engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
  const yaml = `env:\n  FROM_FILE: 'f$&(${MARK}6'\nenvironments:\n  staging:\n    env: { FROM_ENVIRONMENT: "e\\n${MARK}7" }\n`;
  writeFileSync(at('ecs-migrate.yml'), yaml);
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  folder?.[Symbol.dispose]();
});

const at = (name: string) => path.join(folder.path, name);
const ENV_FLAGS = [
  ...['--env', `PLAIN=a"\\${MARK}1`, '--env', `PREFIX=a"\\${MARK}`, '--env', `DB_PASSWORD=[.*+?${MARK}2`],
  ...['--env', `DATABASE_URL=postgres://app:p%40${MARK}3@db.example/shop?sslmode=disable`],
  ...['--env', `PEM=-----BEGIN-----\nab${MARK}4/=\n-----END-----`],
];
const VARIABLE = { ECS_MIGRATE_ENV: `FROM_VARIABLE=v ${MARK}5 €` };

/** Arguments that hold secrets, for a shell that does not look at them. */
const ARGUMENTS = [
  ...['--password', `w ${MARK}a`, `--db-password=x ${MARK}b`, `postgres://u:p/${MARK}c@h/db`, `PGPASSWORD=${MARK}d`],
  ...['--api-key', `${MARK}e`, `jdbc:mysql://h/db?user=u&password=${MARK}f&ssl=true`, `https://${MARK}g@example.com/x`],
];
const SCRIPT = `true mysql -p${MARK}h; PGPASSWORD='q ${MARK}i' true --password ${MARK}j --token=${MARK}k postgres://u:${MARK}l@h/d`;

/** A task definition file with secrets in its environment and its command. */
function definition(family: string, run: string): string {
  const environment = [
    { name: 'IN_DEFINITION', value: `d"${MARK}8` },
    { name: 'API_TOKEN', value: `${MARK}9` },
  ];
  const file = at(`${family}.json`);
  const container = { run, with: { environment, command: ['sh', '-c', `${SCRIPT}; ${run}`, 'sh', ...ARGUMENTS] } };
  writeFileSync(file, JSON.stringify(taskDefinition(family, container)));
  return file;
}

interface Told {
  exitCode: number;
  /** Standard output, standard error, and every report. */
  all: string;
  stdout: string;
  stderr: string;
}

const FORMS = ['json', 'xml', 'md', 'html'];

/** Runs the command line with every report, and answers all that it wrote. */
async function tell(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<Told> {
  const [command = '', ...rest] = args;
  const summary = at(`${name}.summary`);
  const reports = FORMS.flatMap((form) => ['--report', at(`${name}.report.${form}`)]);
  const flags = [command, ...(command === 'local' ? [] : reports), ...rest];
  const all = { ...engine.env, GITHUB_STEP_SUMMARY: summary, ...env };
  const { exitCode, stdout, stderr } = await runCli(flags, { cwd: folder.path, env: all });
  return { exitCode, stdout, stderr, all: stdout + stderr + reportsOf(name) };
}

function reportsOf(name: string): string {
  const files = [...FORMS.map((form) => `report.${form}`), 'summary'].map((form) => at(`${name}.${form}`));
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
}

const where = ['--cluster', 'staging', '--subnets', 'subnet-1', '--log-quiet', '300ms', '--verbose'];
const override = (run: string) => ['--', 'sh', '-c', `${SCRIPT}; ${run}`, 'sh', ...ARGUMENTS];

describe.concurrent.each(['text', 'json'])('with --output %s', (output) => {
  const flags = [...where, '--output', output, ...ENV_FLAGS];

  test.each([
    ['success', 'echo said', 0],
    ['failure', "echo 'password authentication failed for user'; exit 3", 3],
  ])('run: a %s', async (ending, run, code) => {
    const family = `${ending}-${output}`;
    const args = ['run', '--task-definition', definition(family, 'echo'), ...flags, ...override(run)];
    const told = await tell(family, args, VARIABLE);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(code);
    // Names are shown: what is masked can be told.
    for (const name of ['FROM_VARIABLE', 'FROM_FILE', 'FROM_ENVIRONMENT', 'DB_PASSWORD'])
      expect(told.all).toContain(name);
    expect(told.all).toContain('jdbc:mysql://h/db?user=u&password=***&ssl=true');
  });

  test('run: the definition’s own command, and a file that is registered', async () => {
    const family = `own-${output}`;
    const told = await tell(family, ['run', '--task-definition', definition(family, 'exit 4'), ...flags], VARIABLE);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(4);
  });

  test('plan', async () => {
    const family = `plan-${output}`;
    const file = definition(family, 'echo');
    const told = await tell(family, ['plan', '--task-definition', file, ...flags, ...override('echo')], VARIABLE);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(0);
  });

  test('run --local', async () => {
    const family = `local-${output}`;
    const own = ['--local', '--verbose', '--output', output, ...ENV_FLAGS];
    const told = await tell(family, [
      'run',
      '--task-definition',
      definition(family, 'echo'),
      ...own,
      ...override('exit 5'),
    ]);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(5);
  });

  test('attach and stop', async () => {
    const family = `follow-${output}`;
    const started = ['run', '--task-definition', definition(family, 'echo'), ...where, ...ENV_FLAGS, '--detach'];
    const detached = await tell(`${family}-run`, [...started, '--output', 'json', ...override('sleep 60')]);
    expect(detached.all).not.toContain(MARK);
    const { taskArn } = JSON.parse(detached.stdout.trimEnd().split('\n').at(-1) ?? '');
    const follow = [taskArn, '--log-quiet', '300ms', '--verbose', '--output', output];
    const stopped = await tell(`${family}-stop`, ['stop', ...follow]);
    const attached = await tell(`${family}-attach`, ['attach', ...follow]);
    expect(stopped.all + attached.all).not.toContain(MARK);
    expect([stopped.exitCode, attached.exitCode > 0]).toEqual([0, true]);
  });

  test('an interrupt', async () => {
    const family = `interrupt-${output}`;
    const args = [
      'run',
      '--task-definition',
      definition(family, 'echo'),
      '--report',
      at(`${family}.report.json`),
      ...flags,
    ];
    await using run = startCli([...args, ...override('echo said; sleep 60')], { cwd: folder.path, env: engine.env });
    await until('the container speaks', () => run.stdout().includes('said'));
    run.child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode).toBe(143);
    expect(stdout + stderr + reportsOf(family)).not.toContain(MARK);
    expect(reportsOf(family)).toContain('interrupted');
  });

  describe.each([
    ['RunTask', 'InvalidParameterException', 64],
    ['RunTask', 'AccessDeniedException', 77],
    ['RegisterTaskDefinition', 'ClientException', 64],
  ])('AWS refuses %s with %s and quotes the request', (operation, error, code) => {
    test('it is told without', async () => {
      const family = `refused-${operation}-${error}-${output}`;
      await using proxy = await startProxy(engine, (call) =>
        call.operation === operation ? { error, quotes: true } : undefined,
      );
      const args = ['run', '--task-definition', definition(family, 'echo'), ...flags, ...override('echo')];
      const told = await tell(family, args, { ...VARIABLE, AWS_ENDPOINT_URL: proxy.endpoint });
      expect(told.all).not.toContain(MARK);
      expect(told.exitCode).toBe(code);
      expect(told.stderr + told.stdout).toContain('Invalid request: ');
    });
  });

  test('AWS throttles RunTask for a while, and quotes the request', async () => {
    const family = `throttled-${output}`;
    let times = 0;
    await using proxy = await startProxy(engine, ({ operation }) => {
      const more = operation === 'RunTask' && ++times <= 5;
      return more ? { error: 'ThrottlingException', quotes: true } : undefined;
    });
    const args = ['run', '--task-definition', definition(family, 'echo'), ...flags, ...override('echo')];
    const told = await tell(family, args, { ...VARIABLE, AWS_ENDPOINT_URL: proxy.endpoint });
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(0);
    expect(times).toBeGreaterThan(5);
    expect(told.all).toContain('trying again in');
  });
});

describe.concurrent('elsewhere', () => {
  test('ECS’s reason quotes the command and the environment', async () => {
    const reason = `CannotStartContainerError: exec: "sh --password ${MARK}a": env DB_PASSWORD=${MARK}z, postgres://u:${MARK}l@h/d`;
    await using misled = await serveEngine({ cwd: folder.path, args: ['--fault', `failed-start:${reason}`] });
    const file = definition('reason', 'echo');
    const args = [
      'run',
      '--cluster',
      'default',
      '--task-definition',
      file,
      '--subnets',
      'subnet-1',
      '--log-quiet',
      '300ms',
    ];
    const told = await tell('reason', args, misled.env);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(125);
    expect(told.all).toContain('CannotStartContainerError');
  });

  test('a container prints its environment: stdout is its own, reports hide what is known', async () => {
    const run = 'echo "cannot connect: $DATABASE_URL $PLAIN $IN_DEFINITION"; exit 3';
    const args = [
      'run',
      '--task-definition',
      definition('prints', 'echo'),
      ...where,
      ...ENV_FLAGS,
      '--',
      'sh',
      '-c',
      run,
    ];
    const told = await tell('prints', args);
    expect(told.stdout).toContain(`postgres://app:p%40${MARK}3@db.example`);
    expect(told.stderr + reportsOf('prints')).not.toContain(MARK);
    expect(reportsOf('prints')).toContain('cannot connect: ***');
  });

  test.each([
    ['a second value for one --env', ['--env', 'A=1', `B=${MARK}`]],
    ['an --env without a name', ['--env', `=${MARK}`]],
    ['a misspelt flag', ['--evn', `A=${MARK}`]],
    ['a bad name', ['--env', `A B=${MARK}`]],
    ['overrides too long', ['--env', `A=${MARK.repeat(3_000)}`]],
    ['an unknown container', ['--env', `A=${MARK}`, '--container', 'nope']],
    ['an endpoint with a password', ['--endpoint-url', `http://u:${MARK}@127.0.0.1:9`]],
  ])('%s', async (what, flags) => {
    const name = `bad-${what.replace(/\W/g, '-')}`;
    const told = await tell(name, ['run', '--task-definition', definition(name, 'echo'), ...where, ...flags]);
    expect(told.all).not.toContain(MARK);
    expect([64, 69]).toContain(told.exitCode);
  });

  test.each([
    ['yaml-alias', 'ecs-migrate.yml', `env:\n  A: *${MARK}\n`],
    ['yaml-syntax', 'ecs-migrate.yml', `env:\n  A: |${MARK}\n  x\n`],
    ['yaml-names', 'ecs-migrate.yml', `env:\n  "A B": ${MARK}\n`],
    ['json', 'td.json', `{"family": ${MARK}}`],
    ['json-end', 'td.json', `{"family": "${MARK}`],
  ])('a file that is broken: %s', async (name, file, text) => {
    using broken = temporaryDirectory();
    writeFileSync(path.join(broken.path, file), text);
    const flags =
      file === 'td.json' ? ['--task-definition', `${broken.path}/td.json`] : ['--config', `${broken.path}/${file}`];
    const told = await tell(`broken-${name}`, ['run', ...where, ...flags]);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(64);
  });

  test.each([
    ['around a command', ['local', '--', 'true', '--password', MARK], 0],
    ['around none', ['local', '--', 'no-such-command', '--password', MARK], 64],
    ['with a bad port', ['local', '--port', `http://u:${MARK}@h`], 64],
  ])('local %s', async (_, args, code) => {
    const told = await tell('local', args);
    expect(told.all).not.toContain(MARK);
    expect(told.exitCode).toBe(code);
  });
});
