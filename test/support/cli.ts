import { readEvents } from './check-events.ts';
import { EXAMPLE, MAIN } from './paths.ts';
import { type Finished, type ProcessOptions, type Running, startProcess } from './process.ts';
import { until } from './until.ts';

/** Starts the built command line. Whatever events it writes have to be as documented. */
export function startCli(args: readonly string[], options: ProcessOptions = {}): Running {
  const running = startProcess(process.execPath, ['--', MAIN, ...args], options);
  if (args[0] === 'local' || !args.join(' ').includes('--output json')) return running;
  const ended = running.ended.then((finished) => {
    readEvents(finished.stdout);
    return finished;
  });
  ended.catch(() => {});
  return { ...running, ended };
}

/** Runs the built command line to its end. Aborting sends the signal that the reason names. */
export async function runCli(
  args: readonly string[],
  { signal, ...options }: ProcessOptions & { signal?: AbortSignal } = {},
): Promise<Finished> {
  await using running = startCli(args, options);
  const interrupt = () => running.child.kill(signal?.reason as NodeJS.Signals);
  signal?.addEventListener('abort', interrupt, { once: true });
  return await running.ended;
}

export interface ServedEngine extends AsyncDisposable {
  endpoint: string;
  /** What it tells its users to export. */
  env: Record<string, string>;
  /** The same for a client of the SDK. */
  client: EngineClient;
}

/** The variables among what a served engine has printed. */
export function exportsOf(stdout: string): Record<string, string> {
  const exports = stdout.matchAll(/^export (\w+)=(.*)$/gm);
  return Object.fromEntries([...exports].map(([, name, value]) => [name ?? '', value ?? '']));
}

interface EngineClient {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** What a client of the SDK is made with, by the variables that an engine tells its users to export. */
export function clientOf(env: Readonly<Record<string, string>>): EngineClient {
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = env;
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? '';
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
}

/** `ecs-migrate local`, serving; containers run in its working directory. */
export async function serveEngine(options: ProcessOptions & { args?: readonly string[] } = {}): Promise<ServedEngine> {
  const { args = [], ...rest } = options;
  const running = startCli(['local', '--port', '0', ...args], { cwd: EXAMPLE, ...rest });
  try {
    await until('the engine serves', () => {
      if (running.child.exitCode !== null) throw new Error(`the engine ended: ${running.stderr()}`);
      // What it says on one stream may be read before what it has written to the other.
      return (running.stderr().includes('serving') && /ACCESS_KEY=.*\n$/.test(running.stdout())) || undefined;
    });
    const env = exportsOf(running.stdout());
    return {
      endpoint: env['AWS_ENDPOINT_URL'] ?? '',
      env,
      client: clientOf(env),
      async [Symbol.asyncDispose]() {
        // Not SIGKILL: it ends what it started first.
        running.child.kill('SIGTERM');
        await running.ended;
      },
    };
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}

/** The words of a run of a task definition's file on a served engine. */
export function runOf(file: string, cluster = 'staging'): string[] {
  return ['run', '--cluster', cluster, '--task-definition', file, '--subnets', 'subnet-1'];
}
