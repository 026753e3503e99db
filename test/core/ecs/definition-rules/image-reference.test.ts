// biome-ignore-all lint/suspicious/noTemplateCurlyInString: open placeholders are what this is about
import { describe, expect, test } from 'vitest';
import { checkImage } from '../../../../src/core/ecs/definition-rules/image-reference.ts';
import { openPlaceholder } from '../../../../src/core/ecs/definition-rules/placeholders.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

/** As the tests of distribution/reference have them. */
test.each([
  'app',
  'app:1.2-rc_3',
  'a/b/c',
  'a__b/c.d-e--f:Latest',
  'localhost:5000/app',
  'registry.example.com:8443/team/app:1',
  'Registry.Example.COM/app',
  '[2001:db8::1]:5000/app',
  `app@${DIGEST}`,
  `app:1@${DIGEST}`,
  `${ECR}/app:1`,
  '111122223333.dkr-ecr.eu-west-1.on.aws/app',
  'public.ecr.aws/docker/library/postgres:17',
])('%s is a reference', (image) => {
  expect(checkImage(image)).toBeUndefined();
});

test.each([
  ['', 'empty'],
  ['app:', 'its tag is empty'],
  [`${ECR}/:1`, 'a part of its name is empty'],
  ['/app:1', 'a part of its name is empty'],
  [':1', 'a part of its name is empty'],
  ['app@', 'its digest is empty'],
  ['app@sha256:abc', 'is not a digest'],
  ['https://registry.example.com/app', 'begins with https://'],
  ['app:1 ', 'a space'],
  ['app:1\n', 'a line break'],
  ['My/App', 'capital letters'],
  ['registry.example.com/My/App:1', 'capital letters'],
  ['arn:aws:ecr:eu-west-1:111122223333:repository/app', 'it is an ARN'],
  ['12345.dkr.ecr.eu-west-1.amazonaws.com/app', '12345 is not an account'],
  ['111122223333.dkr.ecr.REGION.amazonaws.com/app', 'REGION is not a region'],
  ['ACCOUNT_ID.dkr.ecr.eu-west-1.amazonaws.com/app:1', 'ACCOUNT_ID is not an account'],
  ['app_:1', 'not an image reference'],
  [`${'a/'.repeat(130)}a`, 'longer than 255'],
])('%j is none: %s', (image, problem) => {
  expect(checkImage(image)?.problem).toContain(problem);
});

describe('what ECS itself refuses', () => {
  test.each([
    ['<IMAGE1_NAME>', true],
    ['$IMAGE', true],
    ['a b', true],
    ['https://registry.example.com/app', false],
    ['app:', false],
    ['My/App', false],
  ])('%s: %s', (image, refused) => {
    expect(checkImage(image)?.answer !== undefined).toBe(refused);
  });
});

test.each([
  ['${AWS_ACCOUNT_ID}.dkr', '${AWS_ACCOUNT_ID}'],
  ['a/$IMAGE_TAG', '$IMAGE_TAG'],
  ['a:$(git rev-parse HEAD)', '$(git rev-parse HEAD)'],
  ['a:${{ github.sha }}', '${{ github.sha }}'],
  ['{{ must_env `X` }}:1', '{{ must_env `X` }}'],
  ['{{.Repository}}', '{{.Repository}}'],
  ['<IMAGE1_NAME>', '<IMAGE1_NAME>'],
  ['{account}.dkr', '{account}'],
  ['#{repo}:1', '#{repo}'],
  ['%REPO%:1', '%REPO%'],
  ['[REPO NAME]:1', '[REPO NAME]'],
  ['@TAG@', '@TAG@'],
  ['__TAG__', '__TAG__'],
])('of %s, %s is open', (text, placeholder) => {
  expect(openPlaceholder(text)).toBe(placeholder);
});

test.each(['a__b', 'app:1', '[2001:db8::1]/app', `a@${DIGEST}`, '/ecs/app#1', '100%'])(
  'nothing of %s is open',
  (text) => {
    expect(openPlaceholder(text)).toBeUndefined();
  },
);
