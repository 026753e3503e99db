import type { PlanEvent } from '../core/events.ts';
import { severityOf } from '../core/findings.ts';
import type { RequestDraft } from '../core/request.ts';
import { maskCommand } from '../core/secrets.ts';
import { wordFinding } from '../core/word-finding.ts';
import type { Planned } from './plan.ts';

/** A plan as it may be shown: environment values masked. */
export function describePlan({ draft, findings }: Planned): Omit<PlanEvent, 'type' | 'at' | 'target'> {
  const { definition, container, request, register } = draft;
  return {
    taskDefinition: definition === undefined ? null : definition.arn || definition.family,
    registers: register !== undefined,
    container: container?.name ?? null,
    image: container?.image ?? null,
    // One that is to be registered has no ARN yet.
    request:
      request === undefined
        ? null
        : maskRequest({ ...request, taskDefinition: request.taskDefinition || (definition?.family ?? '') }),
    findings: findings.map((finding) => ({
      code: finding.code,
      severity: severityOf(finding),
      ...wordFinding(finding),
    })),
  };
}

function maskRequest(request: RequestDraft): object {
  const containerOverrides = request.overrides.containerOverrides.map(({ command, environment, ...rest }) => ({
    ...rest,
    ...(command === undefined ? {} : { command: maskCommand(command) }),
    ...(environment === undefined ? {} : { environment: environment.map(({ name }) => ({ name, value: '***' })) }),
  }));
  return { ...request, overrides: { ...request.overrides, containerOverrides } };
}
