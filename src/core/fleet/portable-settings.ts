import type { Result } from '../base/result.ts';
import {
  type SettingKey,
  type Settings,
  settingOf,
  settingsOfCommand,
  settingsWhere,
} from '../settings/settings-table.ts';

/** The resolved settings of a target, and where each value comes from. */
interface ResolvedTarget {
  name: string;
  /** Where it stands, such as `targets.yml:12`. */
  row: string;
  resolved: { settings: Settings; origins: Partial<Record<SettingKey, string>> };
  /** Whether its row names its lock. */
  ownsLock: boolean;
}

/** Settings of one target in the form that a function reads. */
export interface PortableSettings {
  /** Those that may be the same for all targets. */
  shared: Record<string, unknown>;
  /** Those that mean something else if they are not in the row. */
  own: Record<string, unknown>;
}

/** A setting that a function cannot follow. */
export interface Obstacle {
  origin: string;
  problem: string;
  fix: string;
}

/** What the process itself needs, or does before it starts the execution. */
const OF_THE_PROCESS: ReadonlySet<SettingKey> = new Set<SettingKey>([
  ...settingsWhere(({ group }) => ['output', 'local', 'lint', 'many', 'hook'].includes(group)),
  'profile',
  'endpointUrl',
  'local',
  // Its variables are in `env` by now.
  'envFile',
  'idempotencyKey',
  'rerun',
  'detach',
  'buildTimeout',
  'onInterrupt',
  'onRollback',
  'pipeline',
]);

/** These are for whoever starts the execution, unless a row names them. The lock of a row is shared with others. */
const OF_THE_ROW: ReadonlySet<SettingKey> = new Set<SettingKey>(['roleArn', 'externalId', 'lock']);

const DEFAULTS: ReadonlySet<string> = new Set(['default', 'default of --local', 'default of this command']);

const KEYS = settingsOfCommand('run').filter((key) => !OF_THE_PROCESS.has(key));

/**
 * The settings of a target that a function needs. Defaults stay away: variables of the function come before them. Fails
 * with everything that a function cannot follow, such as a file on this machine.
 */
export function makePortable(target: ResolvedTarget): Result<PortableSettings, Obstacle[]> {
  const { settings, origins } = target.resolved;
  const portable: PortableSettings = { shared: {}, own: {} };
  const obstacles: Obstacle[] = [];
  for (const key of KEYS) {
    const [value, origin = key] = [settings[key], origins[key]];
    if (value === undefined || value === false || DEFAULTS.has(origin)) continue;
    const inRow = origin === `${target.row}:${key}`;
    if (OF_THE_ROW.has(key)) {
      const isOwn = key === 'lock' ? target.ownsLock : inRow;
      if (isOwn) portable.own[key] = value;
      else if (key === 'lock') portable.shared[key] = value;
      continue;
    }
    const obstacle = obstacleOf(key, value);
    if (obstacle === undefined) portable.shared[key] = inputOf(key, value);
    else obstacles.push({ origin, ...obstacle });
  }
  return obstacles.length > 0 ? { ok: false, failure: obstacles } : { ok: true, value: portable };
}

function obstacleOf(key: SettingKey, value: unknown): Omit<Obstacle, 'origin'> | undefined {
  const { notInLambda, isPath } = settingOf(key);
  if (key === 'build')
    return { problem: 'a state machine builds no image', fix: 'build and push it first, and give --image' };
  if (key === 'imageFrom') {
    if ([value].flat().every((one) => one === 'task-definition')) return undefined;
    return { problem: 'a state machine reads no image from a file', fix: 'give --image' };
  }
  if (notInLambda !== undefined) return { problem: 'it does not work on Step Functions', fix: notInLambda };
  if (isPath !== undefined && typeof value === 'string' && isPath(value)) {
    return { problem: 'a state machine reads no file of this machine', fix: 'register it, and give its name' };
  }
  return undefined;
}

/** A value as a file would give it. */
export function inputOf(key: SettingKey, value: unknown): unknown {
  const { kind } = settingOf(key);
  const wanted = JSON.stringify(value);
  const forms = [value, `${value}ms`, kind.format?.(value), imagesOf(value)];
  const found = forms.find((form) => form !== undefined && JSON.stringify(kind.read(form)) === wanted);
  if (found === undefined) throw new Error(`the setting ${key} has no form for a file`);
  return found;
}

/** `CONTAINER=IMAGE` for each. */
function imagesOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(({ container, image }) => (container === undefined ? image : `${container}=${image}`));
}
