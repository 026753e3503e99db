import { describeSetting, SETTINGS, type SettingKey, settingsWhere } from '../core/settings/settings-table.ts';

/** Settings of the whole command, which no single target can change. */
const OF_THE_RUN: SettingKey[] = ['local', 'build', 'deregister', 'detach', 'buildTimeout', 'onInterrupt'];

/** The keys that a row may have, besides name and group: what can differ from target to target. */
export const TARGET_KEYS = settingsWhere(
  ({ group, notInFiles, commands }) =>
    (group === 'where' || group === 'what' || group === 'how' || group === 'while') &&
    !notInFiles &&
    commands.includes('run'),
)
  .filter((key) => !OF_THE_RUN.includes(key))
  .concat('previewTaskDefinition', 'versionCommand');

/** The JSON schema of a targets file, for editors. */
export function targetsSchema(): object {
  const properties = Object.fromEntries(
    TARGET_KEYS.map((key) => [key, { description: describeSetting(key), ...SETTINGS[key].kind.schema }]),
  );
  const targets = {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      properties: {
        name: {
          description: 'The name of the target, unique in the file',
          type: ['string', 'integer'],
          pattern: '^[\\w.:/@+-]{1,100}$',
        },
        group: {
          description: 'What it shares with other targets, such as a database server: see --per-group',
          type: ['string', 'integer'],
        },
        ...properties,
      },
      required: ['name'],
      additionalProperties: false,
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Targets of ecs-migrate',
    description: 'A list of targets, or an object with such a list as `targets`',
    anyOf: [
      targets,
      {
        type: 'object',
        properties: { $schema: { type: 'string' }, targets },
        required: ['targets'],
        additionalProperties: false,
      },
    ],
  };
}
