import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeExecutionInput } from '../../../src/core/fleet/execution-input.ts';
import { inputOf, makePortable } from '../../../src/core/fleet/portable-settings.ts';
import { resolveSettings } from '../../../src/core/settings/settings.ts';
import { type SettingKey, settingOf } from '../../../src/core/settings/settings-table.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

function targetOf(name: string, flags: Record<string, unknown>, row: Record<string, unknown> = {}) {
  const resolved = resolveSettings([
    { values: row, origin: (key) => `t.json:${name}:${key}` },
    { values: flags, origin: (key) => `--${key}` },
    { values: { startTimeout: '10m', onTimeout: 'stop' }, origin: () => 'default' },
  ]);
  expect(resolved.findings).toEqual([]);
  return { name, row: `t.json:${name}`, resolved, ownsLock: row['lock'] !== undefined };
}

function portableOf(...args: Parameters<typeof targetOf>) {
  const made = makePortable(targetOf(...args));
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value;
}

test('defaults stay away, a role and a lock travel only if they are of the row, and maps are merged', () => {
  const flags = { cluster: 'prod', roleArn: 'arn:aws:iam::111122223333:role/starter', env: { A: '1' }, timeout: '90m' };
  expect(portableOf('a', { ...flags, lock: 'all' }, { env: { B: '2' } })).toEqual({
    shared: { cluster: 'prod', env: { A: '1', B: '2' }, timeout: '5400000ms', lock: 'all' },
    own: {},
  });
  const role = 'arn:aws:iam::444455556666:role/tenant';
  expect(portableOf('a', flags, { roleArn: role, lock: 'server-1' }).own).toEqual({ roleArn: role, lock: 'server-1' });
});

test.each<[SettingKey, unknown]>([
  ['taskDefinition', 'taskdef.json'],
  ['imageFrom', ['imageDetail.json']],
  ['build', '.'],
  ['runTaskInput', 'run.json'],
  ['skipIfNone', true],
  ['deregister', true],
])('%s cannot be followed by a function, and is refused with its origin', (key, value) => {
  const made = makePortable(targetOf('a', { cluster: 'prod', [key]: value }));
  expect(made).toMatchObject({ ok: false, failure: [{ origin: `--${key}`, fix: expect.stringMatching(/\w/) }] });
});

test.each<[SettingKey, unknown]>([
  ['timeout', '1h30m1s'],
  ['command', 'bin/rails "db:migrate"'],
  ['env', ['A=1', 'B=x,y']],
  ['image', ['web=example/web:1', 'example/app:2']],
  ['capacityProvider', ['FARGATE_SPOT:2', 'FARGATE']],
  ['subnets', 'subnet-0a1b2c3d,subnet-0a1b2c3e'],
  ['assignPublicIp', 'ENABLED'],
  ['cpu', '1 vCPU'],
  ['secret', ['DB=/shop/db']],
  ['tag', ['app=shop']],
  ['account', 111122223333],
])('%s is read by a function as it was read here', (key, raw) => {
  const { kind } = settingOf(key);
  const value = kind.read(raw);
  expect(value).toBeDefined();
  expect(kind.read(JSON.parse(JSON.stringify(inputOf(key, value))))).toEqual(value);
});

test('what all targets have in common is in the input once, and each row has what differs', () => {
  const common = { cluster: 'prod', timeout: '1h' };
  const made = makeExecutionInput(
    [
      { name: 'a', attempt: 1, portable: portableOf('a', common, { env: { TENANT: 'a' } }) },
      { name: 'b', group: 'db', attempt: 2, portable: portableOf('b', common, { env: { TENANT: 'b' }, lock: 'x' }) },
    ],
    {},
    digest,
  );
  expect(made).toMatchObject({ settings: { cluster: 'prod', timeout: '3600000ms' }, waves: ['1', 'rest'] });
  expect(made.planned.map((wave) => wave.map(({ name }) => name))).toEqual([['a'], ['b']]);
  const [{ digest: first, ...a } = {}, { digest: second, ...b } = {}] = made.rows;
  expect([a, b]).toEqual([
    { name: 'a', env: { TENANT: 'a' } },
    { name: 'b', group: 'db', attempt: 2, env: { TENANT: 'b' }, lock: 'x' },
  ]);
  expect(first).not.toBe(second);
});
