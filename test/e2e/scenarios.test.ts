import { describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../src/engine/scenarios.ts';
import { runCli } from '../support/cli.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

interface HowItEnds {
  exitCode: number;
  ending: string;
  reasons?: string[];
  warnings?: string[];
  stdout?: string;
}

/** How a run of two seconds ends on each bad day, and what is behind it. */
const ENDINGS: Record<string, HowItEnds> = {
  'image-pull': { exitCode: 125, ending: 'never-started', reasons: ['image-missing'], stdout: '' },
  'secret-gone': { exitCode: 125, ending: 'never-started', reasons: ['secret-missing'], stdout: '' },
  'no-capacity': { exitCode: 0, ending: 'succeeded', warnings: ['no-capacity'] },
  spot: { exitCode: 143, ending: 'failed', reasons: ['spot-interruption'] },
  'host-lost': { exitCode: 125, ending: 'stopped', reasons: ['instance-terminated'] },
  throttled: { exitCode: 0, ending: 'succeeded' },
  'logs-late': { exitCode: 0, ending: 'succeeded', warnings: [] },
  'no-logs': { exitCode: 0, ending: 'succeeded', warnings: ['log-missing'], stdout: '' },
  'answer-lost': { exitCode: 0, ending: 'succeeded' },
  'just-launched': { exitCode: 0, ending: 'succeeded', warnings: [] },
  outage: { exitCode: 0, ending: 'succeeded' },
  'not-allowed': { exitCode: 77, ending: 'aws', reasons: ['denied'], stdout: '' },
  'expired-credentials': { exitCode: 77, ending: 'aws', reasons: ['expired'], stdout: '' },
  'injected-sidecar': { exitCode: 0, ending: 'succeeded', warnings: [] },
  stuck: { exitCode: 75, ending: 'not-started-in-time', stdout: '' },
};

describe.concurrent('a scenario, rehearsed by one command', () => {
  test.each(SCENARIOS.map(({ name }) => name))('%s', async (name) => {
    using folder = temporaryDirectory();
    const file = await taskDefinitionFile(folder.path, 'shop-migrate', { run: 'echo first; sleep 2; echo last' });
    const flags = [
      '--task-definition',
      file,
      '--subnets',
      'subnet-1',
      '--start-timeout',
      name === 'stuck' ? '2s' : '1m',
    ];
    const run = await runCli(['run', '--local', '--fault', name, ...flags], { cwd: folder.path });
    const { exitCode, stdout, ...told } = ENDINGS[name] ?? { exitCode: -1, ending: 'not in the table' };
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.told).toMatchObject(told);
    if (exitCode === 0) expect(run.stdout).toBe(stdout ?? 'first\nlast\n');
    else if (stdout !== undefined) expect(run.stdout).toBe(stdout);
  });
});

test('`local --faults` lists every scenario and every switch, with what it rehearses', async () => {
  const { exitCode, stdout } = await runCli(['local', '--faults']);
  expect(exitCode).toBe(0);
  for (const { name, rehearses } of SCENARIOS) expect(stdout).toContain(`  ${name.padEnd(32)}${rehearses}`);
  expect(stdout).toMatch(/^ {2}throttle:OPERATION\[:COUNT\] +AWS answers ThrottlingException/m);
});
