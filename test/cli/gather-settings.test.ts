import { describe, expect, test } from 'vitest';
import { gatherSettings } from '../../src/cli/gather-settings.ts';
import { wordFinding } from '../../src/core/findings/findings.ts';
import { SETTING_KEYS } from '../../src/core/settings/settings-table.ts';
import { temporaryDirectory } from '../support/temporary.ts';

async function gather(argv: Record<string, unknown>, env: Record<string, string>) {
  using folder = temporaryDirectory();
  return await gatherSettings(
    argv,
    SETTING_KEYS,
    { env: { HOME: folder.path, ...env }, cwd: folder.path, uid: undefined },
    {},
  );
}

describe('--env NAME is taken from the caller', () => {
  test.each<[unknown, Record<string, string>, Record<string, string>]>([
    ['TENANT', { TENANT: 'acme' }, { TENANT: 'acme' }],
    [['A=1', 'TENANT'], { TENANT: 'x=y' }, { A: '1', TENANT: 'x=y' }],
    ['EMPTY', { EMPTY: '' }, { EMPTY: '' }],
    [undefined, { ECS_MIGRATE_ENV: 'A,B', A: '1', B: '2' }, { A: '1', B: '2' }],
    [undefined, { ECS_MIGRATE_ENV: 'A,C=3', A: '1' }, { A: '1', C: '3' }],
  ])('%j with %j', async (flag, env, expected) => {
    const { settings, findings } = await gather(flag === undefined ? {} : { env: flag }, env);
    expect(findings).toEqual([]);
    expect(settings.env).toEqual(expected);
  });

  test.each<[unknown, Record<string, string>, string]>([
    ['TENANT', {}, '--env: TENANT is given without a value, but no such variable is set here'],
    [undefined, { ECS_MIGRATE_ENV: 'TENANT' }, 'ECS_MIGRATE_ENV: TENANT is given without a value'],
    // A value that was given instead of a NAME is not shown.
    ['hunter2', {}, '--env: a name is given without a value'],
    ['hunter 2', {}, '--env: the value is not valid'],
  ])('%j with %j is an error', async (flag, env, cause) => {
    const { findings } = await gather(flag === undefined ? {} : { env: flag }, env);
    expect(findings.map((finding) => wordFinding(finding).cause)).toEqual([expect.stringContaining(cause)]);
    expect(JSON.stringify(findings)).not.toContain('hunter');
  });
});
