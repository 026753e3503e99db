import type { Kind } from './setting-kinds.ts';

/** The subject of a setting: its heading in `--help`. */
export type SettingGroup = 'hook' | 'where' | 'what' | 'how' | 'while' | 'again' | 'many' | 'output' | 'lint' | 'local';

/** The commands that take settings. */
export type SettingCommand = CommandName | 'local' | 'lint' | 'explain' | 'doctor';

/** `run`, and what shows what it would do. */
export const RUNNING: readonly SettingCommand[] = ['run', 'plan', 'preview'];
/** Commands that launch a task. */
export const LAUNCHING: readonly SettingCommand[] = [...RUNNING, 'hook'];
/** Commands that follow a task. */
export const FOLLOWING: readonly SettingCommand[] = [...LAUNCHING, 'attach', 'stop'];
/** Commands that call AWS. */
export const ASKING: readonly SettingCommand[] = [...FOLLOWING, 'list'];
/** Commands that run containers on this machine. */
export const REHEARSING: readonly SettingCommand[] = [...RUNNING, 'local'];

/** The groups whose settings `hook` takes, too, unless a row says otherwise. */
const OF_EVERY_LAUNCH: readonly SettingGroup[] = ['where', 'what', 'how', 'while', 'output'];

/** The properties that only some settings have. */
interface Columns<Input> {
  /**
   * `default`: the default, as a file would give it. `defaultNote`: when there is another default, or what the default
   * is if no value can express it.
   */
  default?: Input;
  defaultNote?: string;
  /** Another default with `--local`. `unlessFaults`: it does not apply if the engine simulates faults of AWS. */
  localDefault?: { value: Input; unlessFaults?: boolean };
  /** The commands that have it as a flag. Default: those that launch a task; `run` and `plan` in some groups. */
  commands?: readonly SettingCommand[];
  /** A second name of its flag, without dashes. */
  secondName?: string;
  /** The tag of a task definition that can set it. */
  tag?: string;
  /**
   * The variables of AWS's own tools that can set it. The first one that is set counts. They are not used with
   * `--local`.
   */
  awsVariables?: readonly string[];
  /** Whether an empty variable is refused: without the setting, more would be done than was asked. Otherwise it is not set. */
  refusesEmpty?: boolean;
  /** Whether its value can be an ECS ARN, which names a region. */
  mayBeArn?: boolean;
  /** Whether a value is the path of a file or folder. A path in a config file is relative to that file. */
  isPath?(value: string): boolean;
  /** Whether it is useful for only one command line, and so is not allowed in files. */
  notInFiles?: boolean;
  /** Present if the setting cannot be used in an AWS Lambda function: what to do instead. */
  notInLambda?: string;
  /** Values that can be used in an AWS Lambda function although other values cannot. */
  lambdaValues?: RegExp;
  /** Present if the library cannot do it: the problem, and what to do instead. */
  notInLibrary?: { problem: string; next: string };
  /** Settings that it cannot be combined with. */
  excludes?: readonly string[];
  /** If an earlier source sets this alternative, a later source cannot set this setting. */
  alternative?: string;
}

/** A row of the table of settings. */
export interface Setting<T, Input> extends Columns<Input> {
  group: SettingGroup;
  /** How a value is read, shown, and described to people and to editors. */
  kind: Kind<T, Input>;
  /** The description in `--help`, the documentation and editors, without the default. */
  about: string;
  commands: readonly SettingCommand[];
}

/** Returns a function that makes the rows of one group. */
export const rowsOf =
  (group: SettingGroup) =>
  <T, Input>(kind: Kind<T, Input>, about: string, columns: Columns<Input> = {}): Setting<T, Input> => ({
    commands: OF_EVERY_LAUNCH.includes(group) ? LAUNCHING : RUNNING,
    ...columns,
    group,
    kind,
    about,
  });

/** The commands that act on AWS or on the local engine. */
export type CommandName = 'run' | 'plan' | 'preview' | 'hook' | 'attach' | 'stop' | 'list';
