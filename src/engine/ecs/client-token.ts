import { AwsError, invalidParameter } from '../errors.ts';
import type { RunTaskInput } from '../shapes.ts';
import type { Store, TokenBinding } from '../store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The key under which a token is stored. The scope of a token is the cluster. */
export function tokenKey(cluster: string, token: string): string {
  if (!/^[!-~]{1,64}$/.test(token)) {
    throw invalidParameter('clientToken must have 1 to 64 characters, of the ASCII codes 33 to 126.');
  }
  return `${cluster} ${token}`;
}

/** The parameters of a request in a comparable form: the order of members makes no difference. */
export const fingerprintOf = ({ clientToken: _, cluster: __, ...parameters }: RunTaskInput) =>
  JSON.stringify(parameters, (_key, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** The binding of a token, if it has not expired. The same token with other parameters is a conflict. */
export function boundTo(store: Store, key: string, fingerprint: string, now: number): TokenBinding | undefined {
  const binding = store.tokens.get(key);
  if (binding === undefined) return undefined;
  if (now >= expiryOf(binding)) {
    store.tokens.delete(key);
    return undefined;
  }
  if (binding.fingerprint !== fingerprint) {
    throw new AwsError('ConflictException', 'The clientToken was already used with different parameters.', 400, {
      resourceIds: binding.tasks.map((task) => task.arn),
    });
  }
  return binding;
}

/** A token expires 24 hours after its request, or an hour after its last task has stopped, whichever is earlier. */
function expiryOf({ tasks, boundAt }: TokenBinding): number {
  const ends = tasks.map((task) => task.times.stoppedAt ?? Number.POSITIVE_INFINITY);
  return Math.min(boundAt + DAY_MS, Math.max(boundAt, ...ends) + HOUR_MS);
}
