import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';

describe.concurrent('plan', () => {
  test('shows settings with origins, what would run and the request; launches and registers nothing', async () => {
    await using world = await aMigration();
    const flags = ['--env', 'TOKEN=hunter2', '--', 'up', '--password', 'hunter2'];
    const args = ['plan', ...world.args(...flags).slice(1)];
    const plan = await runCli(args, { env: world.engine.env });
    expect(plan.exitCode).toBe(0);
    expect(plan.stdout).toMatch(/cluster +staging {2}\(--cluster\)/);
    expect(plan.stdout).toMatch(/startTimeout +10 min {2}\(default\)/);
    expect(plan.stdout).toMatch(/task definition +shop-migrate \(a new revision would be registered\)/);
    expect(plan.stdout).toMatch(/"assignPublicIp": "DISABLED"/);
    expect(plan.stdout).toMatch(/note: .*example\/app:1.*\n.*\[mutable-image\]/);
    expect(plan.stdout).toContain('[secret-like-env]');
    expect(plan.stdout + plan.stderr).not.toContain('hunter2');
    expect(plan.stderr).toMatch(/planned \(exit code 0\)\n$/);
    expect(await world.tasks()).toHaveLength(0);
    const again = await runCli(args, { env: world.engine.env });
    expect(again.stdout).toContain('a new revision would be registered');
  });

  test('what stands against the run is an error: 64; run makes the same checks', async () => {
    await using world = await aMigration([], { with: { secrets: [{ name: 'URL', valueFrom: 'arn:x' }] } });
    const file = path.join(world.folder, 'shop-migrate.json');
    const { executionRoleArn: _, ...without } = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify(without));
    const plan = await runCli(['plan', ...world.args('--output', 'json').slice(1)], { env: world.engine.env });
    expect(plan.exitCode).toBe(64);
    const events = plan.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['settings', 'plan', 'result']);
    expect(events[1]).toMatchObject({
      taskDefinition: 'shop-migrate',
      registers: true,
      container: 'migrate',
      image: 'example/app:1',
      request: { cluster: 'staging', startedBy: 'ecs-migrate/shop-migrate', count: 1 },
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: 'file-problem',
          severity: 'error',
          next: expect.stringContaining('executionRoleArn'),
          cause: expect.stringContaining('shop-migrate.json:containerDefinitions[0].secrets: '),
        }),
      ]),
    });
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: 64, told: { ending: 'invalid', reasons: ['file-problem', 'file-problem'] } });
    expect(await world.tasks()).toHaveLength(0);
  });
});
