import { describe, expect, test } from 'vitest';
import { wordFinding } from '../../../src/core/findings/findings.ts';
import { flagName } from '../../../src/core/settings/flag-names.ts';
import { defaultSource, resolveSettings, shownSettings, variableSource } from '../../../src/core/settings/settings.ts';
import { SETTING_KEYS, type SettingKey, settingOf } from '../../../src/core/settings/settings-table.ts';
import type { Source } from '../../../src/core/settings/source.ts';

const flags = (values: Source['values']): Source => ({ values, origin: flagName });

describe('what cannot be combined', () => {
  const codes = (values: Source['values']) => resolveSettings([flags(values)]).findings.map(({ code }) => code);
  test.each<[Source['values'], string[]]>([
    [{ build: '.', runner: 'docker' }, []],
    [{ build: '.', local: true }, []],
    [{ build: '.', runner: 'process' }, ['usage']],
    [{ build: '.', imageFrom: 'auto' }, ['exclusive-settings']],
    [{ targets: 't.csv', approved: '0'.repeat(64) }, ['exclusive-settings']],
    [{ targets: 't.csv', skipIfNone: true }, ['exclusive-settings']],
    [{ runner: 'docker' }, ['usage']],
  ])('%j', (values, expected) => {
    expect(codes(values)).toEqual(expected);
  });
});

describe('sources', () => {
  test('a flag wins over a variable, a variable over a default, and each keeps its origin', () => {
    const sources = [
      flags({ cluster: 'staging' }),
      variableSource({ ECS_MIGRATE_CLUSTER: 'other', ECS_MIGRATE_START_TIMEOUT: '2m' }),
      defaultSource(false),
    ];
    const { settings, origins, findings } = resolveSettings(sources);
    expect(findings).toEqual([]);
    expect(settings).toMatchObject({ cluster: 'staging', startTimeout: 120_000, logQuiet: 5_000 });
    expect(origins).toMatchObject({
      cluster: '--cluster',
      startTimeout: 'ECS_MIGRATE_START_TIMEOUT',
      logQuiet: 'default',
    });
  });

  test('env merges name by name; other lists replace', () => {
    const sources = [
      flags({ env: ['A=1'] }),
      variableSource({ ECS_MIGRATE_ENV: 'B=2' }),
      flags({ env: { A: '9', C: '3' } }),
    ];
    expect(resolveSettings(sources).settings.env).toEqual({ A: '1', B: '2', C: '3' });
  });

  test('an empty variable is not set, except for an approval: it would approve everything', () => {
    const codes = (variables: Record<string, string>) =>
      resolveSettings([variableSource(variables)]).findings.map(({ code }) => code);
    expect(codes({ ECS_MIGRATE_LAUNCH_TYPE: '', ECS_MIGRATE_CLUSTER: ' ' })).toEqual([]);
    expect(codes({ ECS_MIGRATE_APPROVED: '' })).toEqual(['bad-setting']);
    expect(codes({ ECS_MIGRATE_APPROVED: 'unknown' })).toEqual(['bad-setting']);
  });

  test('a flag that chooses a capacity provider overrules a variable that chooses a launch type', () => {
    const sources = [flags({ capacityProvider: 'FARGATE:2' }), variableSource({ ECS_MIGRATE_LAUNCH_TYPE: 'FARGATE' })];
    const { settings, findings } = resolveSettings(sources);
    expect(findings).toEqual([]);
    expect(settings.launchType).toBeUndefined();
    expect(settings.capacityProvider).toEqual([{ capacityProvider: 'FARGATE', weight: 2, base: 0 }]);
  });

  test('both in one source exclude each other', () => {
    const { findings } = resolveSettings([flags({ capacityProvider: 'FARGATE', launchType: 'EC2' })]);
    expect(findings).toEqual([{ code: 'exclusive-settings', first: '--launch-type', second: '--capacity-provider' }]);
  });
});

const RAILS = ['bin/rails', 'db:migrate', 'VERSION=1 2', 'it is', 'a b', '*.sql', '$HOME'];

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-1-FKavUv';

describe('kinds', () => {
  test.each([
    ['subnets', 'subnet-a,subnet-b subnet-c', ['subnet-a', 'subnet-b', 'subnet-c']],
    ['subnets', ['subnet-a', 'subnet-b,subnet-c'], ['subnet-a', 'subnet-b', 'subnet-c']],
    ['timeout', '1h30m', 5_400_000],
    ['timeout', '90s', 90_000],
    ['assignPublicIp', 'ENABLED', true],
    ['assignPublicIp', false, false],
    ...['true', 'YES', '1', 'On', true, 1].map((raw) => ['local', raw, true] as const),
    ...['false', 'no', '0', 'OFF', false, 0].map((raw) => ['local', raw, false] as const),
    ['launchType', 'fargate', 'FARGATE'],
    ['env', ['A=x=y', 'B='], { A: 'x=y', B: '' }],
    ['command', ['sh', '-c', 'a  b'], ['sh', '-c', 'a  b']],
    ['command', `bin/rails db:migrate "VERSION=1 2" 'it is' a\\ b *.sql $HOME`, RAILS],
    ['image', 'web=app:2', [{ container: 'web', image: 'app:2' }]],
    ['image', [`r.io:5000/a/b@sha256:${'0'.repeat(64)}`], [{ image: `r.io:5000/a/b@sha256:${'0'.repeat(64)}` }]],
    ['cpu', '1024', 1_024],
    ['cpu', '.5 vCPU', 512],
    ['memory', '2 GB', 2_048],
    ['memory', 512, 512],
    ['secret', ['A=/app/url', `B=${ARN}`], { A: '/app/url', B: ARN }],
    ['secret', { A: `${ARN}:password::`, B: `${ARN}:::v-1` }, { A: `${ARN}:password::`, B: `${ARN}:::v-1` }],
    [
      'secret',
      'A=arn:aws-cn:ssm:cn-north-1:111122223333:parameter/a',
      { A: 'arn:aws-cn:ssm:cn-north-1:111122223333:parameter/a' },
    ],
    ['tag', ['team=db admins', 'cost:center=a/b+c@d'], { team: 'db admins', 'cost:center': 'a/b+c@d' }],
  ] as [SettingKey, unknown, unknown][])('%s %j', (key, raw, value) => {
    expect(resolveSettings([flags({ [key]: raw })]).settings[key]).toEqual(value);
  });

  test.each([
    ['timeout', '30', '--timeout: "30" is not valid'],
    ['timeout', '-5m', '--timeout: "-5m" is not valid'],
    ['timeout', '0s', '--timeout: "0s" is not valid'],
    ['timeout', '5 parsecs', '--timeout: "5 parsecs" is not valid'],
    ...['', 'maybe', 'y', '2', 'enabled', 'toString'].map(
      (raw) => ['local', raw, `--local: "${raw}" is not valid`] as const,
    ),
    ['cluster', '', '--cluster: "" is not valid'],
    ['subnets', ' , ', '--subnets: " , " is not valid'],
    ['onTimeout', 'explode', '--on-timeout: "explode" is not valid'],
    ['endpointUrl', 'localhost', '--endpoint-url: "localhost" is not valid'],
    ['region', 'Ireland', '--region: "Ireland" is not valid'],
    ['capacityProvider', 'A:5000', '--capacity-provider: "A:5000" is not valid'],
    ['command', 'a && b', '--command: "a && b" is not valid'],
    ['command', `a 'b`, `--command: "a 'b" is not valid`],
    ['command', ' ', '--command: " " is not valid'],
    ['image', ['web=a', 'web=b'], '--image: "web=a,web=b" is not valid'],
    ['cpu', '0.3 vCPU', '--cpu: "0.3 vCPU" is not valid'],
    ['memory', '-1', '--memory: "-1" is not valid'],
    ['tag', 'team=a,b', '--tag: "team=a,b" is not valid'],
    ['tag', 'aws:x=1', '--tag: "aws:x=1" is not valid'],
    ['tag', `k=${'x'.repeat(257)}`, `--tag: "k=${'x'.repeat(257)}" is not valid`],
  ] as [SettingKey, unknown, string][])('%s %j is refused, by name', (key, raw, cause) => {
    const { findings, settings } = resolveSettings([flags({ [key]: raw })]);
    expect(settings[key]).toBeUndefined();
    expect(findings.map((finding) => wordFinding(finding).cause)).toEqual([cause]);
  });

  test.each([
    ['hunter2', 'a value without a name'],
    ['A=hunter2', 'the secret itself'],
    ['A=postgres://u:hunter2@db/x', 'the secret itself, a URL'],
    ['A=wJalrXUtnFEMI/K7MDENG/hunter2', 'the secret itself, with slashes'],
    [`A=${ARN}:hunter2`, 'an ARN without all its colons'],
    ['A=arn:aws:secretsmanager:eu-west-1:ACCOUNT:secret:hunter2', 'an ARN with a placeholder'],
  ])('--secret %s is refused, and not shown: %s', (raw) => {
    const { findings, settings } = resolveSettings([flags({ secret: [raw] })]);
    expect(settings.secret).toBeUndefined();
    const text = JSON.stringify(findings.map(wordFinding));
    expect(text).toContain('--secret: the value');
    expect(text).not.toContain('hunter2');
  });

  test('null is absent, as in the files of AWS', () => {
    const { settings, findings } = resolveSettings([
      flags({ cluster: null, timeout: null }),
      variableSource({ ECS_MIGRATE_CLUSTER: 'c' }),
    ]);
    expect([settings, findings]).toEqual([{ cluster: 'c' }, []]);
  });

  test('a variable is not given twice, as a secret and as it is', () => {
    const { findings } = resolveSettings([flags({ secret: ['A=/a'], env: ['A=1'] })]);
    expect(findings).toMatchObject([{ code: 'usage', problem: 'A is given by --env and by --secret' }]);
  });

  test('a bad environment override is named without its value', () => {
    const [finding] = resolveSettings([flags({ env: ['hunter2'] })]).findings;
    expect(JSON.stringify(finding && wordFinding(finding))).not.toContain('hunter2');
  });
});

test('a command is shown without its passwords', () => {
  const command = ['psql', '--password', 'hunter2', 'postgres://a:hunter2@db/x', '--token=hunter2'];
  const shown = shownSettings(resolveSettings([flags({ command })]));
  expect(JSON.stringify(shown)).not.toContain('hunter2');
});

test('settings are shown with origins and without environment values', () => {
  const shown = shownSettings(resolveSettings([flags({ env: ['PASSWORD=hunter2'], cluster: 'c' })]));
  expect(shown).toEqual({
    cluster: { value: 'c', origin: '--cluster' },
    env: { value: { PASSWORD: '***' }, origin: '--env' },
  });
});

describe('settings that go together', () => {
  test.each([
    [{ externalId: 'x-1' }, 'usage'],
    [{ tag: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ''])) }, 'too-many'],
    [{ local: true, roleArn: 'arn:aws:iam::123456789012:role/x' }, 'exclusive-settings'],
  ])('%o is %s', (values, code) => {
    expect(resolveSettings([flags(values)]).findings).toMatchObject([{ code }]);
  });
});

describe('the table of settings', () => {
  const rows = SETTING_KEYS.map((key) => [key, settingOf(key)] as const);

  test.each(rows)('%s: its defaults are read by its kind', (_, { kind, default: always, localDefault }) => {
    for (const value of [always, localDefault?.value].filter((one) => one !== undefined)) {
      expect(kind.read(value)).toBeDefined();
    }
  });

  test('settings that a row names are in the table', () => {
    const named = rows.flatMap(([, { excludes = [], alternative }]) => [
      ...excludes,
      ...(alternative === undefined ? [] : [alternative]),
    ]);
    expect(named.filter((key) => !SETTING_KEYS.includes(key as SettingKey))).toEqual([]);
  });

  test('tags, second names and variables of AWS belong to one setting each', () => {
    const names = rows.flatMap(([, { tag, secondName, awsVariables = [] }]) => [tag, secondName, ...awsVariables]);
    const given = names.filter((name) => name !== undefined);
    expect(new Set(given).size).toBe(given.length);
  });
});
