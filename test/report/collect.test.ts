import { expect, test } from 'vitest';
import type { LaunchedEvent, LogEvent, ResultEvent } from '../../src/core/events/events.ts';
import { createCollector } from '../../src/report/collect.ts';
import { renderJson } from '../../src/report/json.ts';
import { KEPT } from '../../src/report/report.ts';

const at = '2026-01-02T03:04:05.678Z';
const facts = { tool: { name: 'ecs-migrate', version: '1' }, command: 'run', startedAt: at, build: {} } as const;
const launched: LaunchedEvent = {
  type: 'launched',
  at,
  taskArn: 'arn',
  taskDefinition: 'td',
  cluster: 'c',
  container: 'migrate',
  adopted: false,
  logStreams: [],
  console: null,
  attach: null,
};
const result: ResultEvent = {
  ending: 'failed',
  reasons: [],
  causeCode: null,
  causeLine: null,
  again: null,
  type: 'result',
  at,
  outcome: 'failed',
  exitCode: 3,
  containerExitCode: 3,
  taskArn: 'arn',
  cause: 'c',
  next: 'n',
  phases: {},
  task: null,
};
const line = (message: string, container = 'migrate'): LogEvent => ({
  type: 'log',
  at,
  container,
  stream: 's',
  timestamp: 0,
  message,
});

test('keeps the last lines of the migration container alone, and the last warnings', () => {
  const collector = createCollector(facts);
  collector.add(launched);
  for (let i = 0; i < 1_000; i += 1) {
    collector.add(line(`line ${i}`));
    collector.add(line('of another', 'agent'));
    collector.add({ type: 'warning', at, code: 'retrying', text: `try ${i}` });
  }
  collector.add(line('two\nin one\r\n'));
  const { lastLines, warnings } = collector.report(result);
  expect(lastLines).toHaveLength(KEPT.lines);
  expect(lastLines.slice(-4)).toEqual(['line 999', 'two', 'in one', '']);
  expect(warnings).toHaveLength(KEPT.warnings);
  expect(warnings.at(-1)).toEqual({ at, code: 'retrying', text: 'try 999' });
});

test('a long line is cut, after what it must not tell was masked', () => {
  const collector = createCollector(facts);
  collector.add(launched);
  collector.add(line(`${'x'.repeat(KEPT.lineCharacters - 3)}hunter22${'y'.repeat(1_000_000)}`));
  const [kept = ''] = collector.report(result, (text) => text.replaceAll('hunter22', '***')).lastLines;
  expect(kept).toBe(`${'x'.repeat(KEPT.lineCharacters - 3)}***`);
});

test('before the launch there is a report of what is known', () => {
  const collector = createCollector(facts);
  collector.add({ type: 'settings', at, settings: { cluster: { value: 'c', origin: '--cluster' } } });
  expect(JSON.parse(renderJson(collector.report({ ...result, outcome: 'invalid', exitCode: 64 })))).toMatchObject({
    version: 1,
    outcome: 'invalid',
    exitCode: 64,
    launched: null,
    plan: null,
    task: null,
    lastLines: [],
    settings: { cluster: { value: 'c', origin: '--cluster' } },
  });
});
