import { parseArn } from '../core/base/arn.ts';
import { errorText } from '../core/base/bug.ts';
import { isMap } from '../core/base/json.ts';
import type { Deployed } from '../core/ports.ts';
import { advance, allowsDeployment } from './advance.ts';
import { keysOf } from './event.ts';
import { findDeployedImages } from './find-deployed-images.ts';
import type { LambdaContext, LambdaRuntime } from './runtime.ts';
import { checkSettings, settingsOf } from './settings.ts';
import { decodeToken } from './token.ts';

/** ECS gives a hook a day. The rest of it is for the stop and the last look. */
const LIMIT_MS = 23.75 * 60 * 60_000;
const CALL_BACK_SECONDS = 15;
/** Key of our state in the hook's details. The other keys belong to the user. */
const STATE = 'ecsMigrate';
const STAGES = 'ECS_MIGRATE_LIFECYCLE_STAGES';

/** The answer that ECS expects. */
export interface HookAnswer {
  hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  /** Seconds until ECS calls again. */
  callBackDelay?: number;
  /** Passed to the next call. */
  hookDetails?: Record<string, unknown>;
}

interface StageEvent {
  stage: string;
  /** ARN of the service deployment. */
  arn: string;
  /** The ARN of the service revision that is being deployed. */
  revision: string | undefined;
  details: Record<string, unknown>;
}

/**
 * One call of a lifecycle hook of an ECS-native deployment: launches or looks, and answers at once. Answers FAILED if
 * the migration cannot run or did not succeed.
 * @throws {Error} If the event does not come from a hook; ECS treats that as a failure too.
 */
export async function handleStage(
  event: unknown,
  context: LambdaContext | undefined,
  deployed: Deployed,
  runtime: LambdaRuntime,
): Promise<HookAnswer> {
  const { stage, arn, revision, details } = readEvent(event);
  const stages = (runtime.env[STAGES] ?? 'PRE_SCALE_UP').split(/[,\s]+/).filter(Boolean);
  if (!stages.includes(stage)) {
    runtime.print(`ecs-migrate: nothing to do at stage ${stage}: migrations run at ${stages.join(', ')} (${STAGES})`);
    return { hookStatus: 'SUCCEEDED' };
  }
  try {
    const where = 'hookDetails.settings';
    const { settings = {}, [STATE]: token } = details;
    const [, cluster] = parseArn(arn)?.resource.split('/') ?? [];
    const fallback = { values: cluster ? { cluster } : {}, origin: () => "the deployment's own cluster" };
    const given = settingsOf(checkSettings(settings, where), where, runtime.env, fallback);
    const owner = { build: { build: `ecs-deployment/${arn}`, execution: arn }, travels: false };
    const handed = decodeToken(token);
    const findImages = (signal: AbortSignal) =>
      findDeployedImages(given, () => findRevision(revision, deployed), deployed, { ...runtime, signal });
    const advanced = await advance({ given, handed, owner, limitMs: LIMIT_MS, findImages }, runtime, context);
    if ('result' in advanced) {
      return { hookStatus: allowsDeployment(advanced.result) ? 'SUCCEEDED' : 'FAILED' };
    }
    const hookDetails = { ...details, [STATE]: advanced.token };
    return { hookStatus: 'IN_PROGRESS', callBackDelay: CALL_BACK_SECONDS, hookDetails };
  } catch (error) {
    runtime.print(`ecs-migrate: ${errorText(error)}`);
    return { hookStatus: 'FAILED' };
  }
}

/** An event that names no revision is none that is known: then nothing is known of the image either. */
async function findRevision(arn: string | undefined, deployed: Deployed) {
  return arn === undefined ? ({ ok: true, value: undefined } as const) : deployed.serviceRevision(arn);
}

function readEvent(event: unknown): StageEvent {
  const { lifecycleStage, resourceArn, hookDetails, executionDetails } = isMap(event) ? event : {};
  if (typeof lifecycleStage !== 'string' || typeof resourceArn !== 'string') {
    const expected = 'expected {"lifecycleStage": …, "resourceArn": …}';
    throw new Error(
      `this is not the event of a lifecycle hook of an ECS deployment: ${expected}, but got ${keysOf(event)}`,
    );
  }
  const target = isMap(executionDetails) ? executionDetails['targetServiceRevisionArn'] : undefined;
  const revision = typeof target === 'string' ? target : undefined;
  return { stage: lifecycleStage, arn: resourceArn, revision, details: isMap(hookDetails) ? hookDetails : {} };
}
