import type { TargetMemory } from '../../core/fleet/journal.ts';
import type { PortableSettings } from '../../core/fleet/portable-settings.ts';
import { startOf } from '../../core/fleet/resume.ts';
import type { Settings } from '../../core/settings/settings-table.ts';

/** A target of the file, with what a function needs of its settings. */
export interface ExecutionTarget {
  name: string;
  group?: string;
  /** Where it stands, such as `targets.yml:12`. */
  row: string;
  portable: PortableSettings;
}

/** One migration for many targets, to be run by a state machine. */
export interface ExecutionFleet {
  /** Identities follow from it. */
  id: string;
  stateMachineArn: string;
  /** The targets file, as the settings name it, and how many rows it has. */
  source: string;
  rows: number;
  targets: readonly ExecutionTarget[];
  settings: Settings;
  /** What earlier processes and executions have done. */
  memory?: ReadonlyMap<string, RememberedTarget>;
  /** When the build began. Milliseconds since the epoch. */
  buildStartedAt?: number;
}

/** What is known of a target, and the hash of the settings that it ran with, if a state machine ran it. */
export interface RememberedTarget extends TargetMemory {
  digest?: string;
}

/** What becomes of the targets of a fleet that is continued. */
export interface SortedTargets {
  /** They run, each with its attempt. */
  run: (ExecutionTarget & { attempt: number })[];
  /** They have succeeded before. */
  done: { target: ExecutionTarget; memory: RememberedTarget }[];
  /**
   * Nobody can say how they ended, and a function cannot find out: it would launch them again if ECS has forgotten the
   * task.
   */
  lost: { target: ExecutionTarget; memory: RememberedTarget }[];
}

/** ECS shows a task for an hour after its end. What began within this time is found by its identity. Milliseconds. */
const FOUND_MS = 50 * 60_000;

export function sortTargets({ targets, memory, settings }: ExecutionFleet, now: number): SortedTargets {
  const sorted: SortedTargets = { run: [], done: [], lost: [] };
  for (const target of targets) {
    const known = memory?.get(target.name);
    const start = startOf(known, settings.rerun === true, now);
    if (known === undefined || start.do === 'launch' || start.do === 'launch-again') {
      sorted.run.push({ ...target, attempt: start.attempt });
    } else if (start.do === 'skip') {
      sorted.done.push({ target, memory: known });
    } else if (start.do === 'attach' && now - known.intendedAt < FOUND_MS) {
      sorted.run.push({ ...target, attempt: start.attempt });
    } else {
      sorted.lost.push({ target, memory: known });
    }
  }
  return sorted;
}
