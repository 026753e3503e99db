import { flagName, SETTING_KEYS } from '../core/flag-names.ts';
import { isOpenImage, splitPaths } from '../core/lists.ts';
import type { Source } from '../core/settings.ts';
import { SETTINGS, type SettingKey } from '../core/settings-table.ts';
import { UsageError } from './usage-error.ts';

/** Settings that each command takes. */
export const RUN_FLAGS = SETTING_KEYS;
const PLACE_FLAGS: SettingKey[] = ['cluster', 'region', 'profile', 'roleArn', 'externalId', 'endpointUrl'];
export const FOLLOW_FLAGS: SettingKey[] = [
  ...PLACE_FLAGS,
  'container',
  'timeout',
  'onTimeout',
  'onInterrupt',
  'logQuiet',
  'output',
  'timestamps',
  'logPrefix',
  'report',
  'color',
  'quiet',
  'verbose',
];
export const LIST_FLAGS: SettingKey[] = [...PLACE_FLAGS, 'account', 'output', 'color', 'quiet', 'verbose'];

/** The flags as a source of settings. Throws a {@link UsageError} for one that was given twice. */
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

/**
 * The items of a repeatable flag. NAME=VALUE and faults are taken as they stand; paths and images are separated by commas;
 * other lists are split by their kind. JSON is one value, for the kind to read.
 */
function itemsOf(key: SettingKey, value: unknown): unknown {
  const items = [value].flat().map(String);
  if (items.length === 1 && /^\s*[[{]/.test(items[0] ?? '') && key !== 'fault' && key !== 'image') return items[0];
  const byCommas = SETTINGS[key].kind.placeholder === 'FILE' || (key === 'image' && !items.some(isOpenImage));
  return byCommas ? items.flatMap((item) => splitPaths(item) ?? [item]) : items;
}

/** The flag that names the config file; no setting, for it says where settings are. */
export const CONFIG_FLAG = {
  config: {
    describe: 'A config file; otherwise ecs-migrate.yml, .yaml or .json of this folder or one above',
    type: 'string',
    group: 'Where:',
  },
} as const;
