import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/core/events/events.ts';
import { findOccurrences, hideSpans, SHORTEST_SECRET } from '../../../src/core/masking/hide.ts';
import { createRedactor } from '../../../src/core/masking/redact.ts';
import type { Settings } from '../../../src/core/settings/settings-table.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';

const warning = (text: string): EventBody => ({ type: 'warning', code: 'retrying', text });
/** What AWS or a container says, as it is quoted. */
const quoted = (env: Record<string, string>, text: string, more: Settings = {}) =>
  createRedactor({ env, ...more }).text(text);

test('values of overrides are masked in what others say, never in the container’s lines', () => {
  expect(quoted({ URL: 'opensesame' }, 'got opensesame')).toBe('got ***');
  const log = { type: 'log', container: 'c', stream: 's', timestamp: 0, message: 'opensesame' } as const;
  expect(createRedactor({ env: { URL: 'opensesame' } }).event(log)).toBe(log);
});

describe('the tool’s own words and the names of things are never masked', () => {
  const env = {
    STAGE: 'prod',
    MODE: 'migration',
    REGION: 'us-east-1',
    SERVICE: 'productsapp-container',
    EXIT: 'container',
  };
  test.each([
    'give --image productsapp-container=REF',
    'the migration container exited with code 3',
    'check --cluster and --region us-east-1; the prod container',
    'allow ecs:RunTask on arn:aws:ecs:us-east-1:123456789012:task-definition/productsapp-container:*',
  ])('%s', (text) => {
    expect(createRedactor({ env: { ...env, ACCOUNT: '123456789012' } }).event(warning(text))).toMatchObject({ text });
  });

  test('with APP_ENV=staging the cluster staging keeps its name, also where AWS says it', () => {
    const text = 'Cluster staging-x7kq2 has no hunter22';
    expect(quoted({ APP_ENV: 'staging-x7kq2', KEY: 'hunter22' }, text, { cluster: 'staging-x7kq2' })).toBe(
      'Cluster staging-x7kq2 has no ***',
    );
  });

  test('nor names that AWS has told meanwhile', () => {
    const redactor = createRedactor({ env: { NAME: 'shop-q7x2z9', ACCOUNT: '123456789012' } });
    redactor.know(['shop-q7x2z9-container']);
    const text = 'give --image shop-q7x2z9-container=REF';
    expect(redactor.event(warning(text))).toMatchObject({ text });
    expect(redactor.text(`${text}, but shop-q7x2z9`)).toBe(`${text}, but ***`);
  });

  test('a launched task is followed by its ARN', () => {
    const redactor = createRedactor({ env: { ACCOUNT: '123456789012', TOOL: 'ecs-migrate' } });
    const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/c/1';
    const attach = `npx ecs-migrate attach ${taskArn}`;
    const launched = { taskArn, taskDefinition: 'x', cluster: 'c', container: 'm', adopted: false, logStreams: [] };
    const console = null;
    expect(redactor.event({ type: 'launched', ...launched, attach, console })).toMatchObject({ taskArn, attach });
    expect(redactor.event(warning(`follow it with: ${attach}`))).toMatchObject({ text: `follow it with: ${attach}` });
  });

  test('what scripts branch on keeps its words, and so does the reason that we gave ourselves', () => {
    const redactor = createRedactor({ env: { A: 'failed', B: 'warning', C: 'retrying', D: 'ecs-migrate' } });
    expect(redactor.event(warning('it failed'))).toEqual({ type: 'warning', code: 'retrying', text: 'it failed' });
    const reason = reasonOfOwnStop('lost-race');
    expect(createRedactor({ env: { A: 'migration', B: 'ecs-migrate' } }).text(reason)).toBe(reason);
  });
});

describe('what counts as a value in the words of others', () => {
  test.each<[string, string, string, string]>([
    ['a short word', 'prod', 'prod is down', 'prod is down'],
    ['a port', '5432', 'port 5432 refused', 'port 5432 refused'],
    ['a switch', 'true', 'true', 'true'],
    ['a long word', 'production', 'database "production" is away', 'database "***" is away'],
    ['a part of a longer word', 'migration', 'migrations-table, migration', 'migrations-table, ***'],
    ['a short random one', 'x7Kp2', 'no access for x7Kp2!', 'no access for ***!'],
    ['random small letters', 'qzxkvj', 'password qzxkvj', 'password ***'],
    ['a short one within another', 'x7Kp2', 'digest ax7Kp2f', 'digest ax7Kp2f'],
    ['a long random one, anywhere', 'x7Kp2Qw9Zt', 'digest ax7Kp2Qw9Ztf', 'digest a***f'],
  ])('%s', (_, value, text, shown) => expect(quoted({ ANY: value }, text)).toBe(shown));

  test('a word is one where its variable says that it is a secret', () => {
    expect(quoted({ DB_PASSWORD: 'hunter' }, 'user hunter, hunters')).toBe('user ***, hunters');
    expect(createRedactor({ env: { DB_PASSWORD: 'task' } }).event(warning('the task ran'))).toMatchObject({
      text: 'the task ran',
    });
  });
});

describe('also masked', () => {
  test('the password of a URL in a value, on its own', () => {
    expect(quoted({ U: 'postgres://app:hun%40ter2@db/x' }, 'bad hun@ter2, bad hun%40ter2')).toBe('bad ***, bad ***');
  });
  test('a password of the command, on its own', () => {
    const redactor = createRedactor({ command: ['migrate', '--password', 'hunter22', 'postgres://a:opensesame@h/x'] });
    expect(redactor.text('not found: hunter22, opensesame')).toBe('not found: ***, ***');
  });
  test('the environment and the commands of a task definition file', () => {
    const container = {
      name: 'm',
      environment: [{ name: 'A', value: 'opensesame' }],
      command: ['x', '--token=hunter22'],
    };
    const redactor = createRedactor({}, { taskDefinition: { family: 'f', containerDefinitions: [container] } });
    expect(redactor.text('invalid: opensesame hunter22')).toBe('invalid: *** ***');
  });
  test('each line of a value with several', () => {
    expect(quoted({ PEM: 'BEGIN\nhunter22\nEND' }, 'cannot read hunter22')).toBe('cannot read ***');
  });
  test('a value that slipped into a sentence of ours, where it is no word', () => {
    expect(createRedactor({ env: { KEY: 'x7Kp2Qw9Zt' } }).event(warning('bad x7Kp2Qw9Zt'))).toMatchObject({
      text: 'bad ***',
    });
  });
  test('what the user gave and is shown back: a command that has the value in it', () => {
    const redactor = createRedactor({ env: { KEY: 'x7Kp2Qw9', MODE: 'migration' } });
    const settings = { command: { value: ['migration', '--key', 'x7Kp2Qw9'], origin: 'x' } };
    expect(redactor.event({ type: 'settings', settings })).toMatchObject({
      settings: { command: { value: ['migration', '--key', '***'] } },
    });
  });
});

describe('a value however it is written', () => {
  const SECRET = 'p"\\/<é€&\'=+ x7K';
  const env = { ANY: SECRET };
  const escaped = (text: string) =>
    [...text]
      .map((one) =>
        [...Array(one.length).keys()].map((i) => `\\u${one.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
      )
      .join('');
  test.each<[string, string]>([
    ['JSON', JSON.stringify(SECRET)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(SECRET))],
    ['JSON without characters beyond ASCII', JSON.stringify(SECRET).replace(/[^ -~]/g, escaped)],
    [
      'JSON made for HTML',
      JSON.stringify(SECRET)
        .replace(/[<>&']/g, escaped)
        .replaceAll('/', '\\/'),
    ],
    ['JSON in upper case', `"${escaped(SECRET).toUpperCase().replaceAll('U', 'u')}"`],
    ['a URL', encodeURIComponent(SECRET)],
    ['a URL in small letters', encodeURIComponent(SECRET).toLowerCase().replace('x7k', 'x7K')],
    ['a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    [
      'HTML',
      SECRET.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    ],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64 of a longer text', Buffer.from(`user:${SECRET};`).toString('base64')],
    ['base64 at another place', Buffer.from(`a=${SECRET}`).toString('base64')],
    ['base64 for URLs', Buffer.from(`{"k":"${SECRET}"}`).toString('base64url')],
  ])('%s', (_, written) => {
    const shown = quoted(env, `refused: [${written}] by it`);
    expect(shown).toMatch(/^refused: \[.*\*\*\*.*\] by it$/s);
    for (const part of [written.slice(4, 12), written.slice(-14, -6)]) {
      if (!/base64/.test(_)) expect(shown).not.toContain(part);
    }
    const decoded = Buffer.from(/\[(.*)\]/s.exec(shown)?.[1]?.replaceAll('*', '') ?? '', 'base64').toString();
    expect(decoded).not.toContain('x7K');
  });

  test.each<[string, string, string]>([
    ['its beginning at the end of a line', 'key is x7Kp2Qw', 'key is ***'],
    ['with an ellipsis', 'key is x7Kp2Qw…\nnext', 'key is ***…\nnext'],
    ['its end at the beginning of a line', 'w9ZtB4 is bad', '*** is bad'],
    ['both', 'key x7Kp2Q\nw9ZtB4 bad', 'key ***\n*** bad'],
    ['its middle', 'p2Qw9Zt', 'p2Qw9Zt'],
    ['a line of its middle', 'Kp2Qw9Zt', '***'],
    ['a word is no part of it', 'the end is x7', 'the end is x7'],
  ])('cut by lines: %s', (_, text, shown) => expect(quoted({ ANY: 'x7Kp2Qw9ZtB4' }, text)).toBe(shown));

  test('the word at the beginning of a URL is no part of it', () => {
    expect(quoted({ URL: 'postgres://app:x7Kp2Q@db/shop' }, 'cannot connect to postgres')).toBe(
      'cannot connect to postgres',
    );
  });
});

/** Nothing that the mask itself is made of. */
const value = fc
  .oneof(
    fc.string({ minLength: 4 }),
    fc.string({ unit: 'binary', minLength: 4 }),
    fc.stringMatching(/^[.*+?^$()[\]\\|{}/-]{4,}$/),
  )
  .filter((text) => text.length >= SHORTEST_SECRET && !text.includes('*'));

test('a value cannot be found in what is said, whatever its characters and its neighbours', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 5 }),
      fc.string(),
      fc.infiniteStream(fc.nat()),
      (values, noise, picks) => {
        // Prefixes and overlaps of one another too.
        const all = [...values, ...values.map((one) => one.slice(0, 5)), ...values.map((one) => one + one.slice(0, 2))];
        const parts = [...picks.take(8)].map((pick) => all[pick % all.length] ?? '');
        const text = parts.join(noise.includes('*') ? '' : noise);
        const shown = hideSpans(
          text,
          all.flatMap((one) => findOccurrences(text, one)),
        );
        for (const one of all.filter((each) => !each.includes('*'))) expect(shown).not.toContain(one);
      },
    ),
  );
});

test('and not as JSON, a URL or base64 spells it', () => {
  fc.assert(
    fc.property(value, (secret) => {
      const redactor = createRedactor({ env: { DB_PASSWORD: secret } });
      const json = JSON.stringify({ environment: [{ name: 'DB_PASSWORD', value: secret }] });
      const spellings = [secret, JSON.stringify(secret).slice(1, -1), safely(secret)];
      const shown = redactor.text(`(${json}) (${JSON.stringify(json)}) (${safely(secret)})`);
      // In brackets of their own: a short value may be a part of other words.
      for (const spelling of spellings) expect(shown).not.toContain(`(${spelling})`);
      for (const spelling of spellings) expect(shown).not.toContain(`"${spelling}"`);
    }),
  );
});

const safely = (text: string) => {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
};

test('text without a secret stays as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{0,40}$/), fc.stringMatching(/^[A-Z0-9]{8,20}$/), (text, secret) => {
      expect(createRedactor({ env: { ANY: secret } }).text(text)).toBe(text);
    }),
  );
});
