import { flagName } from '../../core/settings/flag-names.ts';
import { describeSetting, type SettingKey, settingOf } from '../../core/settings/settings-table.ts';
import type { Declaration } from '../parser.ts';

/** A flag as a shell completes it. */
export interface CompletedFlag {
  /** Without the dashes. */
  name: string;
  about: string;
  /** What follows it: nothing, one of these values, a path, or anything. */
  value: 'none' | 'path' | 'any' | readonly string[];
}

export interface CompletedCommand {
  name: string;
  about: string;
  flags: CompletedFlag[];
  /** What its own words are: nothing, one of these, a path, or anything. */
  words: 'none' | 'path' | 'any' | readonly string[];
  /** Whether another command follows `--`. */
  takesCommand: boolean;
}

const EVERYWHERE: CompletedFlag[] = [
  { name: 'help', about: 'Show the help', value: 'none' },
  { name: 'version', about: 'Show the version', value: 'none' },
];

/** What shells complete, made from the declarations. */
export function completedCommands(declarations: readonly Declaration[]): CompletedCommand[] {
  return declarations.map(({ name, about, words, choices, settings, flags }) => ({
    name,
    about,
    flags: [
      ...settings.flatMap(completedSetting),
      ...Object.entries(flags).map(([flag, { describe, type }]): CompletedFlag => {
        return { name: flag, about: describe, value: type === 'boolean' ? 'none' : valueOfFlag(flag) };
      }),
      ...EVERYWHERE,
    ],
    words: choices ?? wordsOf(words),
    takesCommand: settings.includes('command') || name === 'local',
  }));
}

function completedSetting(key: SettingKey): CompletedFlag[] {
  const { kind, secondName, isPath } = settingOf(key);
  const names = [flagName(key).slice(2), ...(secondName === undefined ? [] : [secondName])];
  const { enum: choices } = kind.schema as { enum?: string[] };
  const other = isPath === undefined ? 'any' : 'path';
  const value = kind.flag === 'switch' ? 'none' : (choices ?? other);
  return names.map((name) => ({ name, about: describeSetting(key), value }));
}

/** Flags that are not settings have no kind, but most of them take a file. */
function valueOfFlag(flag: string): 'path' | 'any' {
  return ['config', 'report', 'load', 'pending'].includes(flag) ? 'path' : 'any';
}

function wordsOf(words: string): CompletedCommand['words'] {
  if (words === '') return 'none';
  return words.includes('file') ? 'path' : 'any';
}

/** The first sentence of a description: shells have one line for it. */
export function shortly(about: string): string {
  const [first = ''] = about.split(/[.:;(]/);
  return first.trim().replace(/^(.{1,70})(?:\s.*)?$/s, '$1');
}
