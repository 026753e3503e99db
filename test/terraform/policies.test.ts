import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../support/iam/policy.ts';
import { findFaults } from '../support/iam/reference.ts';
import { ROOT } from '../support/paths.ts';
import { moduleDirectories } from './checked.ts';

/**
 * The policies that modules and examples render, by name: terraform's own tests compare the files with what it renders. So the
 * chain is closed: what an apply would make is what is held against AWS's reference here.
 */
function rendered(directory: string): Record<string, Policy> {
  const file = path.join(ROOT, directory, 'tests/policies.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const own = path.join(ROOT, directory, 'tests/policy.json');
  if (!existsSync(own)) return {};
  const { run, features, changes } = JSON.parse(readFileSync(own, 'utf8'));
  const blocks = Object.entries({ ...features, ...changes }).map(([name, statements]) => [
    name,
    { Statement: statements },
  ]);
  return { run, ...Object.fromEntries(blocks) };
}

const texts = (directory: string) =>
  readdirSync(path.join(ROOT, directory))
    .filter((name) => name.endsWith('.tf'))
    .map((name) => readFileSync(path.join(ROOT, directory, name), 'utf8'))
    .join('\n');

/** A directory whose policies are tested with those of the one above it. */
const ABOVE: Record<string, string> = { 'terraform/examples/blue-green/environment': 'terraform/examples/blue-green' };

const DOCUMENTS = moduleDirectories().flatMap((directory) =>
  Object.entries(rendered(directory)).map(([name, policy]) => [directory, name, policy] as const),
);

test.each(DOCUMENTS)(
  '%s, %s: the Service Authorization Reference knows all of it',
  async (_directory, _name, policy) => {
    expect(await findFaults(policy)).toEqual([]);
  },
);

test('every policy in the modules and examples is among them', () => {
  const written = new Map<string, number>();
  for (const directory of moduleDirectories()) {
    const count = texts(directory).split('"2012-10-17"').length - 1;
    const place = ABOVE[directory] ?? directory;
    written.set(place, (written.get(place) ?? 0) + count);
  }
  const missing = [...written].filter(([directory, count]) => Object.keys(rendered(directory)).length < count);
  expect(missing).toEqual([]);
});

describe('the check', () => {
  const RUN = {
    Effect: 'Allow' as const,
    Action: ['ecs:RunTask'],
    Resource: ['arn:aws:ecs:eu-west-1:111122223333:task-definition/shop-migrate:*'],
  };
  const faults = (...statements: object[]) =>
    findFaults({ Version: '2012-10-17', Statement: statements.map((it) => ({ ...RUN, ...it })) });

  test.each([
    ['a Sid that IAM refuses', { Sid: 'Run it' }, 'a Sid is letters and digits'],
    ['an action that is not there', { Action: ['ecs:RunTasks', 'ecs:RunTask'] }, 'there is no action ecs:RunTasks'],
    [
      'a resource of another type',
      { Resource: ['arn:aws:ecs:eu-west-1:111122223333:cluster/staging'] },
      'takes none of its resources',
    ],
    ['one resource too many', { Resource: [...RUN.Resource, 'arn:aws:s3:::b/*'] }, 'no action takes arn:aws:s3:::b/*'],
    ['more than is needed', { Resource: ['*'] }, 'takes task-definition, not only *'],
    ['a resource where there is none', { Action: ['ecs:DescribeTaskDefinition'] }, 'knows no resource, only *'],
    [
      'a key that the action does not have',
      { Condition: { StringEquals: { 'ecs:privileged': 'false' } } },
      'does not have the condition key ecs:privileged',
    ],
    [
      'an operator of another type',
      { Condition: { StringEquals: { 'ecs:task-cpu': '1' } } },
      'which StringEquals does not fit',
    ],
  ])('finds %s', async (_, change, fault) => {
    expect((await faults(change)).join('\n')).toContain(fault);
    expect(await faults({})).toEqual([]);
  });
});
