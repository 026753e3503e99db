import { describeSetting, SETTINGS } from '../core/settings/settings-table.ts';
import { FILE_KEYS } from './config-file.ts';

/** The JSON schema of `ecs-migrate.yml`, for editors. */
export function configSchema(): object {
  const properties = Object.fromEntries(
    FILE_KEYS.map((key) => [key, { description: describeSetting(key), ...SETTINGS[key].kind.schema }]),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ecs-migrate.yml',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ...properties,
      environments: {
        description: 'Settings by environment; chosen by --cluster: its name, or its own cluster',
        type: 'object',
        additionalProperties: { type: 'object', properties, additionalProperties: false },
      },
    },
    additionalProperties: false,
  };
}
