import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { moduleDirectories } from './checked.ts';

interface Resource {
  address: string;
  body: string;
}

/** Blocks of files that `terraform fmt` has formatted. */
function resourcesOf(directory: string): Resource[] {
  const files = readdirSync(path.join(ROOT, directory)).filter((file) => file.endsWith('.tf'));
  const text = files.map((file) => readFileSync(path.join(ROOT, directory, file), 'utf8')).join('\n');
  const blocks = text.matchAll(/^resource "(\w+)" "(\w+)" \{\n([\s\S]*?)^\}/gm);
  return [...blocks].map(([, type, name, body = '']) => ({ address: `${type}.${name}`, body }));
}

/** What begins to act with its role as soon as it is there, or says no when the role may not do its part yet. */
const ACTS =
  /^aws_(codepipeline|codebuild_project|codedeploy_deployment_group|lambda_function|cloudwatch_event_target)\./;

/** A policy is a resource of its own: whoever takes the role is made beside it, and may be there first. */
function unordered(resources: readonly Resource[]): string[] {
  const policies = resources.filter(({ address }) => /^aws_iam_role_policy(_attachment)?\./.test(address));
  return resources
    .filter(({ address }) => ACTS.test(address))
    .flatMap(({ address, body }) => {
      const role = /^ {2}(?:role|role_arn|service_role|service_role_arn) += aws_iam_role\.(\w+)/m.exec(body)?.[1];
      const after = /depends_on = \[([^\]]*)\]/.exec(body)?.[1] ?? '';
      const needed = policies.filter(
        (policy) => role && new RegExp(`role += aws_iam_role\\.${role}\\.`).test(policy.body),
      );
      return needed
        .filter((policy) => !after.split(/[,\s]+/).includes(policy.address))
        .map((policy) => `${address} may be made before ${policy.address}`);
    });
}

test.each(moduleDirectories())('in %s nothing is made before its role may do its part', (directory) => {
  expect(unordered(resourcesOf(directory))).toEqual([]);
});

test('a pipeline that forgets one of two policies is found', () => {
  const policy = (name: string) => ({
    address: `aws_iam_role_policy.${name}`,
    body: '  role   = aws_iam_role.it.name\n',
  });
  const pipeline = {
    address: 'aws_codepipeline.it',
    body: '  role_arn = aws_iam_role.it.arn\n  depends_on = [aws_iam_role_policy.a]\n',
  };
  expect(unordered([pipeline, policy('a'), policy('b')])).toEqual([
    'aws_codepipeline.it may be made before aws_iam_role_policy.b',
  ]);
});
