import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { inject } from 'vitest';
import { type Engine, startEngine } from '../../src/engine/server.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { BARE_ENV } from './paths.ts';
import { startProcess } from './process.ts';
import { type TestContainer, taskDefinition } from './task-definition.ts';
import { temporaryDirectory } from './temporary.ts';
import { until } from './until.ts';

export type LambdaName = 'pipeline-action' | 'codedeploy-hook' | 'lifecycle-hook' | 'fleet-step';

/** The result of one function call. */
export interface Called {
  /** The handler's return value. `undefined` if it threw. */
  answer: unknown;
  /** The message of the thrown error. */
  threw: string | undefined;
  /** The function's log. */
  log: string;
}

/** A short version of Lambda's runtime: it imports the handler's file, calls the handler, and ends the process. */
const RUNTIME = `
import { readFileSync } from 'node:fs';
const { event, ms, arn, file } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { handler } = await import(file);
const end = Date.now() + ms;
try {
  const answer = await handler(event, { getRemainingTimeInMillis: () => end - Date.now(), invokedFunctionArn: arn });
  console.log('ANSWER ' + JSON.stringify(answer ?? null));
} catch (error) {
  console.log('THREW ' + JSON.stringify(error.message));
}
process.exit(0);
`;

/** The same for many calls, at the same time too: a line for each call, and a line for each answer. */
const WARM_RUNTIME = `
import { createInterface } from 'node:readline';
const { handler } = await import(process.argv[2]);
const say = console.log;
console.log = (text) => say('LOG ' + JSON.stringify(text));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, event, ms } = JSON.parse(line);
  const end = Date.now() + ms;
  handler(event, { getRemainingTimeInMillis: () => end - Date.now() }).then(
    (answer) => say('ANSWER ' + JSON.stringify({ id, answer: answer ?? null })),
    ({ name, message }) => say('ANSWER ' + JSON.stringify({ id, name, threw: message })),
  );
}
`;

/** A process of a function that takes many calls. */
export interface WarmFunction extends AsyncDisposable {
  /** @throws {Error} With the name and the message of what the handler throws. */
  call(event: unknown, ms: number): Promise<unknown>;
  log: string[];
}

export interface LambdaWorld extends AsyncDisposable {
  folder: string;
  engine: Engine;
  ecs: ECSClient;
  /** The function's environment variables, including those that lead it to the engine. */
  env: Record<string, string>;
  /** Calls the function of `lambda.zip` in a bare process that can reach no other code. */
  call(event: unknown, options?: { ms?: number; env?: Record<string, string> }): Promise<Called>;
  /** Starts a process of the same function that takes many calls: less to wait for than a process for each. */
  warm(): WarmFunction;
  register(family: string, ...containers: TestContainer[]): Promise<void>;
  /** Registers the task definition in a file. Returns the family. */
  registerFile(file: string): Promise<string>;
  tasks(): Promise<string[]>;
  /** Resolves when all tasks have stopped. */
  allStopped(): Promise<void>;
  /** Creates an empty file in the folder. */
  touch(name: string): void;
}

/** A function in its own folder, with the engine that it calls. */
export async function aFunction(
  name: LambdaName,
  options: { faults?: string[]; env?: Record<string, string>; cwd?: string; stateMs?: number; loads?: unknown[] } = {},
): Promise<LambdaWorld> {
  const folder = temporaryDirectory();
  const code = pathToFileURL(path.join(inject('functions'), `${name}.mjs`)).href;
  writeFileSync(path.join(folder.path, 'runtime.mjs'), RUNTIME);
  const engine = await startEngine({
    cwd: options.cwd ?? folder.path,
    env: { ...process.env, ...BARE_ENV },
    clock: systemClock,
    random: systemRandom,
    clusters: ['staging'],
    faults: options.faults ?? [],
    ...(options.stateMs === undefined ? {} : { stateMs: options.stateMs }),
    loads: options.loads ?? [],
  });
  const { credentials } = engine;
  const ecs = new ECSClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials, maxAttempts: 10 });
  const base = {
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ECS_MIGRATE_LOG_QUIET: '200ms',
    // Most tests are about other things than the image.
    ...(name === 'pipeline-action' ? {} : { ECS_MIGRATE_IMAGE_FROM: 'task-definition' }),
    ...options.env,
  };
  let calls = 0;
  const tasks = async () => {
    const lists = await Promise.all(
      (['RUNNING', 'STOPPED'] as const).map((desiredStatus) => listAll(ecs, desiredStatus)),
    );
    return lists.flat();
  };
  return {
    tasks,
    folder: folder.path,
    engine,
    ecs,
    env: base,
    async call(event, { ms = 60_000, env = {} } = {}) {
      const file = path.join(folder.path, `event-${calls++}.json`);
      const arn = 'arn:aws:lambda:us-east-1:000000000000:function:migrate';
      writeFileSync(file, JSON.stringify({ event, ms, arn, file: code }));
      await using running = startProcess(process.execPath, ['runtime.mjs', file], {
        cwd: folder.path,
        env: { ...base, ...env, PATH: '/usr/bin:/bin' },
      });
      const { stdout, stderr } = await running.ended;
      const answer = /^ANSWER (.*)$/m.exec(stdout)?.[1];
      const threw = /^THREW (.*)$/m.exec(stdout)?.[1];
      if (answer === undefined && threw === undefined) throw new Error(`the function died: ${stdout}${stderr}`);
      const log = stdout.replace(/^(ANSWER|THREW) .*$/m, '') + stderr;
      return { answer: answer && JSON.parse(answer), threw: threw && JSON.parse(threw), log };
    },
    warm() {
      writeFileSync(path.join(folder.path, 'warm.mjs'), WARM_RUNTIME);
      const env = { ...base, PATH: '/usr/bin:/bin' };
      const child = spawn(process.execPath, ['warm.mjs', code], { cwd: folder.path, env, stdio: 'pipe' });
      const waiting = new Map<number, (answer: { answer?: unknown; name?: string; threw?: string }) => void>();
      const log: string[] = [];
      let errors = '';
      child.stderr.on('data', (data) => {
        errors += data;
      });
      const closed = once(child, 'close').then(() => {
        for (const settle of waiting.values()) settle({ name: 'Died', threw: `the function died: ${errors}` });
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!line.startsWith('ANSWER ')) return void log.push(line);
        const { id, ...answer } = JSON.parse(line.slice('ANSWER '.length));
        waiting.get(id)?.(answer);
        waiting.delete(id);
      });
      let ids = 0;
      return {
        log,
        async call(event, ms) {
          ids += 1;
          const id = ids;
          const answered = new Promise<{ answer?: unknown; name?: string; threw?: string }>((resolve) => {
            waiting.set(id, resolve);
          });
          child.stdin.write(`${JSON.stringify({ id, event, ms })}\n`);
          const { answer, name, threw } = await answered;
          if (threw !== undefined) throw Object.assign(new Error(threw), { name });
          return answer;
        },
        async [Symbol.asyncDispose]() {
          child.kill('SIGKILL');
          await closed;
        },
      };
    },
    async register(family, ...containers) {
      await ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(family, ...containers) as never));
    },
    async registerFile(file) {
      const input = JSON.parse(readFileSync(file, 'utf8'));
      await ecs.send(new RegisterTaskDefinitionCommand(input));
      return input.family;
    },
    touch: (name) => writeFileSync(path.join(folder.path, name), ''),
    async allStopped() {
      await until('all tasks have stopped', async () => {
        const arns = await tasks();
        if (arns.length === 0) return true;
        const described = await ecs.send(new DescribeTasksCommand({ cluster: 'staging', tasks: arns }));
        return described.tasks?.every(({ lastStatus }) => lastStatus === 'STOPPED');
      });
    },
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await engine.close();
      folder[Symbol.dispose]();
    },
  };
}

async function listAll(ecs: ECSClient, desiredStatus: 'RUNNING' | 'STOPPED'): Promise<string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(new ListTasksCommand({ cluster: 'staging', desiredStatus, nextToken }));
    arns.push(...(page.taskArns ?? []));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return arns;
}
