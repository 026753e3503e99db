import { platform } from 'node:os';
import { readJson } from '../config/read-json.ts';
import type { AwsOptions } from '../core/base/aws-options.ts';
import { wordFinding } from '../core/findings/findings.ts';
import { EngineConfigError } from '../engine/errors.ts';
import { parseFaults } from '../engine/faults.ts';
import { FAULT_SCOPES } from '../engine/operations.ts';
import { type EngineOptions, startEngine } from '../engine/server.ts';
import { systemClock, systemRandom } from '../system.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

export interface LocalEngine extends AsyncDisposable {
  /** How to connect to the engine. Nobody else knows its secret key. */
  aws: Required<Pick<AwsOptions, 'region' | 'endpoint' | 'credentials'>>;
}

interface LocalOptions extends Pick<EngineOptions, 'network' | 'secrets' | 'accessKeyId'> {
  port?: number;
  clusters: string[];
  region: string | undefined;
  faults?: string[];
  /** JSON files with clusters, services and task definitions. */
  loads?: string[];
  runner: EngineOptions['runner'] | undefined;
  /** If true, does not print what runs the containers. */
  quiet?: boolean | undefined;
}

/**
 * The engine ends its processes by process groups and reads them through named pipes. Windows has neither.
 * @throws {UsageError} On Windows.
 */
export function refuseWindows(system: string): void {
  if (system !== 'win32') return;
  throw new UsageError(
    'the local engine does not run on Windows',
    'run the engine in WSL; runs on AWS work on Windows',
  );
}

/**
 * Starts the embedded engine. Disposing it ends the engine and everything that it has started.
 * @throws {UsageError} On Windows, or if a fault, a file of `--load` or a setting of the engine is not valid.
 */
export async function startLocalEngine(
  options: LocalOptions,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
): Promise<LocalEngine> {
  refuseWindows(platform());
  const { port = 0, region = 'us-east-1', faults = [], loads = [], runner = 'auto' } = options;
  const { network, secrets, accessKeyId } = options;
  checkFaults(faults);
  const around = {
    loads: await readLoads(loads, io.cwd),
    cwd: io.cwd,
    env: io.env,
    clock: systemClock,
    random: systemRandom,
  };
  const clusters = ['default', ...options.clusters];
  const wanted = { port, region, clusters, faults, runner, network, secrets, accessKeyId };
  const engine = await startEngine({ ...wanted, ...around }).catch(explain);
  if (!options.quiet) await io.stderr.write(`ecs-migrate: ${engine.runner} (--runner)\n`);
  const aws = { region, endpoint: engine.endpoint, credentials: engine.credentials };
  return { aws, [Symbol.asyncDispose]: () => engine.close() };
}

async function readLoads(files: readonly string[], cwd: string): Promise<unknown[]> {
  const contents: unknown[] = [];
  for (const file of files) {
    const read = await readJson(file, cwd);
    if (!read.ok) {
      const { cause, next } = wordFinding(read.failure);
      throw new UsageError(`--load ${cause}`, next);
    }
    contents.push(read.value);
  }
  return contents;
}

function checkFaults(faults: readonly string[]): void {
  try {
    parseFaults(faults, FAULT_SCOPES);
  } catch (error) {
    throw new UsageError('--fault is not valid', (error as Error).message);
  }
}

/** The user can fix what AWS would refuse, and files of the wrong shape. The caller reports a port that is in use. */
function explain(error: Error & { type?: string; issues?: { path: PropertyKey[]; message: string }[] }): never {
  if (error instanceof EngineConfigError) throw new UsageError(error.message, error.fix);
  if (error.type === undefined && error.issues === undefined) throw error;
  const [issue] = error.issues ?? [];
  const what = issue ? `${issue.path.join('.')}: ${issue.message}` : error.message;
  throw new UsageError(
    `--load: ${what}`,
    'give the output of aws ecs describe-… or aws codepipeline get-…: see docs/local-engine.md',
  );
}
