import { describe, expect, test } from 'vitest';
import { aMigration } from '../support/migration.ts';

// They measure seconds, and run while nothing else does. A wrong run would wait for a minute, or 15 s for the log.
describe.concurrent('the end comes without delay', () => {
  test('the verdict falls while the task is DEPROVISIONING', async () => {
    await using world = await aMigration(['deprovisioning:60s']);
    world.openGate();
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
    expect(run.ms).toBeLessThan(20_000);
    expect((await world.tasks())[0]?.lastStatus).toBe('DEPROVISIONING');
  });

  test('denied logs are a warning, and the end comes without delay', async () => {
    await using world = await aMigration(['denied:logs:*'], { run: 'echo unseen; exit 3' });
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: 3, stdout: '' });
    expect(run.told?.warnings).toEqual(['log-denied', 'log-unavailable', 'log-incomplete']);
    expect(run.stderr).toMatch(/\(logs:GetLogEvents: AccessDenied.* \/test, /);
    expect(run.ms).toBeLessThan(14_000);
  });
});
