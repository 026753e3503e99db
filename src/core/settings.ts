import { conflicts } from './conflicts.ts';
import { DEFAULTS } from './defaults.ts';
import type { Finding } from './findings.ts';
import { SETTING_KEYS, variableName } from './flag-names.ts';
import { isOpenImage, splitLines, splitWords } from './lists.ts';
import { maskCommand } from './secrets.ts';
import { SETTINGS, type SettingKey, type Settings } from './settings-table.ts';

/** A place that settings come from, already read. Earlier sources win. */
export interface Source {
  /** Raw values by key; absent keys are not set here. */
  values: Partial<Record<SettingKey, unknown>>;
  /** Where a key's value came from, for people: `--cluster`, `ECS_MIGRATE_CLUSTER`, `ecs-migrate.yml:cluster`. */
  origin(key: SettingKey): string;
}

/** Settings with the origin of each. */
export interface Resolved {
  settings: Settings;
  origins: Partial<Record<SettingKey, string>>;
  /** The config file that was read, and who named it; `found` where nobody did. */
  config?: { value: string; origin: string };
}

/** What the environment says, by `ECS_MIGRATE_*`. A variable that is empty is not set. */
export function variables(env: Readonly<Record<string, string | undefined>>): Source {
  const values = SETTING_KEYS.flatMap((key) => {
    const value = env[variableName(key)];
    // Build projects declare variables without giving them a value.
    return value === undefined || value.trim() === '' ? [] : [[key, SPLIT[key]?.(value) ?? value]];
  });
  return { values: Object.fromEntries(values), origin: variableName };
}

/** How the lists are split that a flag or a file would take as they stand; the others are split by their kind. */
const SPLIT: Partial<Record<SettingKey, (text: string) => string[] | undefined>> = {
  report: splitWords,
  imageFrom: splitWords,
  envFile: splitWords,
  image: splitImages,
  fault: splitLines,
};

function splitImages(text: string): string[] | undefined {
  return isOpenImage(text) ? undefined : splitWords(text);
}

const LOCAL_DEFAULTS: readonly SettingKey[] = ['cluster', 'region', 'logQuiet'];

/** The defaults, as the last source. */
export function defaults(local: boolean, faults = false): Source {
  return {
    values: {
      output: DEFAULTS.output,
      logPrefix: DEFAULTS.logPrefix,
      onTimeout: DEFAULTS.onTimeout,
      onInterrupt: DEFAULTS.onInterrupt,
      onRollback: DEFAULTS.onRollback,
      startTimeout: `${DEFAULTS.startTimeoutMs}ms`,
      waitTimeout: `${DEFAULTS.waitTimeoutMs}ms`,
      logQuiet: `${local && !faults ? DEFAULTS.localLogQuietMs : DEFAULTS.logQuietMs}ms`,
      ...(local ? { cluster: DEFAULTS.localCluster, region: DEFAULTS.localRegion } : {}),
    },
    origin: (key) => (local && LOCAL_DEFAULTS.includes(key) ? 'default of --local' : 'default'),
  };
}

/**
 * Merges sources key by key: the first that has a key decides, except that `env`, `secret` and `tag` merge name by name. Values
 * that do not fit become findings; nothing is thrown.
 */
export function resolveSettings(sources: readonly Source[]): Resolved & { findings: Finding[] } {
  const start = { settings: {}, origins: {}, findings: [] };
  const { settings, origins, findings } = sources.reduce(addSource, start);
  return { settings, origins, findings: [...findings, ...conflicts({ settings, origins })] };
}

const MERGED: readonly SettingKey[] = ['env', 'secret', 'tag'];

/** The settings with what a later source says of keys that nobody has set so far. */
export function addSource(
  known: Resolved & { findings: Finding[] },
  source: Source,
): Resolved & { findings: Finding[] } {
  const settings: Record<string, unknown> = { ...known.settings };
  const origins = { ...known.origins };
  const findings = [...known.findings];
  for (const [key, raw] of Object.entries(source.values) as [SettingKey, unknown][]) {
    // AWS's own files have nulls for what is not there, and so may others.
    if (raw === undefined || raw === null || (settings[key] !== undefined && !MERGED.includes(key))) continue;
    if (overruled(key, source, known.settings)) continue;
    const { kind } = SETTINGS[key];
    const value = kind.read(raw);
    if (value === undefined) {
      const given = kind.secret ? undefined : show(raw);
      const why = kind.explain?.(raw);
      const { expected } = kind;
      findings.push({ code: 'bad-setting', origin: source.origin(key), given, expected, ...(why && { why }) });
    } else {
      settings[key] = MERGED.includes(key) ? { ...(value as object), ...(settings[key] as object | undefined) } : value;
      origins[key] ??= source.origin(key);
    }
  }
  return { ...known, settings: settings as Settings, origins, findings };
}

/** Whether an earlier source chose the alternative to this setting: a flag overrules a variable. */
function overruled(key: SettingKey, source: Source, settings: Settings): boolean {
  const alternative = ({ launchType: 'capacityProvider', capacityProvider: 'launchType' } as const)[
    key as 'launchType'
  ];
  return alternative !== undefined && settings[alternative] !== undefined && source.values[alternative] === undefined;
}

/** Settings as they may be shown: environment values masked. The config file is one of them, `config`. */
export function shownSettings({
  settings,
  origins,
  config,
}: Resolved): Record<string, { value: unknown; origin: string }> {
  const shown = SETTING_KEYS.filter((key) => settings[key] !== undefined).map((key) => {
    const shownAs: Partial<Record<SettingKey, unknown>> = {
      env: mask(settings.env ?? {}),
      command: maskCommand(settings.command ?? []),
    };
    const value = shownAs[key] ?? settings[key];
    return [key, { value, origin: origins[key] ?? 'default' }];
  });
  return { ...(config && { config }), ...Object.fromEntries(shown) };
}

function mask(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(env).map((name) => [name, '***']));
}

function show(raw: unknown): string {
  return typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
}
