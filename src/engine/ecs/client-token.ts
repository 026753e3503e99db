import { AwsError, invalidParameter } from '../errors.ts';
import type { RunTaskInput } from '../shapes.ts';
import type { Store, TokenBinding } from '../store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Where a token is kept: its scope is the cluster. */
export function tokenKey(cluster: string, token: string): string {
  if (!/^[!-~]{1,64}$/.test(token)) {
    throw invalidParameter('clientToken must have 1 to 64 characters, of the ASCII codes 33 to 126.');
  }
  return `${cluster} ${token}`;
}

/** The parameters of a request, comparable: whatever the order of its members. */
export const fingerprintOf = ({ clientToken: _, cluster: __, ...parameters }: RunTaskInput) =>
  JSON.stringify(parameters, (_key, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** What the token is still bound to, if anything. Other parameters with it are a conflict. */
export function boundTo(store: Store, key: string, fingerprint: string, now: number): TokenBinding | undefined {
  const binding = store.tokens.get(key);
  if (binding === undefined) return undefined;
  if (now >= expiryOf(binding)) {
    store.tokens.delete(key);
    return undefined;
  }
  if (binding.fingerprint !== fingerprint) {
    throw new AwsError('ConflictException', 'The clientToken was already used with different parameters.', 400, {
      resourceIds: binding.tasks.map((it) => it.arn),
    });
  }
  return binding;
}

/** The earlier of 24 hours, and an hour after the last of its tasks has stopped. */
function expiryOf({ tasks, boundAt }: TokenBinding): number {
  const ends = tasks.map((it) => it.times.stoppedAt ?? Number.POSITIVE_INFINITY);
  return Math.min(boundAt + DAY_MS, Math.max(boundAt, ...ends) + HOUR_MS);
}
