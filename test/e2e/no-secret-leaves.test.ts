import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, runOf, type ServedEngine, serveEngine, startCli } from '../support/cli.ts';
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

/** A text as whoever reads its escapes, its URLs and its base64 would read it. */
function readings(text: string): string {
  const unescaped = text.replace(/\\+u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  const decoded = text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('latin1');
  });
  const runs = text.match(/[A-Za-z0-9+/_-]{12,}/g) ?? [];
  const raw = runs.flatMap((run) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  );
  return [text, unescaped, decoded, ...raw].join('\n');
}

/** Where a secret is to be found, with what stands around it. */
const leaks = (text: string) =>
  [...readings(text).matchAll(new RegExp(`.{0,60}${MARK}.{0,20}`, 'g'))].map(([found]) => found);

const at = (name: string) => path.join(folder.path, name);
const ENV_FLAGS = [
  '--env',
  `PLAIN=a"\\${MARK}1`,
  '--env',
  `PREFIX=a"\\${MARK}`,
  '--env',
  `DB_PASSWORD=[.*+?${MARK}2`,
  '--env',
  `DATABASE_URL=postgres://app:p%40${MARK}3@db.example/shop?sslmode=disable`,
  '--env',
  `PEM=-----BEGIN-----\nab${MARK}4/=\n-----END-----`,
];
const VARIABLE = { ECS_MIGRATE_ENV: `FROM_VARIABLE=v ${MARK}5 €` };

/** Arguments that hold secrets, for a shell that does not look at them. */
const ARGUMENTS = [
  '--password',
  `w ${MARK}a`,
  `--db-password=x ${MARK}b`,
  `postgres://u:p/${MARK}c@h/db`,
  `PGPASSWORD=${MARK}d`,
  '--api-key',
  `${MARK}e`,
  `jdbc:mysql://h/db?user=u&password=${MARK}f&ssl=true`,
  `https://${MARK}g@example.com/x`,
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
    expect(leaks(told.all)).toEqual([]);
    expect(told.exitCode).toBe(code);
    // Names are shown: what is masked can be told.
    for (const name of ['FROM_VARIABLE', 'FROM_FILE', 'FROM_ENVIRONMENT', 'DB_PASSWORD'])
      expect(told.all).toContain(name);
    expect(told.all).toContain('jdbc:mysql://h/db?user=u&password=***&ssl=true');
  });

  test('run: the definition’s own command, and a file that is registered', async () => {
    const family = `own-${output}`;
    const told = await tell(family, ['run', '--task-definition', definition(family, 'exit 4'), ...flags], VARIABLE);
    expect(leaks(told.all)).toEqual([]);
    expect(told.exitCode).toBe(4);
  });

  test('plan', async () => {
    const family = `plan-${output}`;
    const file = definition(family, 'echo');
    const told = await tell(family, ['plan', '--task-definition', file, ...flags, ...override('echo')], VARIABLE);
    expect(leaks(told.all)).toEqual([]);
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
    expect(leaks(told.all)).toEqual([]);
    expect(told.exitCode).toBe(5);
  });

  test('attach and stop', async () => {
    const family = `follow-${output}`;
    const started = ['run', '--task-definition', definition(family, 'echo'), ...where, ...ENV_FLAGS, '--detach'];
    const detached = await tell(`${family}-run`, [...started, '--output', 'json', ...override('sleep 600')]);
    expect(leaks(detached.all)).toEqual([]);
    const { taskArn } = JSON.parse(detached.stdout.trimEnd().split('\n').at(-1) ?? '');
    const follow = [taskArn, '--log-quiet', '300ms', '--verbose', '--output', output];
    const stopped = await tell(`${family}-stop`, ['stop', ...follow]);
    const attached = await tell(`${family}-attach`, ['attach', ...follow]);
    expect(leaks(stopped.all + attached.all)).toEqual([]);
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
    await using run = startCli([...args, ...override('echo said; sleep 600')], { cwd: folder.path, env: engine.env });
    await until('the container speaks', () => run.stdout().includes('said'));
    run.child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode).toBe(143);
    expect(leaks(stdout + stderr + reportsOf(family))).toEqual([]);
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
      expect(leaks(told.all)).toEqual([]);
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
    expect(leaks(told.all)).toEqual([]);
    expect(told.exitCode).toBe(0);
    expect(times).toBeGreaterThan(5);
    expect(told.all).toContain('trying again in');
  });
});

describe.concurrent('what is no secret stays as it is', () => {
  const name = 'prod-container';
  const ORDINARY = {
    STAGE: 'prod',
    MODE: 'migration',
    REGION: 'us-east-1',
    SERVICE: name,
    KIND: 'container',
    CLUSTER: 'staging',
    TOOL: 'ecs-migrate',
    FAMILY: 'ordinary-family',
    ACTION: 'exited',
    LEVEL: 'warning',
    TASK: 'task definition',
  };
  const flags = Object.entries(ORDINARY).flatMap(([key, value]) => ['--env', `${key}=${value}`]);

  test('values that are words of the tool, or names, garble no sentence, no plan and no advice', async () => {
    const file = at('ordinary.json');
    const containers = [
      { name, run: 'exit 3' },
      { name: 'task', run: 'true', essential: false },
    ];
    writeFileSync(file, JSON.stringify(taskDefinition('ordinary-family', ...containers)));
    const base = ['--task-definition', file, ...where, '--container', name];
    const plain = await tell('plain', ['run', ...base]);
    const told = await tell('ordinary', ['run', ...base, ...flags]);
    expect([plain.exitCode, told.exitCode]).toEqual([3, 3]);
    const sentences = (one: Told) => one.stderr.split('\n').filter((line) => /^ecs-migrate: (cause|next):/.test(line));
    expect(sentences(told)).toEqual(sentences(plain));
    const plan = await tell('ordinary-plan', ['plan', ...base, ...flags]);
    // The values themselves are hidden, and nothing else is.
    expect(plan.stdout.replaceAll(/"\*\*\*"|=\*\*\*/g, '')).not.toContain('***');
    const wrong = await tell('ordinary-wrong', ['run', ...base.slice(0, -1), 'prod-contaner', ...flags]);
    expect(wrong.exitCode).toBe(64);
    expect(wrong.stderr).toContain(name);
    expect(sentences(wrong).join()).not.toContain('***');
  });

  test('but in what ECS says a value is hidden all the same, and names stay', async () => {
    const reason = `CannotStartContainerError: ${name} in us-east-1: qZ7-x, bad, production`;
    await using misled = await serveEngine({ cwd: folder.path, args: ['--fault', `failed-start:${reason}`] });
    const file = at('said.json');
    writeFileSync(file, JSON.stringify(taskDefinition('said', { name, run: 'true' })));
    const env = ['--env', 'KEY=qZ7-x', '--env', 'STAGE=production', '--env', 'S=bad', ...flags.slice(2)];
    const args = [...runOf(file, 'default'), '--log-quiet', '300ms'];
    const told = await tell('said', [...args, ...env], misled.env);
    expect(told.exitCode, told.stderr).toBe(125);
    expect(told.stderr).toContain(`CannotStartContainerError: ${name} in us-east-1: ***, bad, ***`);
  });

  test('in reports the container’s lines are hidden however they spell it, also cut by their end', async () => {
    const secret = `${MARK}Zq8x7Kp2Qw9`;
    const encoded = Buffer.from(`app:${secret}`).toString('base64');
    const unicode = [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const lines = [`{"k":"${unicode}"}`, `Basic ${encoded}`, `x ${secret.slice(0, 9)}`, `${secret.slice(9)} y`];
    const run = lines.map((line) => `printf '%s\\n' '${line}'`).join('; ');
    const file = at('spelled.json');
    writeFileSync(file, JSON.stringify(taskDefinition('spelled', { run })));
    await tell('spelled', ['run', '--task-definition', file, ...where, '--env', `KEY=${secret}`]);
    const reports = reportsOf('spelled');
    expect(leaks(reports)).toEqual([]);
    expect(readings(reports)).not.toContain(secret.slice(9));
    expect(reports).toContain('*** y');
  });
});

describe.concurrent('elsewhere', () => {
  test('ECS’s reason quotes the command and the environment', async () => {
    const reason = `CannotStartContainerError: exec: "sh --password ${MARK}a": env DB_PASSWORD=${MARK}z, postgres://u:${MARK}l@h/d`;
    await using misled = await serveEngine({ cwd: folder.path, args: ['--fault', `failed-start:${reason}`] });
    const file = definition('reason', 'echo');
    const args = [...runOf(file, 'default'), '--log-quiet', '300ms'];
    const told = await tell('reason', args, misled.env);
    expect(leaks(told.all)).toEqual([]);
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
    expect(leaks(told.stderr + reportsOf('prints'))).toEqual([]);
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
    expect(leaks(told.all)).toEqual([]);
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
    expect(leaks(told.all)).toEqual([]);
    expect(told.exitCode).toBe(64);
  });

  test.each([
    ['around a command', ['local', '--', 'true', '--password', MARK], 0],
    ['around none', ['local', '--', 'no-such-command', '--password', MARK], 64],
    ['with a bad port', ['local', '--port', `http://u:${MARK}@h`], 64],
  ])('local %s', async (_, args, code) => {
    const told = await tell('local', args);
    expect(leaks(told.all)).toEqual([]);
    expect(told.exitCode).toBe(code);
  });
});
