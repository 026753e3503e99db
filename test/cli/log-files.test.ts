import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLogFiles, nameFile, prepareLogFolder } from '../../src/cli/log-files.ts';
import type { LogEvent, MigrationEvent } from '../../src/core/events/events.ts';
import { systemClock } from '../../src/system.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const line = (target: string, message: string, container = 'migrate'): LogEvent => ({
  type: 'log',
  at: '',
  target,
  container,
  stream: 's',
  timestamp: 0,
  message,
});

test('each target has a file with exactly its lines; the file of an earlier process is replaced', async () => {
  using folder = temporaryDirectory();
  writeFileSync(path.join(folder.path, 'a.log'), 'of before\n');
  const files = createLogFiles(folder.path, systemClock);
  for (let i = 0; i < 50_000; i += 1) {
    await files.take(line('a', `\u001b[31mline ${i}`));
    await files.take(line('b', `other ${i}`));
  }
  expect(await files.close()).toEqual([]);
  const lines = readFileSync(path.join(folder.path, 'a.log'), 'utf8').split('\n');
  expect(lines).toHaveLength(50_001);
  expect(lines[49_999]).toBe('\u001b[31mline 49999');
  expect(readdirSync(folder.path)).toEqual(['a.log', 'b.log']);
});

test('a target of several containers says which one wrote a line', async () => {
  using folder = temporaryDirectory();
  const files = createLogFiles(folder.path, systemClock);
  const launched = { type: 'launched', target: 'a', logStreams: [{}, {}] } as unknown as MigrationEvent;
  await files.take(launched);
  await files.take(line('a', 'one', 'proxy'));
  await files.close();
  expect(readFileSync(path.join(folder.path, 'a.log'), 'utf8')).toBe('proxy | one\n');
});

test('what cannot be written is said once for each file', async () => {
  using folder = temporaryDirectory();
  const files = createLogFiles(path.join(folder.path, 'gone'), systemClock);
  await files.take(line('a', 'one'));
  await files.take(line('a', 'two'));
  expect(await files.close()).toEqual([expect.stringMatching(/a\.log could not be written \(ENOENT\)$/)]);
});

test('the folder is created; a file in its place is a problem', async () => {
  using folder = temporaryDirectory();
  const deep = path.join(folder.path, 'one', 'two');
  expect(await prepareLogFolder(deep)).toBeUndefined();
  expect(readdirSync(deep)).toEqual([]);
  mkdirSync(path.join(folder.path, 'x'));
  writeFileSync(path.join(folder.path, 'x', 'file'), '');
  expect(await prepareLogFolder(path.join(folder.path, 'x', 'file'))).toMatch(/cannot be written \(E\w+\)/);
  expect(existsSync(path.join(folder.path, 'x', 'file'))).toBe(true);
});

test.each([
  ['tenant-1', 'tenant-1.log'],
  ['eu/tenant:1', 'eu%2Ftenant%3A1.log'],
  ['..', '%2E..log'],
  ['../../etc/passwd', '%2E.%2F..%2Fetc%2Fpasswd.log'],
  ['CON', '_CON.log'],
  ['nul.x', '_nul.x.log'],
])('the file of %s is %s', (target, file) => {
  expect(nameFile(target, new Set())).toBe(file);
});

test('names that differ only in their case have files of their own', () => {
  const taken = new Set<string>();
  expect(['Acme', 'ACME', 'acme'].map((name) => nameFile(name, taken))).toEqual([
    'Acme.log',
    'ACME~2.log',
    'acme~3.log',
  ]);
});
