import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chooseRunner, type RunnerName } from '../containers/choose-runtime.ts';
import type { Clock, Random } from '../core/base/clock.ts';
import { Jobs } from './codepipeline/jobs.ts';
import { PipelineStore } from './codepipeline/store.ts';
import { DeploymentStore } from './deployments/store.ts';
import { dispatch } from './dispatcher.ts';
import { EngineConfigError } from './errors.ts';
import { parseFaults } from './faults.ts';
import { Latch } from './latch.ts';
import { createLifecycle } from './lifecycle.ts';
import { loadState } from './load.ts';
import { LogStore } from './logs/store.ts';
import { ecsArn } from './names.ts';
import { FAULT_SCOPES } from './operations.ts';
import { createContainerRunner } from './runners/container.ts';
import { claimDirectory, DIRECTORY_PREFIX, engineId } from './runners/leftovers.ts';
import { createProcessRunner } from './runners/process.ts';
import { secretStore } from './secrets.ts';
import { Store } from './store.ts';
import { WireFaults } from './wire-faults.ts';
import type { EngineContext } from './world.ts';

export interface EngineOptions {
  /** The port on 127.0.0.1. Default 0: any free port. */
  port?: number;
  /** Default `us-east-1`. */
  region?: string;
  /** Twelve digits. Default: all zero. */
  account?: string;
  /** Names of clusters that exist from the start. Default `default`. */
  clusters?: readonly string[];
  /** The working directory of processes. A relative `workingDirectory` is resolved against it. */
  cwd: string;
  /** The host's environment. Containers receive only PATH, HOME and similar variables of it. */
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  random: Random;
  /** The access key id that requests must be signed with. By default it is random and cannot be guessed. */
  accessKeyId?: string | undefined;
  /**
   * What runs the containers. Default `process`. `auto` is docker or podman, whichever responds, otherwise processes.
   */
  runner?: RunnerName | 'auto';
  /** For a container runtime: the network of tasks, such as `host` or a network of docker compose. */
  network?: string | undefined;
  /** A file with the values of secrets by `valueFrom`; see docs/local-engine.md. */
  secrets?: string | undefined;
  /** `--fault` words; see FAULTS. If a word is not valid, startEngine rejects. */
  faults?: readonly string[];
  /** How long each transitional state of a task lasts, in milliseconds of the clock. Default 25. */
  stateMs?: number;
  /** Whether missing log groups are created when a task starts (default). If false, the task fails, as in AWS. */
  autoLogGroups?: boolean;
  /**
   * Contents of files with clusters, services, task definitions and pipelines; see `loadState`. If one is not valid,
   * startEngine rejects.
   */
  loads?: readonly unknown[];
}

export interface Engine {
  /** The value for AWS_ENDPOINT_URL_ECS, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS and AWS_ENDPOINT_URL_CODEPIPELINE. */
  endpoint: string;
  port: number;
  /**
   * The credentials that requests must be signed with: only their owner can use the engine. The secret key is not
   * checked.
   */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** What runs the containers, and why. */
  runner: string;
  /** The jobs of CodePipeline's invoke actions, with their reported results. */
  jobs: Jobs;
  /** Ends everything that was started, within about a second, and removes every trace of it. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an AWS endpoint in this process. It has the parts of ECS, CloudWatch Logs and CodePipeline that ecs-migrate
 * uses, and those needed to inspect the result.
 * @throws {EngineConfigError} If a setting is not valid, such as a runner that does not answer.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { random, region = 'us-east-1', account = '000000000000' } = options;
  const plan = parseFaults(options.faults ?? [], FAULT_SCOPES);
  const clock = aheadBy(plan.behaviour.clockAheadMs, options.clock);
  const { accessKeyId = newAccessKeyId(random) } = options;
  const secrets = await secretStore(options.secrets, options.cwd);
  const chosen = await chooseRunner(options.runner ?? 'process', options.env);
  if (!chosen.ok) throw new EngineConfigError(chosen.failure.problem, chosen.failure.next);
  const choice = chosen.value;
  const directory = mkdtempSync(DIRECTORY_PREFIX);
  const id = engineId(random.uuid());
  claimDirectory(directory, id);
  const place = { region, account };
  const { behaviour } = plan;
  const runnerOptions = { cwd: options.cwd, env: options.env, directory, clock, random };
  const runner =
    choice.runtime === undefined
      ? createProcessRunner(runnerOptions)
      : await createContainerRunner({ ...runnerOptions, id, runtime: choice.runtime, network: options.network });
  const logs = new LogStore(directory, behaviour.logsLateMs);
  const { stateMs = 25, autoLogGroups = true } = options;
  const lifecycle = createLifecycle({ place, clock, runner, logs, secrets, behaviour, stateMs, autoLogGroups });
  const store = new Store();
  for (const name of options.clusters ?? ['default']) store.addCluster(ecsArn(place, `cluster/${name}`));
  const jobs = new Jobs(random);
  const closing = new Latch();
  const pipelines = new PipelineStore(account);
  const world: EngineContext = {
    accessKeyId,
    place,
    clock,
    random,
    store,
    logs,
    pipelines,
    jobs,
    deployments: new DeploymentStore(clock, random, place),
    lifecycle,
    behaviour,
    autoLogGroups,
    closing: closing.signal,
  };

  try {
    for (const one of options.loads ?? []) loadState(one, world);
  } catch (error) {
    await runner.close();
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }

  const faults = new WireFaults(plan.wire);
  const server = createServer((request, response) => void dispatch(request, response, world, faults));
  // Longer than any client keeps an idle connection. If the server closed such a connection first, the client's next
  // request would fail with a reset.
  server.keepAliveTimeout = 120_000;
  const close = async () => {
    closing.open();
    server.close();
    server.closeAllConnections();
    await lifecycle.close();
    logs.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const closeOnce = () => {
    closed ??= close();
    return closed;
  };
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const details = { endpoint: `http://127.0.0.1:${port}`, port, credentials, runner: choice.said, jobs };
  return { ...details, close: closeOnce, [Symbol.asyncDispose]: closeOnce };
}

/** Clearly not a key of AWS, with 122 random bits. */
const newAccessKeyId = (random: Random): string => `LOCAL${random.uuid().replaceAll('-', '').toUpperCase()}`;

/** The clock of an AWS that is ahead of this machine's clock. */
const aheadBy = (ms: number, clock: Clock): Clock =>
  ms === 0 ? clock : { now: () => clock.now() + ms, sleep: clock.sleep };

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
}
