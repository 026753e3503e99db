import type { Session } from '../ecs/cluster.ts';
import type { Finding } from '../findings/findings.ts';

/** A migration without a time-out is taken to need this long. */
const USUAL_MS = 60 * 60_000;

/** Whether credentials that nothing renews end before the migration must have ended. */
export function inspectSession(session: Session | undefined, timeoutMs: number | undefined, now: number): Finding[] {
  if (session === undefined) return [];
  const leftMs = session.expiresAt - now;
  return leftMs >= (timeoutMs ?? USUAL_MS) ? [] : [{ code: 'session-ends', leftMs, timeoutMs }];
}
