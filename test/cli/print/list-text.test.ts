import { expect, test } from 'vitest';
import { listText } from '../../../src/cli/print/list-text.ts';
import type { MigrationRowEvent } from '../../../src/core/events/events.ts';

const ID = '0123456789abcdef0123456789abcdef';

function row(over: Partial<MigrationRowEvent> = {}): MigrationRowEvent {
  return {
    type: 'migration',
    at: '2026-11-21T12:10:05.000Z',
    lock: 'app-migrate',
    container: 'migrate',
    cause: '',
    taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/staging/${ID}`,
    taskDefinition: 'app-migrate:7',
    build: 'project:8f1c0b52-90aa-4c0e-a8f6-2b8d8f3f7a11',
    execution: null,
    commit: 'c0ffee'.repeat(6),
    phase: 'stopped',
    lastStatus: 'STOPPED',
    outcome: 'failed',
    containerExitCode: 3,
    createdAt: '2026-11-21T12:06:00.000Z',
    startedAt: null,
    stoppedAt: null,
    ...over,
  };
}

test('in full into a pipe, aligned', () => {
  const open = { phase: 'running', outcome: null, containerExitCode: null, build: null, commit: null } as const;
  expect(listText([row(), row({ lock: 'b', ...open })], undefined)).toBe(
    [
      'LOCK         TASK                              OUTCOME  EXIT  AGE        BUILD                                         COMMIT',
      `app-migrate  ${ID}  failed   3     4 min 5 s  project:8f1c0b52-90aa-4c0e-a8f6-2b8d8f3f7a11  ${'c0ffee'.repeat(6)}`,
      `b            ${ID}  running  -     4 min 5 s  -                                             -`,
      '',
    ].join('\n'),
  );
});

test('on a terminal long values are cut at the end; task and outcome stay whole', () => {
  const lines = listText([row()], 100).trimEnd().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines[1]).toMatch(
    /^app-migrate {2}0123456789abcdef0123456789abcdef {2}failed +3 +4 min 5 s {2}project.*… {2}c0.*…$/,
  );
});

test('a narrow terminal wraps what must stay whole', () => {
  expect(listText([row()], 20)).toContain(`app-mig…  ${ID}  failed`);
});

test('wide characters count as the columns that they take', () => {
  const [, first, second] = listText(
    [row({ build: '移行移行移行', commit: 'x' }), row({ build: 'b', commit: 'x' })],
    undefined,
  ).split('\n');
  expect(first?.indexOf('x')).toBe((second?.indexOf('x') ?? 0) - 6);
});

test('a build cannot move the cursor or begin a line', () => {
  const text = listText([row({ build: 'a\n\u001b[2Jb', commit: '\u001b[31mred' })], 200);
  expect(text).toContain('a\\n\\u001b[2Jb');
  expect(text).not.toContain('\u001b');
});

test('nothing found is no table', () => {
  expect(listText([], undefined)).toBe('');
});
