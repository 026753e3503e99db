import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseEnvironmentFile, secretStore } from '../../src/engine/secrets.ts';
import { aContainer, anEngine } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ASM = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret';
const SSM = 'arn:aws:ssm:eu-west-1:123456789012:parameter';

async function store(text: string, name = 'secrets.yml') {
  writeFileSync(join(folder, name), text);
  return await secretStore(name, folder);
}

const YAML = `
${ASM}:db-AbCdEf: { user: app, port: 5432, tls: true }
prod/api: plain
text: '{"user": "from text"}'
versioned: new
"versioned::AWSPREVIOUS:": old
"versioned:::v1": first
"${ASM}:exact-AbCdEf:key::": by the whole valueFrom
/path/name: parameter
${SSM}/by/arn: by ARN
`;

describe('a secret', () => {
  test.each([
    [`${ASM}:db-AbCdEf`, '{"user":"app","port":5432,"tls":true}'],
    [`${ASM}:db-AbCdEf:user::`, 'app'],
    [`${ASM}:db-AbCdEf:port::`, '5432'],
    [`${ASM}:db-AbCdEf:tls:AWSCURRENT:`, 'true'],
    [`${ASM}:prod/api-x1Y2z3`, 'plain'],
    [`${ASM}:text-x1Y2z3:user::`, 'from text'],
    [`${ASM}:versioned-x1Y2z3`, 'new'],
    [`${ASM}:versioned-x1Y2z3::AWSPREVIOUS:`, 'old'],
    [`${ASM}:versioned-x1Y2z3:::v1`, 'first'],
    [`${ASM}:exact-AbCdEf:key::`, 'by the whole valueFrom'],
    ['/path/name', 'parameter'],
    ['path/name', 'parameter'],
    [`${SSM}/path/name`, 'parameter'],
    ['/by/arn', 'by ARN'],
  ])('%s is %s', async (valueFrom, value) => {
    expect((await store(YAML)).secret(valueFrom)).toBe(value);
  });

  test.each([
    [`${ASM}:gone-AbCdEf`, /failed to fetch secret .*:gone-AbCdEf from secrets manager: ResourceNotFoundException/],
    [`${ASM}:versioned-x1Y2z3::AWSPENDING:`, /ResourceNotFoundException/],
    [
      `${ASM}:db-AbCdEf:no::`,
      /retrieved secret from Secrets Manager did not contain json key no \(local engine: add the key no of db-AbCdEf to secrets.yml\)$/,
    ],
    [`${ASM}:prod/api-x1Y2z3:user::`, /did not contain json key user \(/],
    [`${ASM}:db-AbCdEf:user`, /an invalid ARN format/],
    [`${ASM}:db-AbCdEf::AWSPREVIOUS:v1`, /an invalid ARN format/],
    [
      '/path/gone',
      /retrieve secrets from ssm: .* invalid ssm parameters: \/path\/gone \(local engine: add a value for \/path\/gone to secrets.yml\)$/,
    ],
  ])('%s is refused', async (valueFrom, said) => {
    const secrets = await store(YAML);
    expect(() => secrets.secret(valueFrom)).toThrow(said);
  });

  test('without a file, the reason tells of --secrets', async () => {
    const secrets = await secretStore(undefined, folder);
    expect(() => secrets.secret('/x')).toThrow(/give --secrets FILE with a value for \/x,/);
  });

  test('is read from dotenv too, whose names may be ARNs', async () => {
    const text = `# a comment\nexport /path/name = 'it is #1'\n${ASM}:db-AbCdEf={"user": "app"}\nlines="a\\nb \\"c\\""\nkey='x\ny'\n# end`;
    const secrets = await store(text, 'secrets.env');
    expect(secrets.secret('/path/name')).toBe('it is #1');
    expect(secrets.secret(`${ASM}:db-AbCdEf:user::`)).toBe('app');
    expect(secrets.secret('lines')).toBe('a\nb "c"');
    expect(secrets.secret('key')).toBe('x\ny');
    await expect(store('a\n', 'broken.env')).rejects.toThrow('line 1: it is not NAME=VALUE');
  });
});

test.each([['[1, 2]'], ['a: [']])('a file that is no mapping is refused: %s', async (text) => {
  await expect(store(text)).rejects.toThrow('--secrets secrets.yml: ');
});

test('an environment file is taken as ECS takes it', () => {
  const text = '# comment\n\nPLAIN=a\r\nQUOTED="b"\nSPACED= c \nEMPTY=\nEQUALS=d=e\nno equals sign\n=no name\n';
  const values = { PLAIN: 'a', QUOTED: '"b"', SPACED: ' c ', EMPTY: '', EQUALS: 'd=e' };
  expect(parseEnvironmentFile(text)).toEqual(values);
});

describe('a task', () => {
  const environmentFiles = ['one', 'two'].map((name) => ({ type: 's3' as const, value: `arn:aws:s3:::b/${name}.env` }));
  const secrets = [{ name: 'PASSWORD', valueFrom: '/db/password' }];

  async function world() {
    writeFileSync(join(folder, 'one.env'), 'FIRST=one\nBOTH=one\nOWN=one\n');
    writeFileSync(join(folder, 'two.env'), 'BOTH=two\n');
    writeFileSync(
      join(folder, 'world.yml'),
      '/db/password: s3cret\narn:aws:s3:::b/one.env: one.env\narn:aws:s3:::b/two.env: two.env\n',
    );
    return await anEngine({ secrets: join(folder, 'world.yml') });
  }

  test('gets its secrets and environment files, and no answer of the API shows them', async () => {
    await using engine = await world();
    const environment = [{ name: 'OWN', value: 'definition' }];
    const task = await engine.runToEnd([
      aContainer('echo $FIRST $BOTH $OWN $PASSWORD', { environment, environmentFiles, secrets }),
    ]);
    expect(await engine.lines(task)).toEqual(['one one definition s3cret']);
    expect(JSON.stringify(task)).not.toContain('s3cret');
  });

  test('does not start without them, on either launch type', async () => {
    await using engine = await world();
    const gone = [{ name: 'PASSWORD', valueFrom: '/db/gone' }];
    const task = await engine.runToEnd([aContainer('true', { secrets: gone })], { launchType: 'EC2' });
    expect(task).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^ResourceInitializationError: unable to pull secrets.*\/db\/gone/),
    });
    expect(task.startedAt).toBeUndefined();
    const file = [{ type: 's3' as const, value: 'arn:aws:s3:::b/gone.env' }];
    expect((await engine.runToEnd([aContainer('true', { environmentFiles: file })])).stoppedReason).toMatch(
      /^ResourceInitializationError: failed to download env files: .*404/,
    );
  });
});
