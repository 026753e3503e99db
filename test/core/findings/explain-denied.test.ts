import { expect, test } from 'vitest';
import type { CallFailure } from '../../../src/core/base/failure.ts';
import { explainFailure } from '../../../src/core/explain/explain-failure.ts';
import { fixDenied } from '../../../src/core/findings/explain-denied.ts';

const failure = (message: string, over: Partial<CallFailure> = {}): CallFailure => ({
  kind: 'denied',
  operation: 'ecs:RunTask',
  name: 'AccessDeniedException',
  message,
  ...over,
});
const WHO = 'User: arn:aws:sts::123456789012:assumed-role/build/AWSCodeBuild-1 is not authorized to perform:';
const FAMILY = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/app:7';

test.each([
  [
    `${WHO} ecs:RunTask on resource: ${FAMILY} because no identity-based policy allows the ecs:RunTask action`,
    `allow ecs:RunTask on ${FAMILY} to role build; the statement to add to a policy: {"Effect":"Allow","Action":"ecs:RunTask","Resource":"arn:aws:ecs:eu-west-1:123456789012:task-definition/app:*"}`,
  ],
  [
    `${WHO} iam:PassRole on resource: arn:aws:iam::123456789012:role/exec because no permissions boundary allows the iam:PassRole action`,
    'allow iam:PassRole on arn:aws:iam::123456789012:role/exec to role build; the statement to add to the permissions boundary: {"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role/exec"}',
  ],
  [
    `${WHO} ecs:RunTask on resource: ${FAMILY} with an explicit deny in a service control policy`,
    `a service control policy denies ecs:RunTask on ${FAMILY} explicitly: have that policy changed, because no other policy can allow the action`,
  ],
  [
    'Access denied',
    'allow ecs:RunTask to the role that ecs-migrate runs as; the statement to add to a policy: {"Effect":"Allow","Action":"ecs:RunTask","Resource":"*"}',
  ],
])('%s', (message, fix) => {
  expect(fixDenied(failure(message))).toBe(fix);
});

test('a refusal that the catalogue knows is explained, and whether another try makes sense', () => {
  const message =
    'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.';
  expect(explainFailure(failure(message, { kind: 'refused', name: 'InvalidParameterException' }))).toEqual({
    reasons: ['refused', 'capacity-provider'],
    cause: expect.stringMatching(
      /^AWS refused the call: the capacity provider does not belong to the cluster \(ecs:RunTask: /,
    ),
    next: expect.stringMatching(/put-cluster-capacity-providers.*; without a fix the same run would fail again$/),
  });
});

test.each([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
])('%s is about the credentials: no policy is offered', (name) => {
  const next = fixDenied(failure('The security token included in the request is invalid.', { name }));
  expect(next).not.toContain('"Effect"');
  expect(next).toMatch(/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)/);
});
