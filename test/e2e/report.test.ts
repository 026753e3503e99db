import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type ServedEngine, serveEngine, startCli } from '../support/cli.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

let folder: TemporaryDirectory;
let engine: ServedEngine;

beforeAll(async () => {
  folder = temporaryDirectory();
  engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  folder?.[Symbol.dispose]();
});

const BUILD = { CODEBUILD_BUILD_ID: 'project:1', CODEBUILD_RESOLVED_SOURCE_VERSION: '3f78685' };
const NASTY = "printf '%b\\n' ']]>' '<script>x</script>' '```' '\\033[31mred' 'ünï'";

/** A family of its own, so that no test waits for another. */
async function words(family: string, run: string, ...flags: string[]): Promise<string[]> {
  const file = await taskDefinitionFile(folder.path, family, { run });
  const own = ['--cluster', 'staging', '--task-definition', file, '--subnets', 'subnet-1', '--log-quiet', '300ms'];
  return ['run', ...own, ...flags];
}

const at = (name: string) => path.join(folder.path, name);
const read = (name: string) => readFileSync(at(name), 'utf8');
const reportOf = (name: string) => JSON.parse(read(name));

describe.concurrent('a run that fails', () => {
  test('has its report in every form', async () => {
    const reports = ['json', 'xml', 'md', 'html'].flatMap((form) => ['--report', at(`all.${form}`)]);
    const args = await words('all', `${NASTY}; exit 3`, ...reports);
    const run = await runCli([...args, '--env', 'URL=opensesame'], { env: { ...engine.env, ...BUILD } });
    expect(run.exitCode).toBe(3);

    const json = reportOf('all.json');
    expect(json).toMatchObject({
      version: 1,
      command: 'run',
      outcome: 'failed',
      exitCode: 3,
      containerExitCode: 3,
      tool: { name: 'ecs-migrate', version: expect.stringMatching(/^\d/) },
      build: { build: 'project:1', commit: '3f78685' },
      phases: { running: expect.any(Number) },
      settings: { cluster: { value: 'staging', origin: '--cluster' }, env: { value: { URL: '***' } } },
      launched: {
        container: 'migrate',
        adopted: false,
        attach: expect.stringContaining('npx ecs-migrate attach arn:'),
        taskDefinition: expect.stringContaining('task-definition/all:1'),
        logStreams: [{ group: '/test', stream: expect.stringMatching(/^all\/migrate\//) }],
      },
      plan: null,
      warnings: [],
      lastLines: [']]>', '<script>x</script>', '```', '\u001b[31mred', 'ünï'],
      task: { lastStatus: expect.any(String), containers: [{ name: 'migrate', exitCode: 3 }], marks: { attempt: 1 } },
    });
    expect(json.taskArn).toBe(json.task.taskArn);
    expect(Date.parse(json.endedAt)).toBeGreaterThan(Date.parse(json.startedAt));

    const xml = XmlDocument.fromString(read('all.xml'));
    const testcase =
      '/testsuites[@failures="1"]/testsuite[@tests="1"]/testcase[@name="all/migrate"][@classname="staging"]';
    const failure = xml.get(`${testcase}/failure[@type="failed"]`)?.content;
    expect(failure).toMatch(/\b3\b/);
    expect(failure).toMatch(/]]>\n<script>x<\/script>\n```\nred\nünï$/);
    xml.dispose();

    expect(read('all.md')).toMatch(/^### ❌ all:1 \/ migrate: failed \(exit code 3\)\n/);
    expect(read('all.md')).toContain('````text\n]]>\n<script>x</script>\n```\nred\nünï\n````\n');
    expect(read('all.html')).toContain(']]&gt;\n&lt;script&gt;x&lt;/script&gt;\n```\nred\nünï</pre>');
    for (const form of ['json', 'xml', 'md', 'html']) expect(read(`all.${form}`)).not.toContain('opensesame');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('all.') && name.endsWith('.tmp'))).toEqual([]);
  });

  test('and attach, later, has the same', async () => {
    const launched = await runCli(
      [...(await words('later', 'echo said; exit 4')), '--report', at('first.json')],
      engine,
    );
    expect(launched.exitCode).toBe(4);
    const { taskArn } = reportOf('first.json');
    const attached = await runCli(['attach', taskArn, '--log-quiet', '300ms', '--report', at('second.json')], engine);
    expect(attached.exitCode).toBe(4);
    expect(reportOf('second.json')).toMatchObject({
      command: 'attach',
      taskArn,
      outcome: 'failed',
      exitCode: 4,
      lastLines: ['said'],
      launched: { adopted: true },
      settings: { cluster: { value: 'staging', origin: 'the ARN of the task' } },
    });
  });
});

describe.concurrent('other endings', () => {
  test('a success: the report file of before is replaced', async () => {
    writeFileSync(at('good.xml'), 'of before');
    const run = await runCli([...(await words('good', 'echo done')), '--report', at('good.xml')], engine);
    expect(run.exitCode).toBe(0);
    const xml = XmlDocument.fromString(read('good.xml'));
    expect(xml.get('/testsuites[@failures="0"][@errors="0"]/testsuite/testcase/system-out')?.content).toBe('done');
    expect(xml.get('//failure | //error | //skipped')).toBeNull();
    xml.dispose();
  });

  test('settings that do not fit: 64', async () => {
    const args = await words(
      'unfit',
      'echo',
      '--timeout',
      '30',
      '--report',
      at('unfit.json'),
      '--report',
      at('unfit.xml'),
    );
    expect((await runCli(args, engine)).exitCode).toBe(64);
    expect(reportOf('unfit.json')).toMatchObject({
      outcome: 'invalid',
      exitCode: 64,
      launched: null,
      task: null,
      taskArn: null,
      lastLines: [],
      ending: 'invalid',
      reasons: ['bad-setting'],
      cause: expect.stringContaining('--timeout: "30"'),
      settings: { cluster: { value: 'staging' } },
    });
    expect(read('unfit.xml')).toMatch(/<error message="--timeout: &quot;30&quot;[^"]*" type="invalid">/);
  });

  test('a fault that there is not: 64', async () => {
    const args = await words('fault', 'echo', '--local', '--fault', 'nonsense', '--report', at('fault.json'));
    expect((await runCli(args)).exitCode).toBe(64);
    expect(reportOf('fault.json')).toMatchObject({ outcome: 'invalid', next: expect.stringContaining('nonsense') });
  });

  test('an interrupt', async () => {
    const args = await words('interrupted', 'echo begun; sleep 600', '--report', at('interrupted.json'));
    await using run = startCli(args, engine);
    await until('the container speaks', () => run.stdout().includes('begun'));
    run.child.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(130);
    expect(reportOf('interrupted.json')).toMatchObject({ outcome: 'interrupted', exitCode: 130, lastLines: ['begun'] });
  });

  test('a time-out', async () => {
    const args = await words('slow', 'echo begun; sleep 600', '--timeout', '2s', '--report', at('slow.xml'));
    expect((await runCli(args, engine)).exitCode).toBe(124);
    expect(read('slow.xml')).toContain('type="timed-out"');
  });

  test('plan: what was found; nothing is launched', async () => {
    const [, ...flags] = await words('planned', `touch ${at('launched')}`);
    const run = await runCli(['plan', ...flags, '--report', at('plan.json'), '--report', at('plan.xml')], engine);
    expect(run.exitCode).toBe(0);
    expect(reportOf('plan.json')).toMatchObject({
      command: 'plan',
      outcome: 'planned',
      launched: null,
      plan: {
        container: 'migrate',
        findings: expect.arrayContaining([expect.objectContaining({ code: 'mutable-image' })]),
      },
    });
    expect(read('plan.xml')).toContain('<skipped ');
    expect(existsSync(at('launched'))).toBe(false);
  });
});

describe.concurrent('a report that cannot be written is known before the launch', () => {
  test.each([
    ['x.txt', '--report: "x.txt" is not valid'],
    ['x', '--report: "x" is not valid'],
    ['no-such-folder/x.json', 'there is no folder'],
    ['file/x.json', '(ENOTDIR)'],
    ['folder.json', 'it is a folder'],
  ])('%s', async (file, problem) => {
    using cwd = temporaryDirectory();
    writeFileSync(`${cwd.path}/file`, '');
    mkdirSync(`${cwd.path}/folder.json`);
    const family = `unwritable-${file.replace(/\W/g, '-')}`;
    const args = await words(family, `touch ${cwd.path}/launched`, '--report', 'good.json', '--report', file);
    const run = await runCli(args, { env: engine.env, cwd: cwd.path });
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toContain(problem);
    expect(run.stderr).not.toContain('launched arn:');
    expect(existsSync(`${cwd.path}/launched`)).toBe(false);
    expect(JSON.parse(readFileSync(`${cwd.path}/good.json`, 'utf8'))).toMatchObject({ outcome: 'invalid' });
  });

  test('what goes wrong later is a warning, and the code is the container’s', async () => {
    const where = at('vanishes');
    mkdirSync(where);
    const args = await words('vanishes', `rmdir ${where}; exit 5`, '--report', `${where}/x.json`);
    const run = await runCli(args, engine);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toMatch(new RegExp(`warning: .*${where}/x\\.json .*ENOENT`));
    expect(run.stderr).toMatch(/ecs-migrate: failed \(exit code 5\)\n$/);
  });
});

test('the config file names reports beside itself, and the variable beats it', async () => {
  using cwd = temporaryDirectory();
  mkdirSync(`${cwd.path}/inner`);
  writeFileSync(`${cwd.path}/ecs-migrate.yml`, 'report: of-file.json\n');
  const args = await words('config', 'echo', '--config', '../ecs-migrate.yml');
  const inner = `${cwd.path}/inner`;
  expect((await runCli(args, { env: engine.env, cwd: inner, told: false })).exitCode).toBe(0);
  expect((await runCli(args, { env: { ...engine.env, ECS_MIGRATE_REPORT: 'v.md' }, cwd: inner })).exitCode).toBe(0);
  expect(readdirSync(cwd.path).toSorted()).toEqual(['ecs-migrate.yml', 'inner', 'of-file.json']);
  expect(readdirSync(inner)).toEqual(['v.md']);
});
