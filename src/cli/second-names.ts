import { type SettingKey, settingOf, settingsWhere } from '../core/settings/settings-table.ts';

/**
 * Second names of flags. Node takes `--env-file` for its own flag wherever it reads it. That includes the arguments of
 * npx, which is a Node program.
 */
export const SECOND_NAMES: Readonly<Record<string, SettingKey>> = Object.fromEntries(
  settingsWhere(({ secondName }) => secondName).map((key) => [settingOf(key).secondName, key]),
);

/** Whether Node may have taken the argument for its own flag. */
export const isEnvFile = (word: string): boolean => /^--env-file(-if-exists)?(=|$)/.test(word);
