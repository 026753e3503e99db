import type { Finding } from '../findings/findings.ts';
import { findConflicts } from './conflicts.ts';
import { variableName } from './flag-names.ts';
import { SETTING_KEYS, type SettingKey, type Settings, settingOf, settingsWhere } from './settings-table.ts';
import type { Resolved, Source } from './source.ts';

/**
 * The settings from environment variables `ECS_MIGRATE_*`. An empty variable counts as not set, unless it would then be an
 * approval of everything.
 */
export function variableSource(env: Readonly<Record<string, string | undefined>>): Source {
  const values = SETTING_KEYS.flatMap((key) => {
    const value = env[variableName(key)];
    const { kind, refusesEmpty } = settingOf(key);
    // Build projects can declare variables without a value.
    if (value === undefined || (value.trim() === '' && !refusesEmpty)) return [];
    return [[key, kind.fromVariable?.(value) ?? value]];
  });
  return { values: Object.fromEntries(values), origin: variableName };
}

/** The defaults, as the last source. `faults`: the engine simulates faults of AWS. */
export function defaultSource(local: boolean, faults = false): Source {
  const keys = settingsWhere((row) => (local && row.localDefault) || row.default !== undefined);
  const values = keys.flatMap((key) => {
    const { default: always, localDefault } = settingOf(key);
    const value = local && localDefault && !(faults && localDefault.unlessFaults) ? localDefault.value : always;
    return value === undefined ? [] : [[key, value]];
  });
  return {
    values: Object.fromEntries(values),
    origin: (key) => (local && settingOf(key).localDefault ? 'default of --local' : 'default'),
  };
}

/**
 * Merges sources key by key. The first source that has a key decides, except that some kinds merge name by name (`env`,
 * `tag`). Values that are not valid become findings; nothing is thrown.
 */
export function resolveSettings(sources: readonly Source[]): Resolved & { findings: Finding[] } {
  const start = { settings: {}, origins: {}, findings: [] };
  const { settings, origins, findings } = sources.reduce(addSource, start);
  return { settings, origins, findings: [...findings, ...findConflicts({ settings, origins })] };
}

/** Adds the values of a later source, for keys that no earlier source has set. */
export function addSource(
  known: Resolved & { findings: Finding[] },
  source: Source,
): Resolved & { findings: Finding[] } {
  const settings: Record<string, unknown> = { ...known.settings };
  const origins = { ...known.origins };
  const findings = [...known.findings];
  for (const [key, raw] of Object.entries(source.values) as [SettingKey, unknown][]) {
    const { kind, alternative } = settingOf(key);
    // AWS's own files, and perhaps others, contain null for what is absent.
    if (raw === undefined || raw === null || (settings[key] !== undefined && !kind.merges)) continue;
    if (alternative !== undefined && overrules(alternative as SettingKey, known.settings, source)) continue;
    const value = kind.read(raw);
    if (value === undefined) {
      const given = kind.secret ? undefined : show(raw);
      const why = kind.explain?.(raw);
      const { expected } = kind;
      findings.push({ code: 'bad-setting', origin: source.origin(key), given, expected, ...(why && { why }) });
    } else {
      settings[key] = kind.merges ? { ...(value as object), ...(settings[key] as object | undefined) } : value;
      origins[key] ??= source.origin(key);
    }
  }
  return { ...known, settings: settings as Settings, origins, findings };
}

/** Whether an earlier source chose the alternative to a setting, as when a flag overrides a variable. */
function overrules(alternative: SettingKey, settings: Settings, source: Source): boolean {
  return settings[alternative] !== undefined && source.values[alternative] === undefined;
}

/** The settings in a form that can be shown: environment values are masked. The config file is included as `config`. */
export function shownSettings({
  settings,
  origins,
  config,
}: Resolved): Record<string, { value: unknown; origin: string }> {
  const shown = SETTING_KEYS.filter((key) => settings[key] !== undefined).map((key) => {
    const value = settingOf(key).kind.mask?.(settings[key]) ?? settings[key];
    return [key, { value, origin: origins[key] ?? 'default' }];
  });
  return { ...(config && { config }), ...Object.fromEntries(shown) };
}

function show(raw: unknown): string {
  if (Array.isArray(raw) && raw.length > 0 && raw.every((one) => typeof one === 'string')) return raw.join(',');
  return typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
}

/**
 * The value of a setting in a form for people: times have a unit. `key` can also be `config`, which is not a setting.
 */
export function showSetting(key: string, value: unknown): string {
  const shown = settingOf(key as SettingKey)?.kind.format?.(value);
  return shown ?? (typeof value === 'string' ? value : JSON.stringify(value));
}
