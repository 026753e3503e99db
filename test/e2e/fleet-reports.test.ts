import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TargetReport } from '../../src/report/fleet/fleet-report.ts';
import { type CliFinished, runCli } from '../support/cli.ts';
import { aFleet, type FleetWorld, type Row } from '../support/fleet.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';

/** Six targets in two groups; two fail, one of them with a secret of its own in its last line. */
const ROWS: Row[] = [
  { name: 'canary', group: 'db-1' },
  { name: 'eu/one', group: 'db-1' },
  { name: 'eu/tenant-4711', group: 'db-2', codes: [3] },
  { name: 'us/one', group: 'db-2', codes: [4], env: { DATABASE_PASSWORD: 'opensesame-two' } },
  { name: 'us/two', group: 'db-1' },
  { name: 'last', group: 'db-2' },
];
const FORMATS = ['json', 'xml', 'md', 'html', 'env'];

describe('a run of several targets', () => {
  let fleet: FleetWorld;
  let ran: CliFinished;
  const read = (name: string) => readFileSync(path.join(fleet.folder, name), 'utf8');
  const report = () => JSON.parse(read('all.json'));
  const targetOf = (name: string) => report().fleet.targets.find((one: { name: string }) => one.name === name);

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.rows(ROWS.map((row) => (row.name === 'us/one' ? { ...row, says: true } : row)));
    // An earlier report of more targets, and a file of somebody else.
    writeFileSync(path.join(fleet.folder, 'all-2.xml'), '<?xml version="1.0"?><testsuites name="ecs-migrate"/>');
    writeFileSync(path.join(fleet.folder, 'all-3.xml'), '<testsuites name="other"/>');
    const summary = { GITHUB_STEP_SUMMARY: path.join(fleet.folder, 'summary.md') };
    const reports = FORMATS.flatMap((format) => ['--report', `all.${format}`]);
    await using running = fleet.start([...reports, '--max-failures', '10', '--log-dir', 'logs'], { env: summary });
    ran = await running.ended;
  });
  afterAll(() => fleet?.[Symbol.asyncDispose]());

  test('the log of a build has every line with its target, a line for each failure, and the end', () => {
    expect(ran.exitCode, ran.stderr).toBe(1);
    for (const { name } of ROWS) expect(ran.stdout.split('\n')).toContain(`${name} | first of ${name}`);
    expect(ran.stdout.trim().split('\n')).toHaveLength(2 * ROWS.length);
    expect(ran.stderr.match(/^ecs-migrate: eu\/tenant-4711: failed \(exit code 3\)/gm)).toHaveLength(1);
    expect(ran.stderr).toMatch(/^ecs-migrate: targets: 6: 4 succeeded, 2 failed; took /m);
    expect(ran.stderr).toMatch(/\necs-migrate: failed \(exit code 1\)\n$/);
  });

  test('JSON: every target, its state and phases; last lines of failures only', () => {
    expect(report()).toMatchObject({
      version: 1,
      outcome: 'failed',
      exitCode: 1,
      taskArn: null,
      settings: { targets: { origin: '--targets' } },
      fleet: { source: 'targets.json', rows: 6, chosen: 6, succeeded: 4, failed: 2, unknown: 0, unlaunched: 0 },
    });
    expect(report().fleet.targets).toHaveLength(6);
    expect(targetOf('eu/tenant-4711')).toMatchObject({
      group: 'db-2',
      state: 'ended',
      outcome: 'failed',
      exitCode: 3,
      attempt: 1,
      taskArn: expect.stringContaining(':task/staging/'),
      migration: expect.any(String),
      createdAt: expect.any(Number),
      phases: { running: expect.any(Number), total: expect.any(Number) },
      lastLines: ['first of eu/tenant-4711', 'last of eu/tenant-4711'],
    });
    expect(targetOf('eu/one')).toMatchObject({ outcome: 'succeeded', lastLines: [] });
    expect(report().fleet.waves[0]).toMatchObject({ wave: 1, targets: 1, succeeded: 1 });
  });

  test('JUnit: a case for each target; the further file of an earlier report is gone, other files are not', () => {
    const xml = XmlDocument.fromString(read('all.xml'));
    expect(xml.get('/testsuites[@tests="6"][@failures="2"][@errors="0"]')).not.toBeNull();
    const failure = xml.get('//testcase[@name="eu/tenant-4711"][@classname="staging.db-2"]/failure')?.content;
    expect(failure).toMatch(/first of eu\/tenant-4711\nlast of eu\/tenant-4711$/);
    xml.dispose();
    expect(readdirSync(fleet.folder).filter((file) => file.startsWith('all-'))).toEqual(['all-3.xml']);
  });

  test('Markdown, also in the job summary', () => {
    expect(read('all.md')).toMatch(/^### ❌ .*2 of 6 targets failed \(exit code 1\)\n/);
    expect(read('summary.md')).toContain('2 of 6 targets failed');
  });

  test('HTML: what failed, and a row for each target', () => {
    const html = read('all.html');
    expect(html).toContain('<h1>2 of 6 targets failed</h1>');
    expect(html.match(/<tr data-s="/g)).toHaveLength(6);
  });

  test('variables', () => {
    expect(read('all.env')).toContain(
      'MIGRATION_TARGETS=6\nMIGRATION_TARGETS_SUCCEEDED=4\nMIGRATION_TARGETS_FAILED=2\n',
    );
  });

  test('--log-dir: a file for each target, with its lines alone', () => {
    expect(readdirSync(path.join(fleet.folder, 'logs')).toSorted()).toEqual(
      ['canary', 'eu%2Fone', 'eu%2Ftenant-4711', 'last', 'us%2Fone', 'us%2Ftwo'].map((name) => `${name}.log`),
    );
    expect(read('logs/eu%2Ftenant-4711.log')).toBe('first of eu/tenant-4711\nlast of eu/tenant-4711\n');
  });

  test('the secrets of a target’s own row are in no report', () => {
    expect(read('logs/us%2Fone.log')).toContain('opensesame-two');
    for (const format of FORMATS) expect(read(`all.${format}`)).not.toContain('opensesame');
    expect(targetOf('us/one').lastLines.join('\n')).toContain('***');
  });
});

test('a folder for logs that cannot be written is known before the launch', async () => {
  await using fleet = await aFleet();
  fleet.rows([{ name: 'one' }]);
  writeFileSync(path.join(fleet.folder, 'logs'), '');
  await using running = fleet.start(['--log-dir', 'logs']);
  const ran = await running.ended;
  expect(ran.exitCode).toBe(64);
  expect(ran.stderr).toMatch(/logs.*cannot be written/);
  expect(fleet.begun()).toEqual({});
  // The journal is free again.
  expect(readdirSync(fleet.folder).filter((file) => file.endsWith('.lock'))).toEqual([]);
});

test('on a terminal: a board while it runs, and nothing of it at the end', async () => {
  await using fleet = await aFleet();
  fleet.rows([{ name: 'canary' }, { name: 'one' }, { name: 'two', codes: [3] }]);
  const words = fleet.words(['--max-failures', '10']).map((word) => `'${word}'`);
  const command = `stty cols 80 rows 24; NO_COLOR= '${process.execPath}' '${MAIN}' ${words.join(' ')}`;
  await using run = startProcess('/usr/bin/script', ['-qefc', command, '/dev/null'], {
    env: { ...fleet.engine.env, TERM: 'xterm' },
    cwd: fleet.folder,
    input: true,
  });
  const { exitCode, stdout } = await run.ended;
  expect(exitCode, stdout).toBe(3);
  expect(stdout).toContain('running, the longest first');
  const end = stdout.slice(stdout.lastIndexOf('\u001b[?25h'));
  expect(end).toContain('failed (exit code 3)');
  expect(end).not.toContain('running, the longest first');
  expect(stdout).toContain('canary | first of canary');
  expect(stdout).not.toContain('one | first of one');
});

test('targets that are not valid: the report of a run, 64', async () => {
  await using fleet = await aFleet();
  writeFileSync(path.join(fleet.folder, 'targets.json'), '[]');
  const ran = await runCli(fleet.words(['--report', 'none.json', '--report', 'none.html']), {
    env: fleet.engine.env,
    cwd: fleet.folder,
  });
  expect(ran.exitCode).toBe(64);
  const report = JSON.parse(readFileSync(path.join(fleet.folder, 'none.json'), 'utf8'));
  expect(report).toMatchObject({ outcome: 'invalid', exitCode: 64 });
  expect(report.fleet).toBeUndefined();
});

test('--resume with a report: what has succeeded is not run again, also by the process after that one', async () => {
  await using fleet = await aFleet();
  fleet.rows([{ name: 'canary' }, { name: 'one' }, { name: 'two', codes: [3, 4, 0] }]);
  const first = await fleet.run('--max-failures', '10', '--report', 'first.json');
  expect(first.exitCode).toBe(3);
  for (const { file } of fleet.journals()) rmSync(path.join(fleet.folder, file));

  const second = await fleet.run('--max-failures', '10', '--resume', 'first.json', '--report', 'second.json');
  expect(second.exitCode, second.stderr).toBe(4);
  expect(fleet.begun()).toEqual({ canary: 1, one: 1, two: 2 });
  expect(second.result.targets).toMatchObject({ fleet: first.result.targets?.fleet, succeeded: 2, failed: 1 });
  const report = JSON.parse(readFileSync(path.join(fleet.folder, 'second.json'), 'utf8'));
  expect(
    report.fleet.targets.map(({ name, wave, attempt, outcome }: TargetReport) => [name, wave, attempt, outcome]),
  ).toEqual([
    ['two', 1, 2, 'failed'],
    ['canary', 0, 1, 'succeeded'],
    ['one', 0, 1, 'succeeded'],
  ]);

  const third = await fleet.run('--resume', fleet.journals()[0]?.file ?? '');
  expect(third.exitCode, third.stderr).toBe(0);
  expect(fleet.begun()).toEqual({ canary: 1, one: 1, two: 3 });
});
