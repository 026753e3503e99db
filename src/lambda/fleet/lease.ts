import type { StoredObject } from '../../aws/bucket.ts';
import type { LambdaRuntime } from '../runtime.ts';
import type { FleetStore } from './fleet-store.ts';

/** Who makes the next version of an object, in S3 beside it. */
interface Lease {
  owner: string;
  /** The version that will be replaced: when the object has another one, the lease is over. */
  replaces: string;
  /** When it was taken, by the clock of S3. Milliseconds since the epoch. */
  at: number;
}

/** Whoever holds a lease for longer has died, or is so slow that somebody else should do the work. Milliseconds. */
const LEASE_MS = 20_000;

/**
 * The right to make the next version of an object. It only saves work: the version itself is written on the condition that
 * the object has not changed.
 */
export function leaseOf(key: string, owner: string, store: FleetStore, { clock }: Pick<LambdaRuntime, 'clock'>) {
  return {
    /** The lease as it is now. It must be read before the object: whoever takes it in the meantime is noticed by `take`. */
    read: () => store.readObject(key),
    /** Returns whether this owner has the lease. `replaces`: the present version of the object. */
    async take(seen: StoredObject | undefined, replaces: string): Promise<boolean> {
      const now = store.toTheirTime(clock.now());
      const lease = seen && (JSON.parse(seen.text) as Lease);
      if (lease?.replaces === replaces && Math.abs(now - lease.at) < LEASE_MS) return lease.owner === owner;
      const own: Lease = { owner, replaces, at: now };
      return store.replaceObject(key, JSON.stringify(own), seen?.etag);
    },
    giveUp: () => store.write(key, { owner, replaces: 'nothing', at: 0 } satisfies Lease),
  };
}
