import { describe, expect, test } from 'vitest';
import { wordFinding } from '../../src/core/findings/findings.ts';
import { SETTINGS } from '../../src/core/settings/settings-table.ts';
import { parseSettings, settingsOf } from '../../src/lambda/settings.ts';

const read = (text: string, env = {}) => settingsOf(parseSettings(text, 'UserParameters'), 'UserParameters', env);
const words = (text: string, env = {}) =>
  read(text, env).findings.map((finding) => Object.values(wordFinding(finding)).join(': '));

const startingWith = (text: string) => expect.stringMatching(new RegExp(`^${text}`));

describe('settings of a function', () => {
  test('come from the parameters over its variables over the defaults', () => {
    const env = { ECS_MIGRATE_CLUSTER: 'production', ECS_MIGRATE_SUBNETS: 'subnet-1 subnet-2' };
    const { settings, origins, findings } = read('{"cluster": "staging", "timeout": "30m"}', env);
    expect(findings).toEqual([]);
    expect(settings).toMatchObject({ cluster: 'staging', timeout: 1_800_000, subnets: ['subnet-1', 'subnet-2'] });
    expect(origins).toMatchObject({ cluster: 'UserParameters.cluster', subnets: 'ECS_MIGRATE_SUBNETS' });
  });

  test('name the key, what was expected and what was given', () => {
    expect(read('{"timeout": 30, "assignPublicIp": "maybe"}', {}).findings).toMatchObject([
      { code: 'bad-setting', origin: 'UserParameters.assignPublicIp', given: 'maybe' },
      { code: 'bad-setting', origin: 'UserParameters.timeout', given: '30', expected: expect.stringContaining('30m') },
    ]);
  });

  test('never quote a text that may hold a secret', () => {
    expect(words('{"env": {"PASSWORD": "open-sesame"').join()).not.toContain('open-sesame');
    expect(words('{"env": "PASSWORD:open-sesame"}').join()).not.toContain('open-sesame');
  });

  test.each(['local', 'detach', 'rerun'])('%s has no place in a function, unless it is false', (key) => {
    expect(read(`{"${key}": true}`, {}).findings).toMatchObject([
      { code: 'usage', problem: startingWith(`UserParameters.${key}: `) },
    ]);
    expect(words(`{"${key}": false}`)).toEqual([]);
    const variable = `ECS_MIGRATE_${key.toUpperCase()}`;
    expect(read('{}', { [variable]: 'true' }).findings).toMatchObject([
      { code: 'usage', problem: startingWith(`${variable}: `) },
    ]);
  });

  test('a default of a setting that has no place in a function is not held against the function', () => {
    const row: { default?: unknown } = SETTINGS.local;
    try {
      row.default = true;
      expect(read('{}')).toMatchObject({ settings: { local: true }, findings: [] });
      expect(read('{"local": true}').findings).toMatchObject([{ code: 'usage' }]);
    } finally {
      delete row.default;
    }
  });

  test.each([
    ['{"envFile": ["x.env"]}', 'envFile'],
    ['{"runTaskInput": "x.json"}', 'runTaskInput'],
    ['{"taskDefinition": "x.json"}', 'taskDefinition'],
    ['{"profile": "me"}', 'profile'],
  ])('no file and no profile is at hand: %s', (text, key) => {
    expect(words(text)[0]).toContain(`UserParameters.${key}`);
  });
});
