import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../src/report/report.ts';
import { readEvents } from './check-events.ts';
import { EXAMPLE, MAIN } from './paths.ts';
import { type Finished, type ProcessOptions, type Running, startProcess } from './process.ts';
import { temporaryDirectory } from './temporary.ts';
import { until } from './until.ts';

/** The result of a run in codes and facts, besides its output for people. */
export interface Told {
  outcome: string;
  ending: string;
  reasons: string[];
  causeCode: string | null;
  causeLine: string | null;
  /** The codes of its warnings, in order. */
  warnings: string[];
  /** The findings of `plan` by severity and code, such as `error no-cluster`. */
  findings: string[];
}

export type CliFinished = Finished & {
  /**
   * Absent if there is no report: the run was killed, its arguments were not valid, or the test asks for reports
   * itself.
   */
  told: Told | undefined;
};

export type CliRunning = Omit<Running, 'ended'> & { ended: Promise<CliFinished> };

/** Commands whose JSON is not the events of a run: their pages in docs/ describe it. */
const OWN_JSON = ['local', 'lint', 'explain', 'doctor', 'init'];

const VERBS = ['run', 'plan', 'hook', 'attach', 'stop', 'list'];

export interface CliOptions extends ProcessOptions {
  /** False for a test that must not ask for a report. Then `told` is absent. */
  told?: boolean;
}

/** Starts the built command line. All its events are checked against the documentation. */
export function startCli(args: readonly string[], { told = true, ...options }: CliOptions = {}): CliRunning {
  const asks = args.some((word) => word.startsWith('--report')) || options.env?.['ECS_MIGRATE_REPORT'] !== undefined;
  const folder = told && VERBS.includes(args[0] ?? '') && !asks ? temporaryDirectory() : undefined;
  const report = path.join(folder?.path ?? '', 'told.json');
  const env = { ...options.env, ...(folder && { ECS_MIGRATE_REPORT: report }) };
  const running = startProcess(process.execPath, ['--', MAIN, ...args], { ...options, env });
  const ended = running.ended.then((finished) => {
    const read = folder && existsSync(report) ? readTold(report) : undefined;
    folder?.[Symbol.dispose]();
    if (!OWN_JSON.includes(args[0] ?? '') && args.join(' ').includes('--output json')) readEvents(finished.stdout);
    return { ...finished, told: read };
  });
  ended.catch(() => {});
  return { ...running, ended };
}

function readTold(file: string): Told {
  const { outcome, ending, reasons, causeCode, causeLine, warnings, plan }: Report = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  return {
    outcome,
    ending,
    reasons: [...reasons],
    causeCode,
    causeLine,
    warnings: warnings.map(({ code }) => code),
    findings: (plan?.findings ?? []).map(({ severity, code }) => `${severity} ${code}`),
  };
}

/**
 * Runs the built command line to its end. If `signal` aborts, the process receives the signal that its reason names.
 */
export async function runCli(
  args: readonly string[],
  { signal, ...options }: CliOptions & { signal?: AbortSignal } = {},
): Promise<CliFinished> {
  await using running = startCli(args, options);
  const interrupt = () => running.child.kill(signal?.reason as NodeJS.Signals);
  signal?.addEventListener('abort', interrupt, { once: true });
  return await running.ended;
}

export interface ServedEngine extends AsyncDisposable {
  endpoint: string;
  /** The variables that it tells its users to export. */
  env: Record<string, string>;
  /** The same values for an SDK client. */
  client: EngineClient;
}

/** The exported variables in the output of an engine. */
export function exportsOf(stdout: string): Record<string, string> {
  const exports = stdout.matchAll(/^export (\w+)=(.*)$/gm);
  return Object.fromEntries([...exports].map(([, name, value]) => [name ?? '', value ?? '']));
}

interface EngineClient {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** The options of an SDK client, from the variables that an engine tells its users to export. */
export function clientOf(env: Readonly<Record<string, string>>): EngineClient {
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = env;
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? '';
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
}

/** Starts `ecs-migrate local`. Containers run in its working directory. */
export async function serveEngine(options: ProcessOptions & { args?: readonly string[] } = {}): Promise<ServedEngine> {
  const { args = [], ...rest } = options;
  const running = startCli(['local', '--port', '0', ...args], { cwd: EXAMPLE, ...rest });
  try {
    await until('the engine serves', () => {
      if (running.child.exitCode !== null) throw new Error(`the engine ended: ${running.stderr()}`);
      // Output on stderr may be read before earlier output on stdout.
      return (running.stderr().includes('serving') && /ACCESS_KEY=.*\n$/.test(running.stdout())) || undefined;
    });
    const env = exportsOf(running.stdout());
    return {
      endpoint: env['AWS_ENDPOINT_URL'] ?? '',
      env,
      client: clientOf(env),
      async [Symbol.asyncDispose]() {
        // Not SIGKILL, because the engine first ends what it has started.
        running.child.kill('SIGTERM');
        await running.ended;
      },
    };
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}

/** The arguments to run a task definition file on a served engine. */
export function runOf(file: string, cluster = 'staging'): string[] {
  return ['run', '--cluster', cluster, '--task-definition', file, '--subnets', 'subnet-1'];
}
