import type { Finding } from '../findings/findings.ts';
import { findConflicts } from './conflicts.ts';
import { variableName } from './flag-names.ts';
import { SETTING_KEYS, type SettingKey, type Settings, settingOf, settingsWhere } from './settings-table.ts';
import type { Resolved, Source } from './source.ts';

/** What the environment says, by `ECS_MIGRATE_*`. A variable that is empty is not set. */
export function variableSource(env: Readonly<Record<string, string | undefined>>): Source {
  const values = SETTING_KEYS.flatMap((key) => {
    const value = env[variableName(key)];
    // Build projects declare variables without giving them a value.
    return value === undefined || value.trim() === ''
      ? []
      : [[key, settingOf(key).kind.fromVariable?.(value) ?? value]];
  });
  return { values: Object.fromEntries(values), origin: variableName };
}

/** The defaults, as the last source. `faults`: the engine misbehaves as AWS may. */
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
 * Merges sources key by key: the first that has a key decides, except that some kinds merge name by name (`env`, `tag`). Values
 * that do not fit become findings; nothing is thrown.
 */
export function resolveSettings(sources: readonly Source[]): Resolved & { findings: Finding[] } {
  const start = { settings: {}, origins: {}, findings: [] };
  const { settings, origins, findings } = sources.reduce(addSource, start);
  return { settings, origins, findings: [...findings, ...findConflicts({ settings, origins })] };
}

/** The settings with what a later source says of keys that nobody has set so far. */
export function addSource(
  known: Resolved & { findings: Finding[] },
  source: Source,
): Resolved & { findings: Finding[] } {
  const settings: Record<string, unknown> = { ...known.settings };
  const origins = { ...known.origins };
  const findings = [...known.findings];
  for (const [key, raw] of Object.entries(source.values) as [SettingKey, unknown][]) {
    const { kind, alternative } = settingOf(key);
    // AWS's own files have nulls for what is not there, and so may others.
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

/** Whether an earlier source chose the alternative to a setting: a flag overrules a variable. */
function overrules(alternative: SettingKey, settings: Settings, source: Source): boolean {
  return settings[alternative] !== undefined && source.values[alternative] === undefined;
}

/** Settings as they may be shown: environment values masked. The config file is one of them, `config`. */
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
  return typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
}
