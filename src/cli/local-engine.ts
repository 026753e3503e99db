import type { RunOptions } from '../api.ts';
import { Unusable } from '../engine/errors.ts';
import { parseFaults } from '../engine/faults.ts';
import { FAULT_SCOPES } from '../engine/operations.ts';
import { type EngineOptions, startEngine } from '../engine/server.ts';
import { systemClock, systemRandom } from '../system.ts';
import type { Io } from './io.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';
import { UsageError } from './usage-error.ts';

export interface LocalEngine extends AsyncDisposable {
  endpoint: string;
  region: string;
  aws: NonNullable<RunOptions['aws']>;
}

interface LocalOptions extends Pick<EngineOptions, 'network' | 'secrets'> {
  port?: number;
  clusters: string[];
  region: string | undefined;
  faults?: string[];
  runner: EngineOptions['runner'] | undefined;
  /** Says nothing of what runs the containers. */
  quiet?: boolean | undefined;
}

/** Starts the embedded engine; disposing ends it and all that it started. */
export async function startLocalEngine(
  options: LocalOptions,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
): Promise<LocalEngine> {
  const { port = 0, region = 'us-east-1', faults = [], runner = 'auto', network, secrets } = options;
  checkFaults(faults);
  const clusters = ['default', ...options.clusters];
  const around = { cwd: io.cwd, env: io.env, clock: systemClock, random: systemRandom };
  const engine = await startEngine({ port, region, clusters, faults, runner, network, secrets, ...around }).catch(
    explain,
  );
  if (!options.quiet) await io.stderr.write(`ecs-migrate: ${engine.runner} (--runner)\n`);
  const aws = { region, endpoint: engine.endpoint, credentials: LOCAL_CREDENTIALS };
  return { endpoint: engine.endpoint, region, aws, [Symbol.asyncDispose]: () => engine.close() };
}

function explain(error: unknown): never {
  if (error instanceof Unusable) throw new UsageError(error.message, error.mend);
  throw error;
}

function checkFaults(faults: readonly string[]): void {
  try {
    parseFaults(faults, FAULT_SCOPES);
  } catch (error) {
    throw new UsageError('--fault', (error as Error).message);
  }
}
