import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { readBlocks } from './hcl.ts';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

test('the buildspec in pipeline-stage is the one that users copy', () => {
  const copy = 'terraform/modules/pipeline-stage/buildspec.yml';
  if (process.env['UPDATE_DOCS']) writeFileSync(path.join(ROOT, copy), read('buildspec.yml'));
  expect(read(copy)).toBe(read('buildspec.yml'));
});

test('docs/first-apply.md asks for outputs and variables that the example has', () => {
  const page = read('docs/first-apply.md');
  const example = 'terraform/examples/blue-green';
  const outputs = readBlocks(`${example}/outputs.tf`, 'output').map(({ name }) => name);
  const asked = [...page.matchAll(/terraform output -json (\w+)/g)].map(([, name]) => name);
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter((name = '') => !outputs.includes(name))).toEqual([]);
  const variables = readBlocks(`${example}/variables.tf`, 'variable').map(({ name }) => name);
  const given = [...page.matchAll(/-var '?(\w+)=/g)].map(([, name]) => name);
  expect(given.length).toBeGreaterThan(2);
  expect(given.filter((name = '') => !variables.includes(name))).toEqual([]);
});
