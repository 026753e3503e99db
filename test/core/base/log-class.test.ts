import { expect, test } from 'vitest';
import type { CallFailure } from '../../../src/core/base/failure.ts';
import { refusesClass } from '../../../src/core/base/log-class.ts';

const refused = (name: string, message: string, operation = 'logs:GetLogEvents'): CallFailure => ({
  kind: 'refused',
  operation,
  name,
  message,
});

test.each([
  [
    'InvalidOperationException',
    'The log group /aws/eks/a/cluster is of log-group-class INFREQUENT_ACCESS. GetLogEvents is not supported for this log class.',
  ],
  ['ValidationException', 'This operation is only supported on the Standard log class.'],
  ['InvalidParameterException', 'GetLogEvents cannot be used with log group class INFREQUENT_ACCESS'],
])('%s: %s', (name, message) => expect(refusesClass(refused(name, message))).toBe(true));

test('not what is refused for another reason', () => {
  expect(refusesClass(refused('InvalidParameterException', 'The specified nextToken is invalid.'))).toBe(false);
  expect(refusesClass(refused('ClientException', 'of the log class', 'ecs:RunTask'))).toBe(false);
});
