import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonSchema } from './event-schema.ts';
import { ROOT } from './paths.ts';

const FILE = path.join(ROOT, 'docs/events.schema.json');

/** The published schema. A test compares it with the types. */
export function readEventSchema(): JsonSchema {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** The same schema for writers: a field that is not described is rejected. Readers must accept it. */
export function refuseUndescribed(): JsonSchema {
  return JSON.parse(readFileSync(FILE, 'utf8'), (_, value) => {
    const isObject = typeof value === 'object' && value !== null && 'properties' in value && value.type === 'object';
    return isObject ? { ...value, additionalProperties: false } : value;
  });
}
