import { isMap } from '../core/base/json.ts';
/** Describes the shape of an event for an error message: only its keys, because its values may be secret. */
export function keysOf(event: unknown): string {
  if (!isMap(event)) return Array.isArray(event) ? 'a list' : String(typeof event);
  const keys = Object.keys(event);
  return keys.length === 0 ? 'an empty object' : `the keys ${keys.slice(0, 10).join(', ')}`;
}
