import type { MigrationEvent, ResultEvent } from '../../src/core/events/events.ts';
import type { TargetEvent } from '../../src/core/events/fleet-events.ts';
import { createFleetCollector } from '../../src/report/fleet/collect-fleet.ts';
import type { Report } from '../../src/report/report.ts';

export const FLEET_START = Date.parse('2026-11-21T12:00:00.000Z');
const iso = (ms: number) => new Date(FLEET_START + ms).toISOString();

/** How the targets of an example end. By default every 25th fails, one end is unknown, and the last five never start. */
export interface FleetShape {
  targets: number;
  endOf?: (index: number) => 'good' | 'lock' | 'nulls' | 'unknown' | 'unlaunched';
  /** Lines that each target prints. */
  lines?: number;
  concurrency?: number;
}

const ENDS = {
  good: {
    outcome: 'succeeded',
    exitCode: 0,
    cause: 'the migration container exited with code 0',
    next: '',
    causeCode: null,
  },
  lock: {
    outcome: 'failed',
    exitCode: 1,
    cause: 'canceling statement due to lock timeout (another session holds a lock on the table)',
    next: 'find the session that holds the lock (pg_locks), or run the migration at a quieter time; then run it again',
    causeCode: 'lock-timeout',
  },
  nulls: {
    outcome: 'failed',
    exitCode: 1,
    cause: 'column "currency" of relation "orders" contains null values (existing rows break the new constraint)',
    next: 'fill the column in the existing rows first, in a migration of its own; until then the same run fails again',
    causeCode: 'not-null',
  },
  unknown: {
    outcome: 'unknown',
    exitCode: 76,
    cause: 'AWS denied ecs:DescribeTasks for a minute, so the end of the task is not known',
    next: 'see how it ended with: npx ecs-migrate attach 0123 --cluster production',
    causeCode: null,
  },
} as const;

function defaultEnd(index: number, targets: number): NonNullable<ReturnType<NonNullable<FleetShape['endOf']>>> {
  if (index >= targets - 5) return 'unlaunched';
  if (index === 42) return 'unknown';
  if (index % 25 === 13) return index % 2 === 0 ? 'nulls' : 'lock';
  return 'good';
}

export const nameOf = (index: number) => `tenant-${String(index + 1).padStart(4, '0')}`;

/** The events of a fleet, in the order of a real one: canary, then waves, several targets at once. */
export function* fleetEvents({ targets, endOf, lines = 12, concurrency = 20 }: FleetShape): Generator<MigrationEvent> {
  const end = endOf ?? ((index: number) => defaultEnd(index, targets));
  const sizes = targets > 10 ? [1, Math.ceil(targets / 10), targets - 1 - Math.ceil(targets / 10)] : [1, targets - 1];
  let first = 0;
  const waves = sizes.map((size, i) => {
    const names = Array.from({ length: size }, (_, k) => nameOf(first + k));
    first += size;
    return { wave: i + 1, targets: names, expectedMs: 60_000 };
  });
  yield {
    type: 'settings',
    at: iso(0),
    settings: {
      cluster: { value: 'production', origin: '--cluster' },
      taskDefinition: { value: 'shop-migrate', origin: 'tag of the cluster' },
      targets: { value: 'targets.yml', origin: '--targets' },
    },
  };
  yield {
    type: 'fleet-plan',
    at: iso(0),
    fleet: 'f3a9c1d2',
    source: 'targets.yml',
    rows: targets,
    chosen: targets,
    done: 0,
    waves,
    concurrency,
    perGroup: null,
    maxFailures: null,
    rate: 10,
    journal: 'ecs-migrate-f3a9c1d2.jsonl',
    resume: 'npx ecs-migrate run --resume ecs-migrate-f3a9c1d2.jsonl',
    expected: {
      wallMs: 600_000,
      assumedRunMs: 30_000,
      tasksAtOnce: concurrency,
      cpuAtOnce: null,
      calls: 900,
      groups: [],
    },
    findings: [],
  };
  const counts = { succeeded: 0, failed: 0, unknown: 0, unlaunched: 0 };
  const outcomes: Record<string, number> = {};
  let from = 1_000;
  let index = 0;
  for (const { wave, targets: names } of waves) {
    const ended = { succeeded: 0, failed: 0 };
    const about = { type: 'wave', wave, of: waves.length, targets: names.length, until: null } as const;
    yield { ...about, at: iso(from), state: 'started', ...ended };
    const free = Array.from({ length: concurrency }, () => from);
    let latest = from;
    for (const name of names) {
      const how = end(index);
      index += 1;
      if (how === 'unlaunched') {
        counts.unlaunched += 1;
        continue;
      }
      const slot = free.indexOf(Math.min(...free));
      const began = (free[slot] ?? from) + (index % 7) * 130;
      const phases = {
        queued: 2_000 + (index % 5) * 900,
        pulling: 11_000 + (index % 11) * 700,
        running: 9_000 + ((index * 7_919) % 60_000),
        stopping: 8_000 + (index % 3) * 2_000,
      };
      const total = phases.queued + phases.pulling + phases.running + phases.stopping;
      free[slot] = began + total;
      latest = Math.max(latest, began + total);
      const taskArn = `arn:aws:ecs:eu-west-1:123456789012:task/production/${index.toString(16).padStart(32, '0')}`;
      const target = {
        type: 'target',
        target: name,
        group: `db-${(index % 4) + 1}`,
        row: `targets.yml:${index}`,
        wave,
        attempt: 1,
        taskArn,
        migration: 'aa11',
        image: 'shop@sha256:1234',
      } as const;
      yield { ...target, at: iso(began), state: 'launching', taskArn: null };
      yield { ...target, at: iso(began + 500), state: 'running' };
      const pulled = began + phases.queued + phases.pulling;
      yield {
        type: 'status',
        at: iso(pulled),
        target: name,
        phase: 'running',
        lastStatus: 'RUNNING',
        text: 'the container is running',
      };
      const { outcome, exitCode, cause, next, causeCode } = ENDS[how];
      for (let k = 0; k < lines; k += 1) {
        const isDecisive = k === lines - 2 && how !== 'good';
        const message = isDecisive
          ? `ERROR: ${cause.replace(/ \(.*/, '')}`
          : `applying step ${k + 1} of ${lines} to ${name}`;
        yield {
          type: 'log',
          at: iso(began + total),
          target: name,
          container: 'migrate',
          stream: 's',
          timestamp: FLEET_START,
          message,
        };
      }
      const done: TargetEvent = {
        ...target,
        at: iso(began + total),
        state: 'ended',
        outcome,
        exitCode,
        containerExitCode: exitCode,
        ending: outcome,
        reasons: [],
        cause,
        next,
        causeCode,
        causeLine: causeCode === null ? null : cause.replace(/ \(.*/, ''),
        again: null,
        phases: how === 'unknown' ? {} : { ...phases, total },
        task: {
          taskArn,
          taskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-migrate:7',
          lastStatus: 'STOPPED',
          desiredStatus: 'STOPPED',
          createdAt: FLEET_START + began,
          containers: [],
        },
      };
      yield done;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (how === 'good') {
        counts.succeeded += 1;
        ended.succeeded += 1;
      } else {
        counts[how === 'unknown' ? 'unknown' : 'failed'] += 1;
        ended.failed += 1;
      }
    }
    yield { ...about, at: iso(latest), state: 'ended', ...ended };
    from = latest + 500;
  }
  const isGood = counts.succeeded === targets;
  const result: ResultEvent = {
    type: 'result',
    at: iso(from),
    outcome: isGood ? 'succeeded' : 'failed',
    exitCode: isGood ? 0 : 1,
    containerExitCode: null,
    ending: isGood ? 'succeeded' : 'targets-failed',
    reasons: [],
    taskArn: null,
    cause: `${counts.succeeded} of ${targets} targets succeeded, ${counts.failed} failed`,
    next: isGood ? '' : 'fix the causes, then: npx ecs-migrate run --resume ecs-migrate-f3a9c1d2.jsonl',
    causeCode: null,
    causeLine: null,
    again: null,
    phases: {},
    task: null,
    targets: {
      fleet: 'f3a9c1d2',
      rows: targets,
      chosen: targets,
      ...counts,
      outcomes,
      journal: 'ecs-migrate-f3a9c1d2.jsonl',
      resume: isGood ? null : 'npx ecs-migrate run --resume ecs-migrate-f3a9c1d2.jsonl',
    },
  };
  yield result;
}

/** The report of such a fleet, as the command line would collect it. */
export function aFleetReport(shape: FleetShape, mask?: (line: string, target?: string) => string): Report {
  const collector = createFleetCollector({
    tool: { name: 'ecs-migrate', version: '1.2.3' },
    command: 'run',
    startedAt: iso(0),
    build: { build: 'project:1', commit: '3f78' },
  });
  let result: ResultEvent | undefined;
  for (const event of fleetEvents(shape)) {
    collector.add(event);
    if (event.type === 'result') result = event;
  }
  if (result === undefined) throw new Error('a fleet has a result');
  return collector.report(result, mask);
}

/** The events in the order of their times, as the command line gets them. */
export function fleetInOrder(shape: FleetShape): MigrationEvent[] {
  return [...fleetEvents(shape)].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
