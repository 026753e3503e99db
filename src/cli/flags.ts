import { flagName } from '../core/settings/flag-names.ts';
import { jsonAmong } from '../core/settings/setting-kinds.ts';
import { SETTINGS, type SettingKey, settingOf } from '../core/settings/settings-table.ts';
import type { Source } from '../core/settings/source.ts';
import { UsageError } from './usage-error.ts';

/**
 * Makes a source of settings from the flags.
 * @throws {UsageError} If a flag is given twice.
 */
export function flagSource(argv: Readonly<Record<string, unknown>>, keys: readonly SettingKey[]): Source {
  const values: Source['values'] = {};
  for (const key of keys) {
    const value = argv[flagName(key).slice(2)];
    if (Array.isArray(value) && !SETTINGS[key].kind.repeatable) {
      throw new UsageError(`${flagName(key)} was given ${value.length} times`, 'give it once');
    }
    if (value !== undefined) values[key] = SETTINGS[key].kind.repeatable ? itemsOf(key, value) : value;
  }
  const words = keys.includes('command') ? argv['--'] : undefined;
  if (!Array.isArray(words)) return { values, origin: flagName };
  if (values.command !== undefined) {
    throw new UsageError('the command was given by --command and after --', 'give it once');
  }
  const origin = (key: SettingKey) => (key === 'command' ? 'the command after --' : flagName(key));
  return { values: { ...values, command: words.map(String) }, origin };
}

/** The items of a repeatable flag. JSON counts as one value, which the setting's kind reads. */
function itemsOf(key: SettingKey, value: unknown): unknown {
  const items = [value].flat().map(String);
  const { fromFlags } = settingOf(key).kind;
  return fromFlags === undefined ? (jsonAmong(items) ?? items) : fromFlags(items);
}

/** The flag that names the config file. It is not a setting, because it says where settings are. */
export const CONFIG_FLAG = {
  config: {
    describe: 'A config file; by default ecs-migrate.yml, .yaml or .json in this folder or a folder above',
    type: 'string',
    group: 'Where:',
  },
} as const;
