import { isMap } from '../../core/base/json.ts';
import type { Execution, Row } from './fleet-types.ts';

/** Thrown if the event is not what the state machine sends. The text says what is missing. */
export class BadEvent extends Error {
  override name = 'BadEvent';
}

export function readText(event: Record<string, unknown>, key: string): string {
  const value = event[key];
  if (typeof value !== 'string' || value === '') throw new BadEvent(`the event has no ${key}: give it as a text`);
  return value;
}

export function readCount(event: Record<string, unknown>, key: string, fallback: number): number {
  const value = event[key] ?? fallback;
  if (typeof value !== 'number' || !(value > 0)) throw new BadEvent(`${key} is not valid: give a number above 0`);
  return value;
}

export function readExecution(event: Record<string, unknown>): Execution {
  const prefix = readText(event, 'prefix');
  const { settings = {} } = event;
  if (!isMap(settings)) throw new BadEvent('settings is not valid: give an object, such as {"cluster": "production"}');
  return {
    fleet: readText(event, 'fleet'),
    bucket: readText(event, 'bucket'),
    prefix: prefix.endsWith('/') ? prefix : `${prefix}/`,
    settings,
  };
}

const NAME = /^[\w.:/@+-]{1,100}$/;

/** Rows of a targets file. `at` names a row for people. */
export function readRows(given: unknown, at: (index: number) => string): Row[] {
  if (!Array.isArray(given) || given.length === 0) throw new BadEvent(`${at(0)}: there are no targets`);
  const seen = new Set<string>();
  return given.map((row: unknown, index) => {
    if (!isMap(row) || typeof row['name'] !== 'string' || !NAME.test(row['name'])) {
      throw new BadEvent(`${at(index)}: the row has no valid name (letters, digits and . _ : / @ + -, at most 100)`);
    }
    if (seen.has(row['name'])) throw new BadEvent(`${at(index)}: the name ${row['name']} is there twice`);
    seen.add(row['name']);
    if (!['undefined', 'number'].includes(typeof row['begunAt'])) {
      throw new BadEvent(`${at(index)}: begunAt is not valid: leave it as the failures file has it, or out`);
    }
    return row as Row;
  });
}
