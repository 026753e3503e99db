import { maskCommand } from '../../core/base/mask.ts';
import type { PlanEvent } from '../../core/events/events.ts';
import { severityOf, wordFinding } from '../../core/findings/findings.ts';
import type { ImageBuild } from '../../core/plan/build.ts';
import type { RequestDraft } from '../../core/plan/request.ts';
import type { ImageBuilder } from '../../core/ports.ts';
import type { PlanResult } from './make-plan.ts';

/** A plan that is safe to show: values of environment variables are masked. */
export function describePlan(
  { draft, findings }: Pick<PlanResult, 'draft' | 'findings'>,
  builder?: ImageBuilder,
): Omit<PlanEvent, 'type' | 'at' | 'target'> {
  const { definition, container, request, register, build } = draft;
  return {
    taskDefinition: definition === undefined ? null : definition.arn || definition.family,
    registers: register !== undefined,
    container: container?.name ?? null,
    image: build?.repository ?? container?.image ?? null,
    ...(build && builder && { build: { ...buildFacts(build), by: builder.program } }),
    // A definition that must still be registered has no ARN yet.
    request:
      request === undefined
        ? null
        : maskRequest({ ...request, taskDefinition: request.taskDefinition || (definition?.family ?? '') }),
    findings: findings.map((finding) => {
      const { cause, next } = wordFinding(finding);
      return { code: finding.code, severity: severityOf(finding), cause, next, mend: next };
    }),
  };
}

function buildFacts({ context, repository, push, platform }: ImageBuild) {
  return { context, pushes: push ? repository : null, platform: platform ?? null };
}

function maskRequest(request: RequestDraft): object {
  const containerOverrides = request.overrides.containerOverrides.map(({ command, environment, ...rest }) => ({
    ...rest,
    ...(command === undefined ? {} : { command: maskCommand(command) }),
    ...(environment === undefined ? {} : { environment: environment.map(({ name }) => ({ name, value: '***' })) }),
  }));
  return { ...request, overrides: { ...request.overrides, containerOverrides } };
}
