import { expect, test } from 'vitest';
import { disarmJson, workflowCommands } from '../../../src/cli/print/workflow-commands.ts';

const random = { next: () => 0, uuid: () => 'a-token' };
const stdout = { write: async () => undefined, isTTY: false, isFile: false, columns: undefined, rows: undefined };
const actions = { GITHUB_ACTIONS: 'true' };

test('commands are switched off once, and on again once', () => {
  const commands = workflowCommands({ env: actions, stdout }, random);
  expect(commands.resume()).toBe('');
  expect([commands.before(), commands.before()]).toEqual([
    '::group::Log of the migration\n::stop-commands::a-token\n',
    '',
  ]);
  const on = '::a-token::\n::endgroup::\n';
  expect(commands.resume()).toBe(on);
  expect([commands.after(), commands.after(), commands.resume()]).toEqual([on, '', '']);
});

test('without a line there is nothing to switch', () => {
  expect(workflowCommands({ env: actions, stdout }, random).after()).toBe('');
});

test('a log that goes into a file, and one elsewhere, stays exact', () => {
  const inFile = workflowCommands({ env: actions, stdout: { ...stdout, isFile: true } }, random);
  const elsewhere = workflowCommands({ env: {}, stdout }, random);
  for (const commands of [inFile, elsewhere]) expect(commands.before() + commands.after()).toBe('');
});

test('no line of ours is a command, and JSON says the same without one', () => {
  expect(workflowCommands({ env: actions, stdout }, random).disarm('x ##[error]y')).toBe('x # #[error]y');
  const json = JSON.stringify({ message: '##[error]x' });
  expect(disarmJson(json, actions)).not.toContain('##[');
  expect(JSON.parse(disarmJson(json, actions))).toEqual({ message: '##[error]x' });
  expect(disarmJson(json, {})).toBe(json);
});
