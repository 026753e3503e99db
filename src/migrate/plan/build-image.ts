import type { Result } from '../../core/base/result.ts';
import { withImages } from '../../core/ecs/task-definition.ts';
import type { Ending } from '../../core/explain/endings.ts';
import { ecrRegion, type RegistryLogin, registryOf } from '../../core/plan/build.ts';
import type { Aws, DefinitionContext, RetryContext, RunContext } from '../../core/ports.ts';
import { interruptedBeforeLaunch } from '../base/endings.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import { chooseDefinition } from './change-definition.ts';
import { describeDefinition } from './find-definition.ts';
import type { Plan } from './make-plan.ts';

type BuildResult = Result<Plan, Ending>;

/**
 * Builds and pushes the image, if the plan requires it. The plan then registers a revision that names the image by
 * digest.
 */
export async function buildImage(
  plan: Plan,
  context: DefinitionContext & Pick<RunContext, 'builder' | 'registryLogin'>,
): Promise<BuildResult> {
  const { build } = plan;
  const { builder, interrupt } = context;
  if (build === undefined || builder === undefined) return { ok: true, value: plan };
  // The login comes first: a user who is not allowed to push should not wait for a build to learn that.
  const login = await loginOf(plan, context);
  if (!login.ok) return login;
  const made = await builder.build(build, login.value, interrupt);
  if (interrupt.aborted) return { ok: false, failure: interruptedBeforeLaunch(context) };
  if (!made.ok) {
    const { program } = builder;
    return { ok: false, failure: { kind: 'build-failed', build, program, failed: made.failure } };
  }
  return useBuiltImage(plan, made.value, context);
}

async function loginOf(
  { build }: Plan,
  context: RetryContext & Pick<Aws, 'registryLogin'>,
): Promise<Result<RegistryLogin | undefined, Ending>> {
  const region = build?.push ? ecrRegion(registryOf(build.repository)) : undefined;
  if (region === undefined) return { ok: true, value: undefined };
  const answer = await retry(() => context.registryLogin(region), retryOptionsOf(context));
  if (answer.ok) return answer;
  if (context.interrupt.aborted) return { ok: false, failure: interruptedBeforeLaunch(context) };
  return { ok: false, failure: { kind: 'aws', failure: answer.failure } };
}

/** Replaces the placeholder image of the plan, in one container or several. */
async function useBuiltImage(plan: Plan, image: string, context: DefinitionContext): Promise<BuildResult> {
  const { register, container, definition } = plan;
  if (register === undefined) return { ok: true, value: plan };
  const same = definition.containers.filter((one) => one.image === container.image);
  const input = withImages(register, new Map(same.map(({ name }) => [name, image])));
  const latest = await describeDefinition(definition.family, context);
  if (!latest.ok) return { ok: false, failure: { kind: 'aws', failure: latest.failure } };
  const chosen = chooseDefinition(input, latest.value, context);
  if (chosen === undefined) return { ok: true, value: plan };
  const own = chosen.definition.containers.find(({ name }) => name === container.name) ?? container;
  // A build without changes may produce the image that the latest revision already has.
  const { register: _, ...rest } = plan;
  return { ok: true, value: { ...rest, ...chosen, container: own } };
}
