import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { temporaryFiles } from '../support/temporary.ts';
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

test('the placeholder of the pipeline listens on the port of the application, and answers 200 whatever is asked', () => {
  const words = /command += (\["sh", "-c", ".*"\])$/m.exec(
    read('terraform/examples/blue-green/environment/service.tf'),
  )?.[1];
  const [shell = '', ...args] = JSON.parse(words ?? '[]');
  using folder = temporaryFiles({});
  const place = path.join(folder.path, 'default.conf');
  writeFileSync(path.join(folder.path, 'nginx'), '#!/bin/sh\necho "nginx $*"\n', { mode: 0o755 });
  const own = args.map((word: string) => word.replace('/etc/nginx/conf.d/default.conf', place));
  const env = { PATH: `${folder.path}:/usr/bin:/bin`, PORT: '8123' };
  expect(execFileSync(shell, own, { env, encoding: 'utf8' })).toBe('nginx -g daemon off;\n');
  expect(readFileSync(place, 'utf8')).toBe('server { listen 8123; location / { return 200; } }\n');
});
