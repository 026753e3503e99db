import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aFleet, type FleetWorld } from '../support/fleet.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

/** util-linux's script(1) gives the command a terminal of its own. */
const SCRIPT = '/usr/bin/script';

const [CTRL_C, CTRL_D] = ['\u0003', '\u0004'];

/** A fleet of three waves on a terminal. Each of them must be approved. */
function onTerminal(fleet: FleetWorld, ...flags: string[]) {
  const all = ['--waves', '1,1,rest', '--wave-pause', 'approve', ...flags];
  const words = fleet.words(all).map((word) => `'${word}'`);
  const command = `stty cols 80 rows 24; '${process.execPath}' '${MAIN}' ${words.join(' ')}`;
  const run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], {
    env: { ...fleet.engine.env, TERM: 'xterm' },
    cwd: fleet.folder,
    input: true,
  });
  return Object.assign(run, {
    type: (keys: string) => void run.child.stdin?.write(keys),
    asked: (wave: number) =>
      until(`wave ${wave} is asked for`, () => run.stdout().includes(`start wave ${wave}? [y/N]`)),
  });
}

async function aFleetOfThree(): Promise<FleetWorld> {
  const fleet = await aFleet();
  fleet.rows([{ name: 't1' }, { name: 't2' }, { name: 't3' }]);
  return fleet;
}

describe.skipIf(!existsSync(SCRIPT)).concurrent('--wave-pause approve on a terminal', () => {
  test('y and yes start the next wave; nothing runs before', async () => {
    await using fleet = await aFleetOfThree();
    await using run = onTerminal(fleet);
    await run.asked(2);
    expect(fleet.begun()).toEqual({ t1: 1 });
    run.type('y\r');
    await run.asked(3);
    expect(fleet.begun()).toEqual({ t1: 1, t2: 1 });
    run.type('yes\r');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode, stdout).toBe(0);
    expect(fleet.begun()).toEqual({ t1: 1, t2: 1, t3: 1 });
  });

  test('anything else, and the end of the input, ends the fleet with 75; --resume is the approval', async () => {
    await using fleet = await aFleetOfThree();
    {
      await using run = onTerminal(fleet, '--journal', 'one.jsonl');
      await run.asked(2);
      run.type('\r');
      expect(await run.ended).toMatchObject({ exitCode: 75 });
      expect(fleet.begun()).toEqual({ t1: 1 });
    }
    {
      await using run = onTerminal(fleet, '--resume', 'one.jsonl');
      // Two waves are left, and the first of them has started.
      await run.asked(2);
      expect(fleet.begun()).toEqual({ t1: 1, t2: 1 });
      run.type(CTRL_D);
      const { exitCode, stdout } = await run.ended;
      expect(exitCode, stdout).toBe(75);
      expect(stdout).toContain('--resume one.jsonl');
    }
    await using run = onTerminal(fleet, '--resume', 'one.jsonl');
    expect(await run.ended).toMatchObject({ exitCode: 0 });
    expect(fleet.begun()).toEqual({ t1: 1, t2: 1, t3: 1 });
  });

  test('Ctrl-C at the question ends the fleet with 130, and nothing is launched', async () => {
    await using fleet = await aFleetOfThree();
    await using run = onTerminal(fleet, '--journal', 'one.jsonl');
    await run.asked(2);
    run.type(CTRL_C);
    const { exitCode, stdout } = await run.ended;
    expect(exitCode, stdout).toBe(130);
    expect(fleet.begun()).toEqual({ t1: 1 });
    const again = await fleet.run('--waves', '1,1,rest', '--resume', 'one.jsonl');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fleet.begun()).toEqual({ t1: 1, t2: 1, t3: 1 });
  });
});
