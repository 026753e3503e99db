import type { Session } from '../ecs/cluster.ts';
import type { Finding } from '../findings/findings.ts';

/** The time that a migration without a timeout is assumed to need. */
const USUAL_MS = 60 * 60_000;

/** Reports if credentials that are not renewed expire before the migration must have ended. */
export function inspectSession(session: Session | undefined, timeoutMs: number | undefined, now: number): Finding[] {
  if (session === undefined) return [];
  const leftMs = session.expiresAt - now;
  return leftMs >= (timeoutMs ?? USUAL_MS) ? [] : [{ code: 'session-ends', leftMs, timeoutMs }];
}
