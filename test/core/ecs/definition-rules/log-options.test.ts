import { expect, test } from 'vitest';
import {
  checkLogOptions,
  createsGroup,
  parseGoBoolean,
} from '../../../../src/core/ecs/definition-rules/log-options.ts';

test.each([
  [['1', 't', 'T', 'TRUE', 'true', 'True'], true],
  [['0', 'f', 'F', 'FALSE', 'false', 'False'], false],
  [['', 'yes', 'tRUE', ' true', 'on'], undefined],
])('as Go does, %j is read as %s', (texts, value) => {
  for (const text of texts) expect(parseGoBoolean(text), text).toBe(value);
});

test('a group is made where the option says so', () => {
  const of = (value?: string) => createsGroup(value === undefined ? {} : { 'awslogs-create-group': value });
  expect([of(), of(''), of('True'), of('1'), of('false')]).toEqual([false, false, true, true, false]);
});

test.each<[Record<string, string>, string[]]>([
  [{}, []],
  [{ mode: 'blocking', 'awslogs-create-group': 'TRUE' }, []],
  [{ mode: 'non-blocking', 'max-buffer-size': '25m' }, []],
  // Without a mode the account's setting decides, and that may be non-blocking.
  [{ 'max-buffer-size': '4 MB' }, []],
  [{ mode: 'nonblocking' }, ['mode']],
  [{ mode: 'blocking', 'max-buffer-size': '4m' }, ['max-buffer-size']],
  [{ mode: 'non-blocking', 'max-buffer-size': 'much' }, ['max-buffer-size']],
  [{ 'awslogs-create-group': 'yes' }, ['awslogs-create-group']],
  [{ 'awslogs-datetime-format': '%Y', 'awslogs-multiline-pattern': '^x' }, ['awslogs-multiline-pattern']],
])('of %j the driver refuses %j', (options, refused) => {
  expect(checkLogOptions('awslogs', options).map(({ option }) => option)).toEqual(refused);
});
