import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../src/report/report.ts';
import { readEvents } from './check-events.ts';
import { EXAMPLE, MAIN } from './paths.ts';
import { type Finished, type ProcessOptions, type Running, startProcess } from './process.ts';
import { temporaryDirectory } from './temporary.ts';
import { until } from './until.ts';

/** What a run says of itself in codes and facts, besides what it writes for people. */
export interface Told {
  outcome: string;
  ending: string;
  reasons: string[];
  causeCode: string | null;
  causeLine: string | null;
  /** The codes of its warnings, in order. */
  warnings: string[];
  /** Of `plan`: its findings by severity and code, such as `error no-cluster`. */
  findings: string[];
}

export type CliFinished = Finished & {
  /** Absent where it wrote no report: killed, words that no command takes, or a test that asks for reports itself. */
  told: Told | undefined;
};

export type CliRunning = Omit<Running, 'ended'> & { ended: Promise<CliFinished> };

const VERBS = ['run', 'plan', 'attach', 'stop', 'list'];

export interface CliOptions extends ProcessOptions {
  /** False for a test in which it must not be asked for a report: nothing is told then. */
  told?: boolean;
}

/** Starts the built command line. Whatever events it writes have to be as documented. */
export function startCli(args: readonly string[], { told = true, ...options }: CliOptions = {}): CliRunning {
  const asks = args.some((word) => word.startsWith('--report')) || options.env?.['ECS_MIGRATE_REPORT'] !== undefined;
  const folder = told && VERBS.includes(args[0] ?? '') && !asks ? temporaryDirectory() : undefined;
  const report = path.join(folder?.path ?? '', 'told.json');
  const env = { ...options.env, ...(folder && { ECS_MIGRATE_REPORT: report }) };
  const running = startProcess(process.execPath, ['--', MAIN, ...args], { ...options, env });
  const ended = running.ended.then((finished) => {
    const read = folder && existsSync(report) ? readTold(report) : undefined;
    folder?.[Symbol.dispose]();
    if (args[0] !== 'local' && args.join(' ').includes('--output json')) readEvents(finished.stdout);
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

/** Runs the built command line to its end. Aborting sends the signal that the reason names. */
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
