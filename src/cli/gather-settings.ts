import path from 'node:path';
import type { readConfig } from '../config/config-file.ts';
import { findConfig } from '../config/find-config.ts';
import { findUntrustedOwner, type Worker } from '../config/stranger.ts';
import { splitPairs } from '../core/base/lists.ts';
import type { Finding } from '../core/findings/findings.ts';
import { regionOfArns } from '../core/settings/regions.ts';
import { defaultSource, resolveSettings, variableSource } from '../core/settings/settings.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey, settingOf } from '../core/settings/settings-table.ts';
import type { Resolved, Source } from '../core/settings/source.ts';
import { ENVIRONMENT_NAMES } from '../core/settings/structured-kinds.ts';
import { flagSource } from './flags.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/**
 * Settings in the arguments of a command (the ARN in `attach ARN` names a cluster), and defaults of this command only.
 */
export interface OwnSettings {
  named?: Source['values'];
  defaults?: Source['values'];
  /** The row of a target. It says in what the target differs, so it comes before everything else. */
  row?: Source;
  /** The execution of a state machine that `attach` follows. */
  execution?: string;
  /** The config file as it was read for each cluster, so that many targets read it once. */
  configs?: Map<string | undefined, ReturnType<typeof readConfigSources>>;
}

type Around = Pick<Io, 'env' | 'cwd' | 'uid'>;

/**
 * Reads all sources of settings, in order of precedence.
 * @throws {UsageError} If a flag, or `--config`, is given twice. Everything else that is not valid is a finding.
 */
export async function gatherSettings(
  argv: Readonly<Record<string, unknown>>,
  keys: readonly SettingKey[],
  io: Around,
  own: OwnSettings,
): Promise<Resolved & { findings: Finding[]; local: boolean }> {
  const said: Source[] = [
    ...(own.row === undefined ? [] : [own.row]),
    flagSource(argv, keys),
    { values: own.named ?? {}, origin: () => 'the ARN of the task' },
    variableSource(io.env),
  ];
  const { cluster } = resolveSettings(said).settings;
  const reading = own.configs?.get(cluster) ?? readConfigSources(argv, cluster, io);
  own.configs?.set(cluster, reading);
  const { used, config } = await reading;
  const fromFile = config.ok ? config.value.sources.map((source) => pickSettings(keys, source)) : [];
  const first = config.ok && config.value.clusterNamedIt ? said.map(withoutCluster) : said;
  const given = [...first, ...fromFile].map((source) => withCallersEnv(source, io.env));
  const read = await Promise.all(given.map(({ source }) => withEnvFiles(source, io.cwd)));
  const findings = [...(config.ok ? [] : [config.failure]), ...[...given, ...read].flatMap((one) => one.findings)];
  const sources = read.flatMap((one) => one.sources);

  const known = resolveSettings(sources).settings;
  const local = keys.includes('local') && known.local === true;
  const resolved = resolveSettings([
    ...sources,
    awsVariables(io.env, local),
    regionOfArns(local ? [] : sources),
    { values: own.defaults ?? {}, origin: () => 'default of this command' },
    defaultSource(local, known.fault !== undefined),
  ]);
  if (own.named?.region !== undefined && resolved.settings.region !== own.named.region) {
    const [its, region] = [String(own.named.region), resolved.settings.region ?? ''];
    const regionOrigin = resolved.origins.region ?? '--region';
    findings.push({ code: 'region-conflict', origin: 'the task', its, region, regionOrigin });
  }
  return { ...resolved, ...(used && { config: used }), findings: [...findings, ...resolved.findings], local };
}

/** The settings of the config file, and which file is used. */
async function readConfigSources(
  argv: Readonly<Record<string, unknown>>,
  cluster: string | undefined,
  io: Around,
): Promise<{ used?: { value: string; origin: string }; config: Awaited<ReturnType<typeof readConfig>> }> {
  const variable = io.env['ECS_MIGRATE_CONFIG'] || undefined;
  const named = argv['config'] ?? variable;
  if (Array.isArray(named)) throw new UsageError(`--config was given ${named.length} times`, 'give it once');
  const found = named === undefined ? findConfig(io.cwd, homeOf(io.env)) : undefined;
  const file = named === undefined ? found : String(named);
  if (file === undefined) return { config: { ok: true, value: { sources: [], clusterNamedIt: false } } };
  const asked = argv['config'] === undefined ? 'ECS_MIGRATE_CONFIG' : '--config';
  const origin = found === undefined ? asked : 'found';
  const used = { value: path.relative(io.cwd, path.resolve(io.cwd, file)), origin };
  const stranger = found === undefined ? undefined : findUntrustedOwner(found, workerOf(io));
  if (stranger !== undefined) {
    const problem = `it belongs to another user (uid ${stranger}), and is neither in your home folder nor in a repository of yours`;
    const fix = `if you trust it, give it with --config ${used.value} or ECS_MIGRATE_CONFIG`;
    const finding = { code: 'file-problem', file: used.value, key: undefined, problem, fix } as const;
    return { used, config: { ok: false, failure: finding } };
  }
  // Loaded only if there is a file: YAML would take much of the start-up time.
  const { readConfig: read } = await import('../config/config-file.ts');
  return { used, config: await read(file, cluster, io.cwd) };
}

function workerOf({ cwd, uid, env }: Around): Worker {
  const sudoUid = /^\d+$/.test(env['SUDO_UID'] ?? '') ? Number(env['SUDO_UID']) : undefined;
  return { cwd, uid, sudoUid, home: homeOf(env) };
}

/** The home folder. Windows has another name for the variable. */
const homeOf = (env: Around['env']) => env['HOME'] || env['USERPROFILE'];

/**
 * `--env NAME` without a value takes the value from the caller's environment, as docker does. Unlike docker, it is an
 * error if the variable is not set.
 */
function withCallersEnv(source: Source, env: Io['env']): { source: Source; findings: Finding[] } {
  const { env: raw } = source.values;
  const split = typeof raw === 'string' ? splitPairs(raw, ENVIRONMENT_NAMES) : { ok: true as const, value: raw };
  if (!split.ok || !Array.isArray(split.value)) return { source, findings: [] };
  const items: unknown[] = split.value;
  const isName = (item: unknown): item is string => typeof item === 'string' && /^[A-Za-z_][\w.-]*$/.test(item);
  const findings = items.filter(isName).flatMap((name): Finding[] => {
    if (env[name] !== undefined) return [];
    // Text that does not look like a variable's name may be a value given by mistake, so it is not shown.
    const shown = /^[A-Z_][A-Z0-9_]*$/.test(name) ? name : 'a name';
    const problem = `${source.origin('env')}: ${shown} is given without a value, but no such variable is set here`;
    return [{ code: 'usage', problem, fix: 'set it, or give NAME=VALUE' }];
  });
  const taken = items.flatMap((item) => {
    if (!isName(item)) return [item];
    return env[item] === undefined ? [] : `${item}=${env[item]}`;
  });
  const { env: _, ...others } = source.values;
  if (taken.length > 0) return { source: { ...source, values: { ...others, env: taken } }, findings };
  const values = findings.length > 0 ? others : source.values;
  return { source: { ...source, values }, findings };
}

/**
 * Returns a source, followed by the environment files that it names, with lower precedence. Among the files, the last
 * one wins.
 */
async function withEnvFiles(source: Source, cwd: string): Promise<{ sources: Source[]; findings: Finding[] }> {
  const files = SETTINGS.envFile.kind.read(source.values.envFile ?? []) ?? [];
  if (files.length === 0) return { sources: [source], findings: [] };
  const { readEnvFile } = await import('../config/env-file.ts');
  const origin = source.origin('envFile');
  const reads = await Promise.all(files.map((file) => readEnvFile(file, origin, cwd)));
  const findings = reads.flatMap((read) => (read.ok ? [] : [read.failure]));
  const env = Object.assign({}, ...reads.map((read) => (read.ok ? read.value : {})));
  return { sources: [source, { values: { env }, origin: () => origin }], findings };
}

/** One file serves all commands. Each command takes the settings that it knows. */
function pickSettings(keys: readonly SettingKey[], { values, origin }: Source): Source {
  return {
    origin,
    values: Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key as SettingKey))),
  };
}

function withoutCluster({ values: { cluster: _, ...values }, origin }: Source): Source {
  return { values, origin };
}

/** Settings in environment variables that AWS's own tools read. */
function awsVariables(env: Io['env'], local: boolean): Source {
  if (local) return { values: {}, origin: String };
  const nameOf = (key: SettingKey) => settingOf(key).awsVariables?.find((name) => env[name]) ?? '';
  const held = SETTING_KEYS.filter((key) => nameOf(key) !== '');
  return { values: Object.fromEntries(held.map((key) => [key, env[nameOf(key)]])), origin: nameOf };
}
