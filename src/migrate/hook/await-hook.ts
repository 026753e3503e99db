import type { ClockLead } from '../../core/base/clock-lead.ts';
import { nearest } from '../../core/base/did-you-mean.ts';
import { formatDuration } from '../../core/base/duration.ts';
import type { Result } from '../../core/base/result.ts';
import type { ServiceDeployment, WaitingHook } from '../../core/ecs/service-deployment.ts';
import type { Ending } from '../../core/explain/endings.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { chooseHook, type HookPlace } from '../../core/hook/find-hook.ts';
import { readStage, type StageFacts } from '../../core/hook/stage-actions.ts';
import type { DeployedRevision } from '../../core/plan/deployed-image.ts';
import { isExecutionId, ownPipelineOf } from '../../core/plan/pipeline-execution.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { interruptedBeforeLaunch } from '../base/endings.ts';
import type { Files } from '../plan/make-plan.ts';
import { findExecution } from '../plan/pipeline-gate.ts';
import { type HookContext, lookupContext } from './hook-context.ts';
import { matchImages } from './match-images.ts';
import { readDeployments } from './read-deployments.ts';

/** The hook that the migration is for. It is never looked for again. */
export interface FoundHook {
  hook: WaitingHook;
  lead: ClockLead;
  /** The revision with the image of the pipeline, and the containers that run it. */
  bound?: { revision: DeployedRevision; containers: string[] };
}

/** One look for the hook. `none`: nothing that is meant for this migration waits yet. `ends`: nothing will. */
type Look = Result<FoundHook, { none: Finding } | { ends: Ending }>;

const EVERY_MS = 10_000;

/** Finds the hook that waits; with `--wait`, as soon as there is one that is meant for this pipeline. */
export async function awaitHook(
  place: HookPlace,
  { settings, origins }: Resolved,
  files: Files,
  context: HookContext,
): Promise<Result<FoundHook, Ending>> {
  const { wait, ifNone } = settings;
  if (wait !== undefined && (files.images ?? []).length === 0) {
    return fail(invalid({ code: 'hook-unbound', origin: origins.wait ?? '--wait' }));
  }
  const began = context.clock.now();
  const stage = wait === undefined ? undefined : await stageOf({ settings, origins }, context);
  let facts: StageFacts = { deployed: false };
  for (;;) {
    facts = (await stage?.()) ?? facts;
    const look = await lookOnce(place, facts.beganAt, files, context);
    if (look.ok) return look;
    if ('ends' in look.failure) return fail(look.failure.ends);
    const { none } = look.failure;
    if (context.interrupt.aborted) return fail(interruptedBeforeLaunch(context));
    const waitedMs = context.clock.now() - began;
    const isOver = wait === undefined || waitedMs >= wait || facts.deployed;
    if (isOver) return fail(endOfWaiting(none, place, { wait, ifNone, waitedMs, deployed: facts.deployed }));
    const jittered = EVERY_MS * (0.8 + 0.4 * context.random.next());
    await context.clock.sleep(Math.min(jittered, wait - waitedMs), context.interrupt);
  }
}

interface Waited {
  wait: number | undefined;
  ifNone: 'fail' | 'skip' | undefined;
  waitedMs: number;
  /** The deploy action has ended. */
  deployed: boolean;
}

/** Nothing waits for this migration. */
function endOfWaiting(none: Finding, place: HookPlace, { wait, ifNone, waitedMs, deployed }: Waited): Ending {
  if (none.code !== 'hook-none') return invalid(none);
  if (ifNone === 'skip') return { kind: 'nothing-waits', ...place };
  if (wait === undefined) return invalid(none);
  const why = deployed ? 'the deploy action of the stage has ended' : '--wait';
  return invalid({ ...none, waited: `after ${formatDuration(waitedMs)}: ${why}` });
}

async function lookOnce(
  place: HookPlace,
  newerThan: number | undefined,
  files: Files,
  context: HookContext,
): Promise<Look> {
  const read = await readDeployments(place.cluster, place.service, context);
  if (!read.ok) {
    const isUnknown = read.failure.name === 'ServiceNotFoundException';
    const failure: Ending = { kind: 'aws', failure: read.failure };
    return fail({ ends: isUnknown ? invalid(await unknownService(place, context)) : failure });
  }
  const { deployments, lead } = read.value;
  const chosen = chooseHook(
    deployments.filter((one) => isNewer(one, newerThan)),
    place,
  );
  if (!chosen.ok) {
    return fail(chosen.failure.code === 'hook-none' ? { none: chosen.failure } : { ends: invalid(chosen.failure) });
  }
  const hook = chosen.value;
  if (files.images === undefined || files.images.length === 0) return { ok: true, value: { hook, lead } };
  const matched = await matchImages(
    hook,
    files.images,
    lookupContext(context, () => {}),
  );
  if (!matched.ok) return fail({ ends: matched.failure });
  const bound = matched.value;
  if (bound.containers.length > 0) return { ok: true, value: { hook, lead, bound } };
  const asked = files.images.flatMap(({ images }) => images.map(({ image }) => image));
  const images = bound.revision.containers.map(({ image }) => image);
  return fail({ none: { code: 'hook-other-image', deployment: hook.deployment, images, asked } });
}

function fail<E>(failure: E): { ok: false; failure: E } {
  return { ok: false, failure };
}

async function unknownService({ cluster, service }: HookPlace, { services }: HookContext): Promise<Finding> {
  const listed = await services.list(cluster);
  const others = listed.ok ? listed.value : [];
  return { code: 'service-unknown', origin: '--service', service, cluster, others, near: nearest(service, others) };
}

function isNewer({ createdAt }: ServiceDeployment, than: number | undefined): boolean {
  return than === undefined || createdAt === undefined || createdAt >= than;
}

function invalid(finding: Finding): Ending {
  return { kind: 'invalid', findings: [finding] };
}

/** Asks the pipeline about the stage that this build runs in. `undefined`: the build is in no stage that is known. */
async function stageOf({ settings }: Resolved, context: HookContext): Promise<(() => Promise<StageFacts>) | undefined> {
  const pipeline = ownPipelineOf(settings, context.build, context.region);
  if (pipeline === undefined) return undefined;
  const { build } = await findExecution(settings, context);
  const { execution, stage } = build;
  if (stage === undefined || !isExecutionId(execution)) return undefined;
  let known: StageFacts = { deployed: false };
  return async () => {
    const answer = await context.pipelines.actions(pipeline, execution);
    if (answer.ok) known = readStage(answer.value, stage);
    return known;
  };
}
