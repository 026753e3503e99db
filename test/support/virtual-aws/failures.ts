import type { CallFailure, FailureKind } from '../../../src/core/base/failure.ts';
import type { Fault, FaultKind, Operation } from './scenario.ts';

const NAMES: Record<FailureKind, [name: string, message: string]> = {
  throttled: ['ThrottlingException', 'Rate exceeded'],
  unreachable: ['ECONNREFUSED', 'connect ECONNREFUSED'],
  lost: ['ECONNRESET', 'socket hang up'],
  denied: ['AccessDeniedException', 'User: sim is not authorized to perform this'],
  blocked: ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
  clock: ['InvalidSignatureException', 'Signature expired'],
  expired: ['ExpiredTokenException', 'The security token included in the request is expired'],
  unconfigured: ['CredentialsProviderError', 'Could not load credentials'],
  refused: ['InvalidParameterException', 'Invalid parameter'],
};

const SERVICES: Partial<Record<Operation, string>> = {
  GetLogEvents: 'logs',
  FilterLogEvents: 'logs',
  GetPipelineExecution: 'codepipeline',
  ListActionExecutions: 'codepipeline',
};

export function failure(kind: FailureKind, operation: Operation, name?: string): CallFailure {
  const service = SERVICES[operation] ?? 'ecs';
  return { kind, operation: `${service}:${operation}`, name: name ?? NAMES[kind][0], message: NAMES[kind][1] };
}

/** The failure that a fault causes. `undefined` if the response is only late. */
export function failureOf(kind: FaultKind, operation: Operation): CallFailure | undefined {
  if (kind === 'slow') return undefined;
  return failure(kind === 'lost-before' || kind === 'lost-after' ? 'lost' : kind, operation);
}

/** Whether the call takes effect in spite of the fault. */
export function isPerformed(kind: FaultKind | undefined): boolean {
  return kind === undefined || kind === 'slow' || kind === 'lost-after';
}

/** Both operations read logs. Scenarios name only one of them. */
function asDrawn(operation: Operation): Operation {
  return operation === 'FilterLogEvents' ? 'GetLogEvents' : operation;
}

/** Counts the calls and decides which of them fail. */
export function faultsOf(plan: readonly Fault[], beginning: number) {
  const counts = plan.map(() => 0);
  return (operation: Operation, process: number, now: number): FaultKind | undefined => {
    let hit: FaultKind | undefined;
    for (const [index, fault] of plan.entries()) {
      if (fault.operation !== 'all' && fault.operation !== asDrawn(operation)) continue;
      if (fault.process !== null && fault.process !== process) continue;
      const nth = (counts[index] ?? 0) + 1;
      counts[index] = nth;
      const { when } = fault;
      const hits =
        'nth' in when
          ? nth >= when.nth && nth < when.nth + when.times
          : now >= beginning + when.fromMs && now < beginning + when.fromMs + when.forMs;
      if (hits) hit ??= fault.kind;
    }
    return hit;
  };
}
