import type { RunOptions } from '../api.ts';
import { parseFaults } from '../engine/faults.ts';
import { FAULT_SCOPES } from '../engine/operations.ts';
import { startEngine } from '../engine/server.ts';
import { systemClock, systemRandom } from '../system.ts';
import type { Io } from './io.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';
import { UsageError } from './usage-error.ts';

export interface LocalEngine extends AsyncDisposable {
  endpoint: string;
  region: string;
  aws: NonNullable<RunOptions['aws']>;
}

/** Starts the embedded engine; disposing ends it and all that it started. */
export async function startLocalEngine(
  options: { port?: number; clusters: string[]; region: string | undefined; faults?: string[] },
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<LocalEngine> {
  const { port = 0, clusters, region = 'us-east-1', faults = [] } = options;
  checkFaults(faults);
  const around = { cwd: io.cwd, env: io.env, clock: systemClock, random: systemRandom };
  const engine = await startEngine({ port, region, clusters: ['default', ...clusters], faults, ...around });
  const aws = { region, endpoint: engine.endpoint, credentials: LOCAL_CREDENTIALS };
  return { endpoint: engine.endpoint, region, aws, [Symbol.asyncDispose]: () => engine.close() };
}

function checkFaults(faults: readonly string[]): void {
  try {
    parseFaults(faults, FAULT_SCOPES);
  } catch (error) {
    throw new UsageError('--fault does not fit', (error as Error).message);
  }
}
