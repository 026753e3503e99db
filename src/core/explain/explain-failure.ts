import { assertNever } from '../base/assert-never.ts';
import { type CallFailure, describeFailure } from '../base/failure.ts';
import type { Explained } from '../base/outcome.ts';
import { fixDenied } from '../findings/explain-denied.ts';
import { codesOf, findStopReason, type StopReason } from '../stop-reasons/catalogue.ts';
import { withRetry } from '../stop-reasons/stop-reason.ts';
import { explainClock, fixBlocked } from './explain-blocked.ts';

/** Why a call to AWS failed, and what to do. */
export function explainFailure(failure: CallFailure): Explained {
  return { reasons: [failure.kind, ...codesOf(findReason(failure))], ...wordFailure(failure) };
}

/** The known reason that AWS's refusal contains, if any. */
function findReason({ kind, original, message }: CallFailure): StopReason | undefined {
  return kind === 'refused' ? findStopReason([original ?? message]) : undefined;
}

function wordFailure(failure: CallFailure): { cause: string; next: string } {
  const said = describeFailure(failure);
  switch (failure.kind) {
    case 'throttled':
      return {
        cause: `AWS kept throttling the call: ${said}`,
        next: 'run again when there are fewer calls in this account; nothing was launched',
      };
    case 'unreachable':
      return {
        cause: `AWS could not be reached${failure.endpoint ? ` at ${failure.endpoint}` : ''}: ${said}`,
        next: failure.proxy
          ? `check ${failure.proxy}, and whether that proxy is running; put hosts that do not need the proxy into NO_PROXY; nothing was launched`
          : 'check the network, the region and --endpoint-url or AWS_ENDPOINT_URL; nothing was launched',
      };
    case 'blocked':
      return {
        cause: `the connection to AWS is blocked: ${said}`,
        next: `${fixBlocked(failure)}; nothing was launched`,
      };
    case 'clock':
      return explainClock(failure, said);
    case 'lost':
      return { cause: `AWS kept failing: ${said}`, next: 'run again when AWS has recovered; nothing was launched' };
    case 'denied':
      return { cause: `AWS denied access: ${said}`, next: fixDenied(failure) };
    case 'expired':
      return {
        cause: `the AWS credentials have expired: ${said}`,
        next: 'sign in again, or renew the session, then run again',
      };
    case 'unconfigured':
      if (failure.name === 'NoRegion') {
        const next = 'give --region or set AWS_REGION; or use --local, which needs no AWS; nothing was launched';
        return { cause: failure.message, next };
      }
      return {
        cause: `the settings for AWS are missing or not valid: ${failure.message}`,
        next: 'sign in to AWS, check --profile or AWS_PROFILE; or use --local, which needs no AWS; nothing was launched',
      };
    case 'refused': {
      const row = findReason(failure);
      return {
        cause: `AWS refused the call: ${row ? `${row.cause} (${said})` : said}`,
        next: row ? withRetry(row) : 'fix the problem that AWS reports, then run again; nothing was launched',
      };
    }
    default:
      return assertNever(failure.kind);
  }
}
