import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import type { Clock } from '../../src/core/base/clock.ts';
import { startEngine } from '../../src/engine/server.ts';
import { systemRandom } from '../../src/system.ts';
import { clientOf, runCli, runOf, type ServedEngine, serveEngine, startCli } from './cli.ts';
import { type TestContainer, taskDefinitionFile } from './task-definition.ts';
import { temporaryDirectory } from './temporary.ts';

export interface MigrationWorld extends AsyncDisposable {
  folder: string;
  engine: ServedEngine;
  ecs: ECSClient;
  /** The command line of a run of this migration. */
  args(...flags: string[]): string[];
  /** Runs the migration in a build. */
  run(build: string, ...flags: string[]): ReturnType<typeof runCli>;
  /** Starts the migration in a build. Environment variables of the build can be given as objects. */
  start(build: string, ...flags: (string | Record<string, string>)[]): ReturnType<typeof startCli>;
  /** Lets containers that wait at the gate continue. */
  openGate(): void;
  /** How many containers have started, and whether two ever ran at the same time. */
  begun(): { times: number; overlapped: boolean };
  /** A RunTask call by somebody else, with the same family. */
  runForeign(input?: { group?: string; command?: string[] }): Promise<string>;
  tasks(): Promise<Task[]>;
}

/** The script of the migration container. It notes its beginning and end, and waits for the gate in between. */
const MIGRATION = (folder: string) =>
  [
    `echo begin >> ${folder}/notes`,
    'echo first',
    `while [ ! -e ${folder}/gate ]; do sleep 0.1; done`,
    'echo last',
    `echo end >> ${folder}/notes`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'exit ${CODE:-0}',
  ].join('; ');

/** A served engine with a migration that the test can hold and count. It shows whether two migrations overlapped. */
export async function aMigration(
  faults: string[] = [],
  container: Partial<TestContainer> = {},
  clock?: Clock,
  load?: object,
): Promise<MigrationWorld> {
  const folder = temporaryDirectory();
  const flags = faults.flatMap((fault) => ['--fault', fault]);
  if (load !== undefined) {
    const file = path.join(folder.path, 'loaded.json');
    writeFileSync(file, JSON.stringify(load));
    flags.push('--load', file);
  }
  const engine = clock
    ? await engineOnClock(folder.path, clock)
    : await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging', ...flags] });
  const run = container.run ?? MIGRATION(folder.path);
  const file = await taskDefinitionFile(folder.path, 'shop-migrate', { ...container, run });
  const ecs = new ECSClient({ ...engine.client, maxAttempts: 10 });
  const args = (...more: string[]) => {
    const [own, command] = more.includes('--')
      ? [more.slice(0, more.indexOf('--')), more.slice(more.indexOf('--'))]
      : [more, []];
    return [...runOf(file), '--log-quiet', '300ms', ...own, ...command];
  };
  const env = (build: string) => ({ ...engine.env, CODEBUILD_BUILD_ID: `project:${build}` });
  const network = { awsvpcConfiguration: { subnets: ['s'] } };
  return {
    folder: folder.path,
    engine,
    ecs,
    args,
    run: (build, ...more) => runCli(args(...more), { env: env(build) }),
    start(build, ...more) {
      const flags = more.filter((word) => typeof word === 'string');
      const variables = more.filter((word) => typeof word !== 'string');
      return startCli(args(...flags), { env: Object.assign(env(build), ...variables) });
    },
    openGate: () => appendFileSync(path.join(folder.path, 'gate'), ''),
    begun: () => notes(path.join(folder.path, 'notes')),
    async runForeign({ group, command } = {}) {
      const answer = await ecs.send(
        new RunTaskCommand({
          cluster: 'staging',
          taskDefinition: 'shop-migrate',
          networkConfiguration: network,
          launchType: 'FARGATE',
          ...(group && { group }),
          ...(command && { overrides: { containerOverrides: [{ name: 'migrate', command }] } }),
        }),
      );
      return answer.tasks?.[0]?.taskArn ?? '';
    },
    tasks: () => tasksOf(ecs),
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await engine[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** All tasks of a cluster, also those that have stopped. */
export async function tasksOf(ecs: ECSClient, cluster = 'staging'): Promise<Task[]> {
  const lists = await Promise.all(
    (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
      ecs.send(new ListTasksCommand({ cluster, desiredStatus })),
    ),
  );
  const arns = lists.flatMap(({ taskArns = [] }) => taskArns);
  if (arns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: arns }))).tasks ?? [];
}

function notes(file: string): { times: number; overlapped: boolean } {
  const words = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const times = words.filter((word) => word === 'begin').length;
  return { times, overlapped: words.some((word, i) => word === 'begin' && words[i - 1] === 'begin') };
}

/** An engine in this process, reached over HTTP as usual. The test moves its clock. */
async function engineOnClock(cwd: string, clock: Clock): Promise<ServedEngine> {
  const around = { cwd, env: process.env, clock, random: systemRandom };
  const engine = await startEngine({ clusters: ['default', 'staging'], ...around });
  const { accessKeyId, secretAccessKey } = engine.credentials;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const env = { AWS_ENDPOINT_URL: engine.endpoint, AWS_REGION: 'us-east-1', ...keys };
  return {
    endpoint: engine.endpoint,
    env,
    client: clientOf(env),
    [Symbol.asyncDispose]: () => engine.close(),
  };
}
