import { expect, test } from 'vitest';
import { createFleetCollector } from '../../../src/report/fleet/collect-fleet.ts';
import { KEPT_OF_TARGET } from '../../../src/report/fleet/fleet-report.ts';
import { renderJson } from '../../../src/report/json.ts';
import type { Report } from '../../../src/report/report.ts';
import { aFleetReport, fleetEvents, nameOf } from '../../support/a-fleet.ts';

const targetsOf = ({ fleet }: Report) => fleet?.targets ?? [];

test('the JSON report has every target, with what a resumed fleet needs of it', () => {
  const report = JSON.parse(renderJson(aFleetReport({ targets: 300 }))) as Report;
  expect(report.fleet).toMatchObject({
    fleet: 'f3a9c1d2',
    source: 'targets.yml',
    rows: 300,
    succeeded: 282,
    failed: 12,
    unknown: 1,
    unlaunched: 5,
    journal: 'ecs-migrate-f3a9c1d2.jsonl',
    concurrency: 20,
  });
  expect(targetsOf(report)).toHaveLength(300);
  expect(targetsOf(report)[13]).toMatchObject({
    name: 'tenant-0014',
    row: 'targets.yml:14',
    group: 'db-3',
    wave: 2,
    state: 'ended',
    attempt: 1,
    outcome: 'failed',
    exitCode: 1,
    causeCode: 'lock-timeout',
    migration: 'aa11',
    image: 'shop@sha256:1234',
    taskArn: expect.stringContaining('task/production/'),
    launchedAt: expect.stringMatching(/Z$/),
    endedAt: expect.stringMatching(/Z$/),
    phases: { total: expect.any(Number) },
  });
  expect(targetsOf(report)[299]).toMatchObject({ state: 'waiting', attempt: 0, outcome: null, taskArn: null });
  expect(report.fleet?.waves).toMatchObject([
    { wave: 1, targets: 1, succeeded: 1, startedAt: expect.any(String), endedAt: expect.any(String) },
    { wave: 2, targets: 30 },
    { wave: 3, targets: 269 },
  ]);
});

test('last lines of failures only, and only the last', () => {
  const targets = targetsOf(aFleetReport({ targets: 300, lines: 1_000 }));
  expect(targets.filter(({ lastLines }) => lastLines.length > 0)).toHaveLength(13);
  expect(targets[13]?.lastLines).toHaveLength(KEPT_OF_TARGET.lines);
  expect(targets[13]?.lastLines.at(-1)).toBe('applying step 1000 of 1000 to tenant-0014');
});

test('lines that arrive after the end of their target belong to it, too', () => {
  const collector = createFleetCollector({
    tool: { name: 'ecs-migrate', version: '1' },
    command: 'run',
    startedAt: '',
    build: {},
  });
  const events = [...fleetEvents({ targets: 2, endOf: () => 'nulls' })];
  const logs = events.filter(({ type }) => type === 'log');
  for (const event of events.filter(({ type }) => type !== 'log')) collector.add(event);
  for (const event of logs) collector.add(event);
  const result = events.at(-1);
  if (result?.type !== 'result') throw new Error('the last event is the result');
  expect(targetsOf(collector.report(result)).map(({ lastLines }) => lastLines.length)).toEqual([12, 12]);
});

test('each target has its own secrets', () => {
  const report = aFleetReport({ targets: 30 }, (line, target) => `${target}: ${line.length}`);
  expect(targetsOf(report)[13]?.lastLines[0]).toMatch(/^tenant-0014: \d+$/);
  expect(nameOf(13)).toBe('tenant-0014');
});

test('a fleet whose targets file is not valid has the report of a run', () => {
  const collector = createFleetCollector({
    tool: { name: 'ecs-migrate', version: '1' },
    command: 'run',
    startedAt: '',
    build: {},
  });
  const result = [...fleetEvents({ targets: 1 })].at(-1);
  if (result?.type !== 'result') throw new Error('the last event is the result');
  expect(collector.report({ ...result, outcome: 'invalid', exitCode: 64 }).fleet).toBeUndefined();
});
