import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { serveEngine } from '../support/cli.ts';
import { type Build, playBuildspec } from '../support/codebuild.ts';
import { PipelineExecution, type Stage } from '../support/codepipeline.ts';
import { tasksOf } from '../support/migration.ts';
import { MAIN, ROOT } from '../support/paths.ts';
import { startPostgres } from '../support/postgres.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/*
 * The pipeline that terraform/examples/blue-green renders (its own test compares it with tests/pipeline.json), with buildspec.yml,
 * the migration's task definition that it renders, and real migration tools on a real Postgres. Only source, image build, staging
 * and the deployments are not played.
 */

const read = (...names: string[]) => readFileSync(path.join(ROOT, ...names), 'utf8');
const BUILDSPEC = read('buildspec.yml');
const PIPELINE: { stages: Stage[]; variables: Record<string, string> } = JSON.parse(
  read('terraform/examples/blue-green/tests/pipeline.json'),
);

const CLUSTER = 'shop-production';
const PROJECT = 'shop-production-migrate';
const MIGRATE = 'Run_Database_Migrations_shop-production';
const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${'ab'.repeat(32)}`;

const STAGING: Build['exported'] = {
  MIGRATION_OUTCOME: 'succeeded',
  MIGRATION_SECONDS: '12',
  MIGRATION_TASK_ARN: 'arn:aws:ecs:eu-west-1:111122223333:task/shop-staging/0b2a5b4e1f0a4a579d3e6a1b2c3d4e5f',
};

const FILES = {
  '1_orders.sql': '-- migrate:up\nCREATE TABLE orders (id int);\n-- migrate:down\nDROP TABLE orders;\n',
  '2_note.sql': '-- migrate:up\nALTER TABLE orders ADD COLUMN note text;\n-- migrate:down\n',
};

const COMMANDS = {
  dbmate: ['dbmate', '--no-dump-schema', '--migrations-dir', 'migrations', 'up'],
  // What it prints is no proof that nothing is pending.
  'node-pg-migrate': ['node-pg-migrate', 'up', '--no-verbose'],
};

/** The task definition that the example renders for production, on this Postgres and with this tool. */
function definition(tool: keyof typeof COMMANDS, url: string) {
  const text = read('examples/node-postgres/pipeline/migrate.json').replaceAll('shop-staging', 'shop-production');
  const { containerDefinitions, ...rest } = JSON.parse(text);
  const [{ secrets: _, ...container }] = containerDefinitions;
  const environment = [{ name: 'DATABASE_URL', value: url }];
  return { ...rest, containerDefinitions: [{ ...container, command: COMMANDS[tool], environment }] };
}

/** The account after an apply: cluster, task definition, database, and the folder of the image with its migrations. */
async function production(tool: keyof typeof COMMANDS, ...files: (keyof typeof FILES)[]) {
  const folder = temporaryDirectory();
  mkdirSync(path.join(folder.path, 'migrations'));
  const add = (name: keyof typeof FILES) => writeFileSync(path.join(folder.path, 'migrations', name), FILES[name]);
  for (const file of files) add(file);
  const postgres = await startPostgres();
  const ids = [randomUUID(), randomUUID()];
  const executions = ids.map((pipelineExecutionId) => ({ pipelineName: 'shop', pipelineExecutionId }));
  writeFileSync(path.join(folder.path, 'pipeline.json'), JSON.stringify({ executions }));
  const engine = await serveEngine({ cwd: folder.path, args: ['--cluster', CLUSTER, '--load', 'pipeline.json'] });
  const ecs = new ECSClient(engine.client);
  await ecs.send(new RegisterTaskDefinitionCommand(definition(tool, postgres.url)));
  const built: Pick<Build, 'status' | 'exported' | 'stdout' | 'stderr'>[] = [];

  /** A release: what was deployed is `deployed`. Before the answer of the person who approves, `meanwhile` happens. */
  const release = (meanwhile: () => unknown = () => {}, answer: 'Approved' | 'Rejected' = 'Approved') => {
    const deployed: string[] = [];
    const execution = new PipelineExecution(ids.shift() ?? '', PIPELINE.stages, {
      async build(project, variables) {
        if (project === 'shop-build') return { status: 'SUCCEEDED', exported: {} };
        if (project !== PROJECT) return { status: 'SUCCEEDED', exported: STAGING };
        using artifact = temporaryDirectory();
        writeFileSync(path.join(artifact.path, 'imageDetail.json'), JSON.stringify({ ImageURI: IMAGE }));
        const env = {
          ...engine.env,
          ...PIPELINE.variables,
          ECS_MIGRATE_CLI: `${process.execPath} -- ${MAIN}`,
          ECS_MIGRATE_LOG_QUIET: '300ms',
          ...variables,
        };
        const build = await playBuildspec(BUILDSPEC, { cwd: artifact.path, env, id: randomUUID() });
        built.push(build);
        return build;
      },
      async approve() {
        await meanwhile();
        return answer;
      },
      async other({ configuration }) {
        deployed.push(configuration['ApplicationName'] ?? 'source');
      },
    });
    return Object.assign(execution, { deployed });
  };

  return {
    postgres,
    add,
    built,
    release,
    hasOrders: async () => (await postgres.query("SELECT 1 FROM pg_class WHERE relname = 'orders'")).length > 0,
    tasks: async () => await tasksOf(ecs, CLUSTER),
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await engine[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe.concurrent('preview, approval and run, played as CodePipeline does', () => {
  test('pending: the person sees what is pending, and that runs with the image of the build; then none: the stage is left out', async () => {
    await using shop = await production('dbmate', '1_orders.sql');
    const first = shop.release(async () => expect(await shop.hasOrders()).toBe(false));
    expect(await first.play(), shop.built.map(({ stderr }) => stderr).join('')).toBe('Succeeded');
    expect(first.asked).toEqual([
      expect.stringMatching(/^Staging was .*succeeded\. Production: 1 pending: 1_orders\.sql$/),
    ]);
    expect(first.statuses).toMatchObject({ [MIGRATE]: 'Succeeded', Deploy_Production: 'Succeeded' });
    expect(await shop.hasOrders()).toBe(true);
    // The first preview, and the one under the lock, and the migration, each with the image of the build.
    const tasks = await shop.tasks();
    expect(tasks.map(({ containers }) => containers?.[0]?.image)).toEqual([IMAGE, IMAGE, IMAGE]);
    const [previewed, migrated] = shop.built.map(({ exported }) => exported);
    expect(previewed).toMatchObject({ MIGRATION_OUTCOME: 'previewed', MIGRATION_PENDING: '1' });
    expect(migrated).toMatchObject({
      MIGRATION_OUTCOME: 'succeeded',
      MIGRATION_DIGEST: previewed?.['MIGRATION_DIGEST'],
    });

    const second = shop.release();
    expect(await second.play()).toBe('Succeeded');
    expect(second.asked).toEqual([expect.stringMatching(/Production: nothing is pending$/)]);
    expect(second.statuses).toMatchObject({ [MIGRATE]: 'Skipped', Deploy_Production: 'Succeeded' });
    expect(second.deployed).toContain('shop-production');
    expect(await shop.tasks()).toHaveLength(tasks.length + 1);
    await expect(second.retry(MIGRATE)).rejects.toThrow('StageNotRetryableException');
  });

  test('unknown: the person sees that, and the migration runs', async () => {
    await using shop = await production('node-pg-migrate');
    const release = shop.release();
    expect(await release.play(), shop.built.map(({ stderr }) => stderr).join('')).toBe('Succeeded');
    expect(release.asked).toEqual([expect.stringContaining('Production: unknown: ')]);
    expect(release.statuses).toMatchObject({ [MIGRATE]: 'Succeeded', Deploy_Production: 'Succeeded' });
    expect(shop.built.map(({ exported }) => [exported['MIGRATION_OUTCOME'], exported['MIGRATION_PENDING']])).toEqual([
      ['previewed', 'unknown'],
      ['succeeded', 'unknown'],
    ]);
    expect(await shop.tasks()).toHaveLength(3);
  });

  test('changed between approval and run: nothing is migrated or deployed, also not by a retry; a new release is', async () => {
    await using shop = await production('dbmate', '1_orders.sql');
    const release = shop.release(() => shop.add('2_note.sql'));
    expect(await release.play()).toBe('Failed');
    expect(release.asked).toEqual([expect.stringContaining('Production: 1 pending: 1_orders.sql')]);
    expect(release.statuses[MIGRATE]).toBe('Failed');
    expect(shop.built.at(-1)?.exported).toMatchObject({
      MIGRATION_OUTCOME: 'changed-since-approval',
      MIGRATION_EXIT_CODE: '64',
      MIGRATION_PENDING: '2',
    });
    expect(await release.retry(MIGRATE)).toBe('Failed');
    expect(shop.built.at(-1)?.exported).toMatchObject({ MIGRATION_OUTCOME: 'changed-since-approval' });
    expect(release.deployed).not.toContain('shop-production');
    expect(await shop.hasOrders()).toBe(false);

    expect(await shop.release().play()).toBe('Succeeded');
    expect(await shop.hasOrders()).toBe(true);
  });

  test('rejected: nothing is migrated or deployed', async () => {
    await using shop = await production('dbmate', '1_orders.sql');
    const release = shop.release(undefined, 'Rejected');
    expect(await release.play()).toBe('Failed');
    expect(release.deployed).not.toContain('shop-production');
    expect(await shop.tasks()).toHaveLength(1);
    expect(await shop.hasOrders()).toBe(false);
  });

  test('a preview that fails: nobody is asked', async () => {
    await using shop = await production('dbmate', '1_orders.sql');
    await shop.postgres[Symbol.asyncDispose]();
    const release = shop.release();
    expect(await release.play()).toBe('Failed');
    expect(release.statuses).toMatchObject({ Preview_Production: 'Failed' });
    expect(release.asked).toEqual([]);
    expect(shop.built[0]?.exported).toMatchObject({ MIGRATION_PENDING: 'unknown', MIGRATION_DIGEST: 'unknown' });
  });
});
