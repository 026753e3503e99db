import type { CommandName } from '../base/command-name.ts';
import type { Kind } from './setting-kinds.ts';

/** What a setting is about: its heading in `--help`. */
export type SettingGroup = 'where' | 'what' | 'how' | 'while' | 'output' | 'local';

/** The commands that take settings. */
export type SettingCommand = CommandName | 'local';

const LAUNCHING: readonly SettingCommand[] = ['run', 'plan'];
/** Commands that follow a task. */
export const FOLLOWING: readonly SettingCommand[] = [...LAUNCHING, 'attach', 'stop'];
/** Commands that ask AWS for something. */
export const ASKING: readonly SettingCommand[] = [...FOLLOWING, 'list'];
/** Commands that run containers on this machine. */
export const REHEARSING: readonly SettingCommand[] = [...LAUNCHING, 'local'];

/** Everything about a setting that only some settings have. */
interface Columns<Input> {
  /** The default, as a file would give it; `defaultNote` says when it is another one, or what it is if no value says it. */
  default?: Input;
  defaultNote?: string;
  /** Another default with `--local`; `unlessFaults`: not where the engine misbehaves as AWS may. */
  localDefault?: { value: Input; unlessFaults?: boolean };
  /** The commands that take it as a flag. Default: `run` and `plan`. */
  commands?: readonly SettingCommand[];
  /** A second name of its flag, without dashes. */
  secondName?: string;
  /** The tag of a task definition that may hold it. */
  tag?: string;
  /** The variables of AWS's own tools that may hold it; the first that is set counts. Not with `--local`. */
  awsVariables?: readonly string[];
  /** Whether it may be an ARN of ECS, which names a region. */
  mayBeArn?: boolean;
  /** Whether a value names a file or folder: one in a config file is relative to that file. */
  isPath?(value: string): boolean;
  /** Whether it makes sense for one command line only. */
  notInFiles?: boolean;
  /** Set where it makes no sense in an AWS Lambda function: what to do instead. */
  notInLambda?: string;
  /** Set where the library cannot do it: the problem, and what to do instead. */
  notInLibrary?: { problem: string; next: string };
  /** Settings that it cannot be combined with. */
  excludes?: readonly string[];
  /** The one of these that an earlier source chose wins over this setting in a later source. */
  alternative?: string;
}

/** A row of the table of settings. */
export interface Setting<T, Input> extends Columns<Input> {
  group: SettingGroup;
  /** How a value is read, shown and described to people and to editors. */
  kind: Kind<T, Input>;
  /** What `--help`, the documentation and editors say of it, without the default. */
  about: string;
  commands: readonly SettingCommand[];
}

/** Makes the rows of one group. */
export const rowsOf =
  (group: SettingGroup) =>
  <T, Input>(kind: Kind<T, Input>, about: string, columns: Columns<Input> = {}): Setting<T, Input> => ({
    commands: LAUNCHING,
    ...columns,
    group,
    kind,
    about,
  });
