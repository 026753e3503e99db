import { describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../src/engine/scenarios.ts';
import { runCli } from '../support/cli.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** How a run of two seconds ends on each bad day, and what it says. */
const ENDINGS: Record<string, { exitCode: number; said: RegExp; stdout?: string }> = {
  'image-pull': { exitCode: 125, said: /CannotPullContainerError.*not found/, stdout: '' },
  'secret-gone': { exitCode: 125, said: /can't find the specified secret/, stdout: '' },
  'no-capacity': { exitCode: 0, said: /succeeded/ },
  spot: { exitCode: 143, said: /Spot/ },
  'host-lost': { exitCode: 125, said: /terminated/ },
  throttled: { exitCode: 0, said: /succeeded/ },
  'logs-late': { exitCode: 0, said: /succeeded/ },
  'no-logs': { exitCode: 0, said: /log/, stdout: '' },
  'answer-lost': { exitCode: 0, said: /succeeded/ },
  'just-launched': { exitCode: 0, said: /succeeded/ },
  outage: { exitCode: 0, said: /succeeded/ },
  'not-allowed': { exitCode: 77, said: /RunTask/, stdout: '' },
  'expired-credentials': { exitCode: 77, said: /expired/ },
  'injected-sidecar': { exitCode: 0, said: /succeeded/ },
  stuck: { exitCode: 75, said: /no container was running/, stdout: '' },
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
    const { exitCode, said, stdout } = ENDINGS[name] ?? { exitCode: -1, said: /^$/ };
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr).toMatch(said);
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
