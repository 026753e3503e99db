import { expect, test } from 'vitest';
import { clusterOfTask, familyAndRevision, parseArn, shortName } from '../../../src/core/base/arn.ts';

test('ARNs', () => {
  const arn = 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123';
  expect(parseArn(arn)).toMatchObject({ region: 'eu-west-1', account: '123456789012', resource: 'task/staging/0123' });
  expect(parseArn('staging')).toBeUndefined();
  expect(clusterOfTask(arn)).toBe('staging');
  expect(clusterOfTask('0123')).toBeUndefined();
  expect(shortName(arn)).toBe('0123');
  expect(familyAndRevision('arn:aws:ecs:r:a:task-definition/app:7')).toEqual({ family: 'app', revision: 7 });
});
