import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readRunTaskInput } from '../../src/config/run-task-input.ts';
import { temporaryDirectory } from '../support/temporary.ts';

async function read(content: unknown) {
  using directory = temporaryDirectory();
  writeFileSync(path.join(directory.path, 'x.json'), JSON.stringify(content));
  return await readRunTaskInput('x.json', directory.path);
}

test('members of RunTask are taken as they are', async () => {
  const input = {
    enableExecuteCommand: true,
    overrides: { taskRoleArn: 'arn:…', containerOverrides: [{ name: 'app', memoryReservation: 128 }] },
    volumeConfigurations: [{ name: 'data' }],
    tags: [{ key: 'a', value: 'b' }],
  };
  expect(await read(input)).toEqual({ ok: true, value: input });
});

test.each<[object, object]>([
  [{ clientToken: 'x' }, { key: 'clientToken', fix: expect.stringContaining('--idempotency-key') }],
  [{ startedBy: 'x' }, { key: 'startedBy', fix: expect.stringContaining('--lock') }],
  [{ count: 2 }, { key: 'count' }],
  [{ cluster: 'x' }, { key: 'cluster', fix: 'give --cluster' }],
  [{ platformVerison: '1.4.0' }, { key: 'platformVerison', fix: 'did you mean platformVersion?' }],
  [
    { networkConfiguration: { awsvpcConfiguration: { subnets: ['vpc-1'] } } },
    { key: 'networkConfiguration.awsvpcConfiguration.subnets.0', problem: expect.stringContaining('is a VPC') },
  ],
  [{ overrides: { containerOverrides: [{ command: ['x'] }] } }, { key: 'overrides.containerOverrides.0.name' }],
])('%j is refused', async (content, finding) => {
  expect(await read(content)).toMatchObject({ failure: { code: 'file-problem', file: 'x.json', ...finding } });
});
