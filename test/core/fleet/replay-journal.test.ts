import { expect, test } from 'vitest';
import type {
  EndedEntry,
  FleetEntry,
  IntentEntry,
  JournalEntry,
  LaunchedEntry,
} from '../../../src/core/fleet/journal.ts';
import { replayJournal } from '../../../src/core/fleet/replay-journal.ts';

const at = '2026-11-27T08:00:00.000Z';
const fleet: FleetEntry = {
  entry: 'fleet',
  version: 1,
  at,
  fleet: 'f1',
  tool: '0.1.0',
  source: 'targets.yml',
  rows: 2,
  writer: 'w1',
};
const where = { cluster: 'c', region: 'eu-west-1' };
const intent = (target: string, attempt = 1): IntentEntry => {
  return { entry: 'intent', at, target, attempt, migration: 'm', image: 'app:1', ...where };
};
const launched = (target: string, attempt = 1): LaunchedEntry => {
  return { entry: 'launched', at, target, attempt, taskArn: `arn:${target}:${attempt}` };
};
const ended = (target: string, exitCode: number, attempt = 1): EndedEntry => ({
  entry: 'ended',
  at,
  target,
  attempt,
  taskArn: `arn:${target}:${attempt}`,
  end: exitCode === 0 ? 'succeeded' : 'failed',
  outcome: exitCode === 0 ? 'succeeded' : 'failed',
  exitCode,
  containerExitCode: exitCode,
  cause: '',
  next: '',
  tookMs: 1_000,
});
const progressOf = (entries: JournalEntry[]) =>
  [...(replayJournal(entries)?.targets.values() ?? [])].map(({ target, attempt, progress, end }) => {
    return [target, attempt, progress, end?.exitCode];
  });

test('the last entry of a target counts', () => {
  expect(progressOf([fleet, intent('a'), intent('b'), launched('a'), ended('a', 0), launched('b')])).toEqual([
    ['a', 1, 'ended', 0],
    ['b', 1, 'launched', undefined],
  ]);
});

test('an intent of the next attempt begins anew; late entries of the attempt before it change nothing', () => {
  expect(progressOf([fleet, intent('a'), ended('a', 1), intent('a', 2), launched('a', 1), ended('a', 0, 1)])).toEqual([
    ['a', 2, 'intended', undefined],
  ]);
});

test('of one attempt, the first intent counts: its task is the first that ECS forgets', () => {
  const later = { ...intent('a'), at: '2026-11-27T08:45:00.000Z' };
  const next = { ...intent('a', 2), at: '2026-11-27T09:00:00.000Z' };
  const intendedAt = (entries: JournalEntry[]) => replayJournal(entries)?.targets.get('a')?.intendedAt;
  expect(intendedAt([fleet, intent('a'), later])).toBe(Date.parse(at));
  expect(intendedAt([fleet, intent('a'), later, next])).toBe(Date.parse(next.at));
});

test('nothing is known without an entry of the fleet', () => {
  expect(replayJournal([])).toBeUndefined();
  expect(replayJournal([fleet])).toMatchObject({ fleet: 'f1', rows: 2 });
});
