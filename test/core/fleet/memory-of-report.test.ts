import { expect, test } from 'vitest';
import { journalOfMemory } from '../../../src/core/fleet/journal-of-memory.ts';
import { memoryOfReport } from '../../../src/core/fleet/memory-of-report.ts';
import { replayJournal } from '../../../src/core/fleet/replay-journal.ts';
import { renderJson } from '../../../src/report/json.ts';
import { aFleetReport } from '../../support/a-fleet.ts';
import { aReport } from '../../support/a-report.ts';

const report = aFleetReport({ targets: 300 });
const memory = memoryOfReport(renderJson(report));
const of = (name: string) => memory?.targets.get(name);

test('what has succeeded, what failed and what is not known', () => {
  expect(memory).toMatchObject({ fleet: 'f3a9c1d2', source: 'targets.yml', rows: 300 });
  expect(of('tenant-0001')).toMatchObject({
    attempt: 1,
    progress: 'ended',
    migration: 'aa11',
    image: 'shop@sha256:1234',
    cluster: 'production',
    region: 'eu-west-1',
    taskArn: expect.stringContaining(':task/production/'),
    end: { end: 'succeeded', exitCode: 0, tookMs: expect.any(Number) },
  });
  expect(of('tenant-0014')?.end).toMatchObject({ end: 'failed', outcome: 'failed', exitCode: 1 });
  expect(of('tenant-0043')?.end).toMatchObject({ end: 'unknown', outcome: 'unknown' });
  expect(memory?.targets.size).toBe(295);
  expect(of('tenant-0300')).toBeUndefined();
});

test.each([
  ['launching', null, 'intended'],
  ['running', 'arn:aws:ecs:eu-west-1:123456789012:task/production/1', 'launched'],
] as const)('a target that was %s keeps its attempt', (state, taskArn, progress) => {
  const targets = report.fleet?.targets.slice(0, 1).map((target) => ({ ...target, state, taskArn, outcome: null }));
  const text = JSON.stringify({ ...report, fleet: { ...report.fleet, targets } });
  expect(memoryOfReport(text)?.targets.get('tenant-0001')).toMatchObject({ progress, attempt: 1 });
});

test('a task that was left running may still run', () => {
  const targets = report.fleet?.targets
    .slice(0, 1)
    .map((target) => ({ ...target, outcome: 'interrupted', exitCode: 130, reasons: ['task-left'] }));
  const text = JSON.stringify({ ...report, fleet: { ...report.fleet, targets } });
  expect(memoryOfReport(text)?.targets.get('tenant-0001')?.end?.end).toBe('unknown');
});

test.each([
  ['the report of a run', renderJson(aReport())],
  ['a journal', '{"entry":"fleet"}\n{}'],
  ['nothing', ''],
  ['null', 'null'],
])('%s is no report of a fleet', (_, text) => {
  expect(memoryOfReport(text)).toBeUndefined();
});

test('the journal that a resumed fleet begins says the same', () => {
  if (memory === undefined) throw new Error('it is a report');
  const entries = journalOfMemory(memory, { at: '2026-11-21T13:00:00.000Z', tool: '1', writer: 'w' });
  expect(replayJournal(entries)).toEqual(memory);
});
