import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../../src/core/events.ts';
import { createRedactor, hideValues, SHORTEST_SECRET } from '../../src/core/redact.ts';

const warning = (text: string): Happening => ({ type: 'warning', code: 'retrying', text });
const says = (env: Record<string, string>, text: string) => createRedactor({ env }).event(warning(text));

test('values of overrides are masked wherever the tool speaks, never in the container’s lines', () => {
  expect(says({ URL: 'opensesame' }, 'got opensesame')).toMatchObject({ text: 'got ***' });
  const log = { type: 'log', container: 'c', stream: 's', timestamp: 0, message: 'opensesame' } as const;
  expect(createRedactor({ env: { URL: 'opensesame' } }).event(log)).toBe(log);
});

describe('values that would garble everything', () => {
  test('are left alone if they are short', () => {
    expect(says({ A: '1', B: 'on', C: 'app' }, '1 app on fire')).toMatchObject({ text: '1 app on fire' });
  });

  test('and if they are shown in another setting: APP_ENV=staging hides no cluster staging', () => {
    const redactor = createRedactor({ env: { APP_ENV: 'staging', KEY: 'hunter22' }, cluster: 'staging-app' });
    expect(redactor.text('cluster staging-app has no hunter22')).toBe('cluster staging-app has no ***');
  });

  test('and if they are part of the task’s own names, once these are known', () => {
    const redactor = createRedactor({ env: { ACCOUNT: '123456789012', TOOL: 'ecs-migrate' } });
    const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/c/1';
    const attach = `npx ecs-migrate attach ${taskArn}`;
    const launched = { taskArn, taskDefinition: 'x', cluster: 'c', container: 'm', adopted: false, logStreams: [] };
    const console = null;
    expect(redactor.event({ type: 'launched', ...launched, attach, console })).toMatchObject({ taskArn, attach });
    expect(redactor.event(warning(`follow it with: ${attach}`))).toMatchObject({ text: `follow it with: ${attach}` });
  });

  test('what scripts branch on keeps its words', () => {
    const redactor = createRedactor({ env: { A: 'failed', B: 'warning', C: 'retrying' } });
    expect(redactor.event(warning('it failed'))).toEqual({ type: 'warning', code: 'retrying', text: 'it ***' });
  });
});

describe('also masked', () => {
  test('the password of a URL in a value, on its own', () => {
    expect(says({ U: 'postgres://app:hun%40ter2@db/x' }, 'bad hun@ter2, bad hun%40ter2')).toMatchObject({
      text: 'bad ***, bad ***',
    });
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
    expect(says({ PEM: 'BEGIN\nhunter22\nEND' }, 'cannot read hunter22')).toMatchObject({ text: 'cannot read ***' });
  });
});

/** Nothing that the mask itself, or an escape, is made of. */
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
        const shown = hideValues(text, all);
        for (const one of all.filter((each) => !each.includes('*'))) expect(shown).not.toContain(one);
      },
    ),
  );
});

test('and not as JSON or a URL spells it', () => {
  fc.assert(
    fc.property(value, (secret) => {
      const redactor = createRedactor({ env: { ANY: secret } });
      const quoted = JSON.stringify({ environment: [{ name: 'ANY', value: secret }] });
      const shown = redactor.text(`refused: ${quoted} and ${JSON.stringify(quoted)} and x=${safely(secret)}`);
      const json = JSON.stringify(secret).slice(1, -1);
      for (const spelling of [secret, json, safely(secret)]) expect(shown).not.toContain(spelling);
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
    fc.property(fc.string(), value, (text, secret) => {
      fc.pre(!text.includes(secret));
      expect(hideValues(text, [secret])).toBe(text);
    }),
  );
});
