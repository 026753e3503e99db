import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { wordFinding } from '../core/findings/findings.ts';
import { resolveSettings, variableSource } from '../core/settings/settings.ts';
import { SETTINGS, type Settings } from '../core/settings/settings-table.ts';
import { LOCAL_SETTINGS } from './declarations/local.ts';
import { flagSource } from './flags.ts';
import type { Io } from './io.ts';
import type { LocalEngine } from './local-engine.ts';
import { UsageError } from './usage-error.ts';

/**
 * Serves the local engine, or runs a command against it. Returns the exit code.
 * @throws {UsageError} If a flag is not valid, a file cannot be loaded, or the port is not free.
 */
export async function serveLocal(argv: Record<string, unknown>, io: Io): Promise<number> {
  const region = argv['region'] === undefined ? 'us-east-1' : String(argv['region']);
  if (SETTINGS.region.kind.read(region) === undefined) {
    throw new UsageError(`--region: "${region}" is not valid`, `expected ${SETTINGS.region.kind.expected}`);
  }
  if (readSwitch(argv['faults'], '--faults')) return await listFaults(io);
  const settings = ownSettings(argv, io.env);
  const options = {
    port: portOf(argv['port']),
    region,
    clusters: toStrings(argv['cluster']),
    faults: toStrings(argv['fault']),
    loads: toStrings(argv['load']),
    accessKeyId: ownKey(io.env),
    runner: settings.runner,
    secrets: settings.secrets,
    network: settings.localNetwork,
  };
  const { startLocalEngine } = await import('./local-engine.ts');
  await using engine = await startLocalEngine(options, io).catch(explainStart);
  const environment = environmentOf(engine.aws);
  const words = argv['--'];
  // Must be awaited here, because the engine ends with this block.
  if (!Array.isArray(words) || words.length === 0) return await serve(environment, io);
  return await runWithEngine(words.map(String), environment, io);
}

/** Settings from flags and variables only: config files are for runs. */
function ownSettings(argv: Record<string, unknown>, env: Io['env']): Settings {
  const { values, origin } = variableSource(env);
  const own = Object.fromEntries([['local', true], ...LOCAL_SETTINGS.map((key) => [key, values[key]])]);
  const { settings, findings } = resolveSettings([flagSource(argv, LOCAL_SETTINGS), { values: own, origin }]);
  for (const finding of findings) {
    const { cause, next } = wordFinding(finding);
    throw new UsageError(cause, next);
  }
  return settings;
}

const KEY_VARIABLE = 'ECS_MIGRATE_LOCAL_KEY';

/**
 * An access key that the user chooses, for shells that cannot read what the engine prints. A flag would make the key
 * visible to everybody.
 */
function ownKey(env: Io['env']): string | undefined {
  const key = env[KEY_VARIABLE];
  if (key === undefined || key === '') return undefined;
  if (!/^\w{16,128}$/.test(key)) {
    throw new UsageError(
      `${KEY_VARIABLE} is not valid`,
      'expected 16 to 128 letters, digits and underscores that nobody can guess',
    );
  }
  return key;
}

async function listFaults(io: Io): Promise<number> {
  const { SCENARIOS } = await import('../engine/scenarios.ts');
  const { FAULTS } = await import('../engine/faults.ts');
  const scenarios = SCENARIOS.map(({ name, words, rehearses }) => [name, `${rehearses} = ${words.join(' ')}`] as const);
  const table = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([name, text]) => `  ${name.padEnd(32)}${text}\n`).join('');
  await io.stdout.write(`Scenarios, for --fault NAME:\n${table(scenarios)}\nSwitches, for --fault SWITCH:\n`);
  await io.stdout.write(table(FAULTS.map(({ syntax, rehearses }) => [syntax, rehearses])));
  return 0;
}

function readSwitch(given: unknown, flag: string): boolean {
  const { kind } = SETTINGS.quiet;
  const value = kind.read(given ?? false);
  if (value === undefined) throw new UsageError(`${flag}: "${given}" is not valid`, `expected ${kind.expected}`);
  return value;
}

function portOf(given: unknown): number {
  if (given === undefined) return 0;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port: "${given}" is not valid`, 'expected a port from 1 to 65535, or 0 for any');
  }
  return port;
}

function toStrings(given: unknown): string[] {
  return given === undefined ? [] : [given].flat().map(String);
}

function explainStart(error: NodeJS.ErrnoException): never {
  if (error.code === 'EADDRINUSE') throw new UsageError('the port is already in use', 'give another --port');
  if (error.code === 'EACCES') throw new UsageError('the port may not be used', 'give a --port above 1023');
  throw error;
}

/** Variables that connect the AWS CLI, the SDKs and ecs-migrate to the engine. */
function environmentOf({ endpoint, region, credentials }: LocalEngine['aws']): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    // Version 1 of the AWS CLI and boto3 know only this name.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

async function serve(environment: Record<string, string>, io: Io): Promise<number> {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${value}\n`);
  await io.stdout.write(lines.join(''));
  await io.stderr.write('The local engine is serving; Ctrl-C ends it and everything that it runs.\n');
  if (!io.interrupt.aborted) await new Promise((resolve) => io.interrupt.addEventListener('abort', resolve));
  return 0;
}

/** Variables that would lead a command away from the engine: to AWS itself, or to an account of the user. */
const ASTRAY = /^AWS_(?:(?:DEFAULT_)?PROFILE|SESSION_TOKEN|ENDPOINT_URL_\w+|IGNORE_CONFIGURED_ENDPOINT_URLS)$/;

/** Runs a command while the engine serves. Signals are passed to the command. When it ends, we end. */
async function runWithEngine(words: string[], environment: Record<string, string>, io: Io): Promise<number> {
  const [command = '', ...args] = words;
  const own = Object.fromEntries(Object.entries(io.env).filter(([name]) => !ASTRAY.test(name)));
  const child = spawn(command, args, { stdio: 'inherit', cwd: io.cwd, env: { ...own, ...environment } });
  const forward = () => child.kill(io.interrupt.reason as NodeJS.Signals);
  io.interrupt.addEventListener('abort', forward, { once: true });
  return new Promise<number>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const problem =
        error.code === 'ENOENT' ? `there is no command ${command}` : `${command} cannot be run (${error.code})`;
      reject(new UsageError(problem, 'check the words after --'));
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
