import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/core/fleet/journal.ts';
import { replayJournal } from '../../../src/core/fleet/replay-journal.ts';
import { startOf } from '../../../src/core/fleet/resume.ts';
import { seeded } from '../../support/virtual-aws/randomness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TARGETS = Array.from({ length: 20 }, (_, n) => `t${n}`);

/** A process that is killed throws this. */
class Killed extends Error {}

/**
 * A fleet whose process is killed between any two of its steps, and started again after a while. ECS forgets a task and
 * its client token an hour after its end.
 */
function playFleet(seed: number) {
  const random = seeded(seed);
  const journal: JournalEntry[] = [];
  const tasks = new Map<string, { arn: string; endsAt: number; launches: number }>();
  let now = 1_795_262_400_000;
  let kills = 0;
  const at = () => new Date(now).toISOString();
  const remembers = ({ endsAt }: { endsAt: number }) => now < endsAt + HOUR;
  const mayDie = () => {
    now += 50;
    if (random.next() < 0.06) throw new Killed();
  };
  const write = (entry: JournalEntry) => {
    journal.push(entry);
    mayDie();
  };
  /** ECS answers a token that it knows with its task, and launches nothing. */
  const runTask = (token: string) => {
    const known = tasks.get(token);
    if (known !== undefined && remembers(known)) return known;
    const launches = (known?.launches ?? 0) + 1;
    const task = { arn: `${token}/${launches}`, endsAt: now + random.next() * 20 * MINUTE, launches };
    tasks.set(token, task);
    return task;
  };
  const end = (target: string, attempt: number, taskArn: string | null, isKnown: boolean) =>
    write({
      entry: 'ended',
      at: at(),
      target,
      attempt,
      taskArn,
      end: isKnown ? 'succeeded' : 'unknown',
      outcome: isKnown ? 'succeeded' : 'unknown',
      exitCode: isKnown ? 0 : 76,
      containerExitCode: isKnown ? 0 : null,
      cause: '',
      next: '',
      tookMs: null,
    });

  function work(target: string): void {
    const memory = replayJournal(journal)?.targets.get(target);
    const start = startOf(memory, false, now);
    if (start.do === 'skip') return;
    const { attempt } = start;
    const token = `${target}/${attempt}`;
    if (start.do === 'attach' || start.do === 'look-for') {
      const task = tasks.get(token);
      const isKnown = task !== undefined && remembers(task);
      if (isKnown) now = Math.max(now, task.endsAt);
      end(target, attempt, isKnown ? task.arn : null, isKnown);
      return;
    }
    write({ entry: 'intent', at: at(), target, attempt, migration: 'm', image: 'i', cluster: 'c', region: 'r' });
    const task = runTask(token);
    mayDie();
    write({ entry: 'launched', at: at(), target, attempt, taskArn: task.arn });
    now = Math.max(now, task.endsAt);
    mayDie();
    end(target, attempt, task.arn, true);
  }

  for (let isOver = false; !isOver; ) {
    try {
      journal.push({
        entry: 'fleet',
        version: 1,
        at: at(),
        fleet: 'f',
        tool: '',
        source: '',
        rows: 20,
        writer: `${kills}`,
      });
      for (const target of TARGETS) work(target);
      isOver = true;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      kills += 1;
      // Some wait a moment, some longer than ECS remembers.
      now += random.next() < 0.3 ? HOUR + random.next() * 3 * HOUR : random.next() * 10 * MINUTE;
    }
  }
  return { kills, tasks, memory: replayJournal(journal) };
}

test('more than 1,000 kills at random points, some followed by hours of absence: no target is launched twice', () => {
  let kills = 0;
  let unknown = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const played = playFleet(seed);
    kills += played.kills;
    for (const target of TARGETS) {
      expect(played.tasks.get(`${target}/1`)?.launches ?? 0, `${target}, seed ${seed}`).toBeLessThanOrEqual(1);
      expect(played.tasks.has(`${target}/2`), `${target}, seed ${seed}`).toBe(false);
      const end = played.memory?.targets.get(target)?.end?.end;
      expect(['succeeded', 'unknown'], `${target}, seed ${seed}`).toContain(end);
      if (end === 'unknown') unknown += 1;
    }
  }
  expect(kills).toBeGreaterThan(1_000);
  // Both ways were taken.
  expect(unknown).toBeGreaterThan(0);
});
