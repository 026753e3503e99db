import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveEngine } from '../support/cli.ts';
import { playAction } from '../support/github.ts';
import { tasksOf } from '../support/migration.ts';
import { blocksOf } from '../support/page-blocks.ts';
import { ROOT } from '../support/paths.ts';
import { startPostgres } from '../support/postgres.ts';
import { taskDefinition } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import type { Workflow } from '../support/workflow.ts';
import { playJobs } from '../support/workflow-run.ts';

/*
 * The workflow of docs/preview.md: a job that previews, one that waits for the reviewers of an environment, and one that deploys;
 * with action.yml, dbmate and a real Postgres.
 */

const TEXT = blocksOf('docs/preview.md').find(({ language }) => language === 'yaml')?.text ?? '';
const WORKFLOW: Workflow = parse(TEXT);
const ORDERS = '-- migrate:up\nCREATE TABLE orders (id int);\n-- migrate:down\n';

async function production() {
  const folder = temporaryDirectory();
  mkdirSync(path.join(folder.path, 'migrations'));
  const add = (name: string) => writeFileSync(path.join(folder.path, 'migrations', name), ORDERS);
  add('1_orders.sql');
  const postgres = await startPostgres();
  const engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'production'] });
  const ecs = new ECSClient(engine.client);
  const definition = taskDefinition('shop-migrate', {
    run: 'dbmate --no-dump-schema --migrations-dir migrations up',
    with: { environment: [{ name: 'DATABASE_URL', value: postgres.url }] },
  });
  await ecs.send(new RegisterTaskDefinitionCommand({ ...definition, networkMode: 'awsvpc' } as never));

  /** A push. Before the answer of the reviewers, `meanwhile` happens. */
  const push = async (meanwhile: () => unknown = () => {}, workflow = WORKFLOW) => {
    const played: { outputs: Record<string, string | undefined>; summary: string }[] = [];
    const asked: string[] = [];
    const results = await playJobs(workflow, {
      async action(name, inputs) {
        if (!name.startsWith('OWNER/ecs-migrate@')) return { exitCode: 0 };
        using temp = temporaryDirectory();
        const args = '--subnets=subnet-1\n--log-quiet=300ms';
        const env = { ...engine.env, GITHUB_RUN_ATTEMPT: String(played.length), GITHUB_JOB: `job-${played.length}` };
        const step = await playAction({
          action: ROOT,
          inputs: { ...inputs, args },
          env,
          cwd: folder.path,
          temp: temp.path,
        });
        const summary = path.join(temp.path, 'summary.md');
        played.push({ outputs: step.outputs, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '' });
        return step;
      },
      async review(environment) {
        asked.push(environment);
        await meanwhile();
        return true;
      },
    });
    return { results, played, asked };
  };

  return {
    add,
    push,
    hasOrders: async () => (await postgres.query("SELECT 1 FROM pg_class WHERE relname = 'orders'")).length > 0,
    tasks: () => tasksOf(ecs, 'production'),
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await engine[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe.concurrent('the workflow with an approval, played as GitHub does', () => {
  test('pending: the reviewers are asked, with the list in the summary; that is migrated; then none: nobody is asked', async () => {
    await using shop = await production();
    const first = await shop.push(async () => expect(await shop.hasOrders()).toBe(false));
    expect(first.results).toEqual({ preview: 'success', migrate: 'success', deploy: 'success' });
    expect(first.asked).toEqual(['production']);
    const [preview, migrate] = first.played;
    expect(preview?.outputs).toMatchObject({
      outcome: 'previewed',
      pending: '1',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      summary: '1 pending: 1_orders.sql',
    });
    expect(preview?.summary).toContain('1_orders.sql');
    expect(preview?.summary).toContain(preview?.outputs['digest']);
    expect(migrate?.outputs).toMatchObject({ outcome: 'succeeded', digest: preview?.outputs['digest'] });
    expect(await shop.hasOrders()).toBe(true);
    const { length } = await shop.tasks();

    const second = await shop.push();
    expect(second.results).toEqual({ preview: 'success', migrate: 'skipped', deploy: 'success' });
    expect(second).toMatchObject({ asked: [], played: [{ outputs: { pending: '0' } }] });
    expect(await shop.tasks()).toHaveLength(length + 1);
  });

  test('changed while the reviewers were asked: nothing is migrated or deployed', async () => {
    await using shop = await production();
    const { results, played } = await shop.push(() => shop.add('2_more.sql'));
    expect(results).toEqual({ preview: 'success', migrate: 'failure', deploy: 'skipped' });
    expect(played[1]?.outputs).toMatchObject({ outcome: 'changed-since-approval', 'exit-code': '64', pending: '2' });
    expect(await shop.hasOrders()).toBe(false);
  });

  test('a preview that fails: nobody is asked, and nothing is deployed', async () => {
    await using shop = await production();
    const broken = JSON.parse(
      JSON.stringify(WORKFLOW).replace('"preview":true', '"preview":true,"command":"dbmate -d nowhere up"'),
    );
    const { results, asked, played } = await shop.push(undefined, broken);
    expect(results).toEqual({ preview: 'failure', migrate: 'skipped', deploy: 'skipped' });
    expect([asked, played[0]?.outputs['pending']]).toEqual([[], 'unknown']);
  });

  test('an output that does not exist approves nothing', async () => {
    await using shop = await production();
    const misspelt = JSON.parse(
      JSON.stringify(WORKFLOW).replace('needs.preview.outputs.digest', 'needs.preview.outputs.digset'),
    );
    const { results } = await shop.push(undefined, misspelt);
    expect(results).toEqual({ preview: 'success', migrate: 'failure', deploy: 'skipped' });
    expect(await shop.tasks()).toHaveLength(1);
  });
});
