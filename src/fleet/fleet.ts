import type { PerformOptions } from '../api.ts';
import type { Clock, Random } from '../core/base/clock.ts';
import type { MigrationEvent } from '../core/events/events.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { FleetMemory, JournalEntry } from '../core/fleet/journal.ts';
import type { Target } from '../core/fleet/targets.ts';
import type { Settings } from '../core/settings/settings-table.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { OpenAws, SharedAws } from './shared-aws.ts';

/** A target with everything that its run needs. */
export interface FleetTarget extends Target {
  /** Where it stands, such as `targets.yml:12`. */
  row: string;
  /** Its settings: those of its row, and below them those of the command. */
  resolved: Resolved & { findings: Finding[] };
  /** The contents of the files that its settings name. */
  files: Pick<PerformOptions, 'taskDefinition' | 'runTaskInput' | 'images'>;
  /** Whether its row names its lock. Then the lock is used as it is, and other targets may share it. */
  ownsLock: boolean;
}

/** One migration for many targets. */
export interface Fleet {
  /** Identities follow from it, so another process with the same id is the same fleet. */
  id: string;
  /** The targets file, as the settings name it. */
  source: string;
  /** How many rows the file has. */
  rows: number;
  /** The targets that `--only` and `--except` leave. */
  targets: readonly FleetTarget[];
  /** The settings of the command. */
  settings: Settings;
  /** What earlier processes have done. */
  memory?: FleetMemory;
  /** The version of ecs-migrate. */
  tool: string;
  /** The command that continues the fleet; null if it has no journal. */
  resume: string | null;
}

/** Where it is noted what was launched and how it ended. */
export interface Journal {
  /** Its name, for people. */
  place: string;
  /** Resolves when the entry is stored for good. Rejects if it cannot be, or if another process has taken it over. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** What a fleet uses of its process. */
export interface FleetOptions {
  /** For the run of each target. */
  each: PerformOptions;
  emit(event: MigrationEvent): void | Promise<void>;
  clock: Clock;
  random: Random;
  journal?: Journal;
  /** Aborted when nothing new may be launched. Its reason is the name of the signal. */
  halt: AbortSignal;
  /** Aborted when also what runs must be stopped. */
  stop: AbortSignal;
  /** Asks whether the wave may start. `wave`: its number, from 1. Without it, nobody can approve. */
  approve?: (wave: number, signal: AbortSignal) => Promise<boolean>;
  /** Opens AWS. */
  openAws: OpenAws;
  /** Performs a command for a target: {@link perform}, except in tests. */
  perform: typeof import('../api.ts').perform;
}

/** The same, with the AWS side that all targets share. */
export interface FleetWork extends FleetOptions {
  aws: SharedAws;
}
