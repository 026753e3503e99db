import type { Happening } from './events.ts';
import { maskText } from './secrets.ts';

/** Values shorter than this occur in ordinary words; masking them would garble every sentence. */
const SHORTEST = 4;

/**
 * Masks secrets in what the tool itself says: the values of environment overrides, userinfo in URLs and
 * password-like arguments. A container's own lines are passed on unaltered.
 */
export function redact(event: Happening, secrets: readonly string[]): Happening {
  if (event.type === 'log') return event;
  return deep(
    event,
    secrets.filter((value) => value.length >= SHORTEST),
  ) as Happening;
}

function deep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return maskText(secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value));
  if (Array.isArray(value)) return value.map((item) => deep(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deep(member, secrets)]));
}
