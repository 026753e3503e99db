import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aStateMachine, EXECUTION, tenant } from '../support/step-functions.ts';

const THREE = ['t1', 't2', 't3'];

describe('run --targets --on step-functions', () => {
  test('all targets succeed: the same events and reports, and 0', async () => {
    await using world = await aStateMachine();
    world.rows(THREE.map((name) => tenant(name)));
    const ran = await world.run('--report', 'r.xml', '--report', 'r.html', '--report', 'r.md', '--report', 'r.json');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.result).toMatchObject({ outcome: 'succeeded', ending: 'targets' });
    expect(ran.result.targets).toMatchObject({
      rows: 3,
      chosen: 3,
      succeeded: 3,
      failed: 0,
      unknown: 0,
      unlaunched: 0,
    });
    expect(ran.outcomes).toEqual({ t1: 'succeeded', t2: 'succeeded', t3: 'succeeded' });
    const [plan] = ran.events.filter(({ type }) => type === 'fleet-plan');
    expect(plan).toMatchObject({
      waves: [{ targets: ['t1'] }, { targets: ['t2', 't3'] }],
      execution: ran.result.targets?.execution,
    });
    expect(ran.events.filter(({ type }) => type === 'wave').map((event) => 'state' in event && event.state)).toEqual([
      'started',
      'ended',
      'started',
      'ended',
    ]);
    expect(world.begun()).toEqual({ t1: 1, t2: 1, t3: 1 });
    const xml = readFileSync(path.join(world.folder, 'r.xml'), 'utf8');
    expect(xml.match(/<testcase /g)).toHaveLength(3);
  });
});
