import { describe, expect, test } from 'vitest';
import { wordFinding } from '../../../src/core/findings/findings.ts';
import { variableName } from '../../../src/core/settings/flag-names.ts';
import { resolveSettings, variableSource } from '../../../src/core/settings/settings.ts';
import type { SettingKey } from '../../../src/core/settings/settings-table.ts';

/** What a variable comes to: the setting, or what is said against it. */
function read(key: SettingKey, text: string): unknown {
  const { settings, findings } = resolveSettings([
    variableSource({ [variableName(key)]: text, ECS_MIGRATE_LOCAL: 'yes' }),
  ]);
  const [finding] = findings;
  if (finding === undefined) return settings[key];
  const { cause, next } = wordFinding(finding);
  return `${cause}: ${next}`;
}

const AB = { A: '1', B: '2' };

describe('NAME=VALUE in a variable', () => {
  test.each<[string, Record<string, string>]>([
    ['A=1,B=2', AB],
    ['A=1, B=2', AB],
    ['A=1 B=2', AB],
    ['A=1\nB=2\n', AB],
    ['  A=1\r\n  B=2\r\n\r\n', AB],
    ['{"A": "1", "B": 2}', AB],
    ['["A=1", "B=2"]', AB],
    // A comma or a space that no NAME= follows is a part of the value.
    ['HOSTS=a,b,c', { HOSTS: 'a,b,c' }],
    ['HOSTS=a,b,c B=2', { HOSTS: 'a,b,c', B: '2' }],
    ['A=one two,B=2', { A: 'one two', B: '2' }],
    ['OPTS=-Xmx1g -Dx=y', { OPTS: '-Xmx1g -Dx=y' }],
    ['URL=postgres://u:p@h/db?sslmode=require', { URL: 'postgres://u:p@h/db?sslmode=require' }],
    ['J={"a":1,"b":2}', { J: '{"a":1,"b":2}' }],
    ['A=', { A: '' }],
    ['A=,B=2', { A: '', B: '2' }],
    // Where there are lines, nothing else separates.
    ['A=x B=y\nC=1,D=2', { A: 'x B=y', C: '1,D=2' }],
    ['["A=x, B=y"]', { A: 'x, B=y' }],
    ['{"A": "x, B=y", "C": "\\"q\\""}', { A: 'x, B=y', C: '"q"' }],
  ])('%j', (text, expected) => {
    expect(read('env', text)).toEqual(expected);
  });

  test.each([
    ['A=1,B=2 C=3', 'there are commas and spaces before a NAME='],
    ['A=1,B=2,', 'ends with a comma'],
    ['DATABASE_URL=host=db port=5432', 'some names are in upper and some in lower case'],
    ['A=1,A=2', 'A occurs twice'],
    ['A="x y" B=2', 'the quote at the beginning of A would be part of the value'],
    ["A='x'", 'the quote at the beginning of A would be part of the value'],
    ['{"A": "1"', 'it begins like JSON'],
    ['[1, 2]', 'it begins like JSON'],
    ['{"A": {"B": "secret"}}', 'the value is not valid'],
    ['1A=secret', 'the value is not valid'],
  ])('%j is refused', (text, said) => {
    expect(read('env', text)).toContain(said);
    expect(read('env', text)).not.toContain('secret');
  });
});

describe('KEY=VALUE in a variable', () => {
  test.each<[string, Record<string, string>]>([
    ['team=db admins,cost=x', { team: 'db admins', cost: 'x' }],
    ['Team=a cost:center=b/c', { Team: 'a', 'cost:center': 'b/c' }],
    ['{"cost center": "x"}', { 'cost center': 'x' }],
  ])('%j', (text, expected) => {
    expect(read('tag', text)).toEqual(expected);
  });
});

describe('lists in a variable', () => {
  test.each<[SettingKey, string, unknown]>([
    ...['subnet-a,subnet-b', 'subnet-a subnet-b', 'subnet-a\nsubnet-b\n', ' subnet-a,  subnet-b ,'].map(
      (text) => ['subnets', text, ['subnet-a', 'subnet-b']] as [SettingKey, string, unknown],
    ),
    // As `terraform output -json` prints it.
    ['subnets', '["subnet-a","subnet-b"]', ['subnet-a', 'subnet-b']],
    ['subnets', '[\n  "subnet-a"\n]\n', ['subnet-a']],
    ['securityGroups', '["sg-1"]', ['sg-1']],
    ['report', 'a.xml, b.md\nc.env', ['a.xml', 'b.md', 'c.env']],
    ['report', '["my report, final.xml"]', ['my report, final.xml']],
    ['envFile', 'a.env b.env', ['a.env', 'b.env']],
    [
      'image',
      'web=app:1 migrate=db:2',
      [
        { container: 'web', image: 'app:1' },
        { container: 'migrate', image: 'db:2' },
      ],
    ],
    ['fault', 'throttle:*\nfailed-start:one, two', ['throttle:*', 'failed-start:one, two']],
    ['command', '["bin/rails", "db:migrate VERSION=1"]', ['bin/rails', 'db:migrate VERSION=1']],
    ['command', '[ -f x ]', ['[', '-f', 'x', ']']],
    [
      'capacityProvider',
      '["FARGATE:1", "FARGATE_SPOT:3"]',
      [
        { capacityProvider: 'FARGATE', weight: 1, base: 0 },
        { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 0 },
      ],
    ],
    [
      'capacityProvider',
      '[{"capacityProvider":"X","weight":1,"base":0}]',
      [{ capacityProvider: 'X', weight: 1, base: 0 }],
    ],
  ])('%s %j', (key, text, expected) => {
    expect(read(key, text)).toEqual(expected);
  });

  test.each<[SettingKey, string, string]>([
    ['subnets', '["subnet-a"', 'is not valid'],
    ['subnets', '[["subnet-a"]]', 'is not valid'],
    ['subnets', '[]', 'is not valid'],
    ['subnets', 'vpc-0a1b', 'vpc-0a1b is a VPC: give its subnets'],
    ['subnets', 'subnet-a,sg-1', 'sg-1 is a security group: give it as --security-groups'],
    ['subnets', 'private-a', '"private-a" looks like a name: give the id'],
    ['subnets', 'arn:aws:ec2:eu-west-1:1:subnet/subnet-a', 'is an ARN: give the id at its end'],
    ['securityGroups', 'subnet-a', 'subnet-a is a subnet: give it as --subnets'],
    ['securityGroups', 'default', '"default" looks like a name: give the id'],
  ])('%s %j is refused', (key, text, said) => {
    expect(read(key, text)).toContain(said);
  });
});

test('a variable that is empty is not set', () => {
  const env = { ECS_MIGRATE_CLUSTER: '', ECS_MIGRATE_ENV: ' ', ECS_MIGRATE_DETACH: '', ECS_MIGRATE_SUBNETS: '\n' };
  const { settings, findings } = resolveSettings([variableSource(env)]);
  expect({ settings, findings }).toEqual({ settings: {}, findings: [] });
});
