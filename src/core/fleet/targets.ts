import type { SettingKey } from '../settings/settings-table.ts';

/** A row of the targets file: a name, and the settings in which this target differs from the others. */
export interface TargetRow {
  /** Unique in the file. Letters, digits and `. _ / : @ + -`, at most 100 characters. */
  name: string;
  /** Targets of one group share something that bears only so many at once, such as a database server. */
  group?: string;
  /** Where it stands, for people: `targets.yml:12`, or `targets.csv: row 3`. */
  at: string;
  /** The keys of the config file, as the file gives them: not yet read or checked. */
  values: Partial<Record<SettingKey, unknown>>;
}

/** A target of a fleet, as the scheduler sees it. */
export type Target = Pick<TargetRow, 'name' | 'group'>;
