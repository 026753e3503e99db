import { retry } from '../api.ts';
import type { Deployments } from '../aws/deployments.ts';
import type { Functions } from '../aws/functions.ts';
import { errorText } from '../core/base/bug.ts';
import { formatDuration } from '../core/base/duration.ts';
import { type Answer, describeFailure } from '../core/base/failure.ts';
import { isMap } from '../core/base/json.ts';
import type { Result } from '../core/base/result.ts';
import { errorsAmong, type Finding } from '../core/findings/findings.ts';
import type { DeployedRevision } from '../core/plan/deployed-image.ts';
import type { Deployed } from '../core/ports.ts';
import { advance, allowsDeployment } from './advance.ts';
import { remainingOf } from './call-time.ts';
import { keysOf } from './event.ts';
import { findDeployedImages } from './find-deployed-images.ts';
import { taskDefinitionIn } from './read-app-spec.ts';
import type { LambdaContext, LambdaRuntime } from './runtime.ts';
import { report } from './send-result.ts';
import { type Given, settingsOf } from './settings.ts';
import { decodeToken } from './token.ts';

/** CodeDeploy waits an hour for the result of a hook. The rest of the hour is for the stop and the last look. */
const LIMIT_MS = 55 * 60_000;
/**
 * Lambda drops the 17th call in a chain of calls that a function makes to itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
const MOST_CALLS = 14;
/** With less time left than this, the next call continues. Milliseconds. */
const HANDOVER_MS = 45_000;
const LOOK_MS = 5_000;

interface Hook {
  deploymentId: string;
  hookExecutionId: string;
  token: unknown;
  /** The number of calls before this one. */
  calls: number;
}

interface Ports {
  deployed: Deployed;
  deployments: Deployments;
  functions: Functions;
}

/**
 * A CodeDeploy lifecycle hook: runs the migration, in as many calls of the function as needed, and reports Succeeded
 * or Failed.
 * @throws {Error} If the event is not of a hook, or if the result could not be reported.
 */
export async function handleDeployment(
  event: unknown,
  context: LambdaContext | undefined,
  ports: Ports,
  runtime: LambdaRuntime,
): Promise<void> {
  const hook = readHook(event);
  const remainingMs = remainingOf(context, runtime.clock);
  let succeeded = false;
  try {
    const given = settingsFor(hook, remainingMs(), runtime);
    const handedOver = await followOn({ ...hook, given, remainingMs }, ports, runtime, context);
    if (handedOver === 'handed-over') return;
    succeeded = handedOver === 'succeeded';
  } catch (error) {
    runtime.print(`ecs-migrate: ${errorText(error)}`);
  }
  const status = succeeded ? 'Succeeded' : 'Failed';
  const send = () => ports.deployments.report(hook.deploymentId, hook.hookExecutionId, status);
  await report(`the result ${status}`, send, runtime);
}

interface Following extends Hook {
  given: Given;
  remainingMs: () => number;
}

async function followOn(
  { deploymentId, hookExecutionId, calls, token: first, given, remainingMs }: Following,
  ports: Ports,
  runtime: LambdaRuntime,
  context: LambdaContext | undefined,
): Promise<'succeeded' | 'failed' | 'handed-over'> {
  const build = { build: `codedeploy/${deploymentId}/${hookExecutionId}`, execution: deploymentId };
  const owner = { build, travels: false };
  const findImages = (signal: AbortSignal) =>
    findDeployedImages(given, () => findRevision(deploymentId, ports), ports.deployed, { ...runtime, signal });
  for (let token = first; ; ) {
    const handed = decodeToken(token);
    const advanced = await advance({ given, handed, owner, limitMs: LIMIT_MS, findImages }, runtime, context);
    if ('result' in advanced) return allowsDeployment(advanced.result) ? 'succeeded' : 'failed';
    token = advanced.token;
    if (remainingMs() > HANDOVER_MS) {
      await runtime.clock.sleep(Math.min(LOOK_MS, remainingMs() - HANDOVER_MS));
      continue;
    }
    const event = { DeploymentId: deploymentId, LifecycleEventHookExecutionId: hookExecutionId };
    const later = { ...event, ecsMigrate: { token, calls: calls + 1 } };
    const self = context?.invokedFunctionArn;
    const handing = await handOver(self, calls, (arn) =>
      invoke(() => ports.functions.invokeLater(arn, later), runtime),
    );
    if (handing.ok) return 'handed-over';
    runtime.print(
      `ecs-migrate: the function cannot continue: ${handing.failure}; the deployment fails, the task keeps running`,
    );
    return 'failed';
  }
}

/** CodeDeploy resolves no digests: the task definition's images are all it knows. */
async function findRevision(
  deploymentId: string,
  { deployments }: Ports,
): Promise<Answer<Omit<DeployedRevision, 'containers'> | undefined>> {
  const appSpec = await deployments.appSpec(deploymentId);
  if (!appSpec.ok) return appSpec;
  const taskDefinition = appSpec.value && taskDefinitionIn(appSpec.value);
  return {
    ok: true,
    value: taskDefinition === undefined || taskDefinition === '' ? undefined : { taskDefinition, digests: {} },
  };
}

async function invoke(
  call: () => ReturnType<Functions['invokeLater']>,
  { clock, random }: Pick<LambdaRuntime, 'clock' | 'random'>,
): Promise<Result<void, string>> {
  const answer = await retry(call, { clock, random, signal: new AbortController().signal });
  if (answer.ok) return answer;
  const failure = `${describeFailure(answer.failure)} (allow the function lambda:InvokeFunction on itself)`;
  return { ok: false, failure };
}

function settingsFor({ calls }: Hook, remainingMs: number, runtime: Pick<LambdaRuntime, 'env'>): Given {
  const given = settingsOf({ values: {}, findings: [] }, '', runtime.env);
  const { settings, origins, findings } = given;
  const tooLong: Finding[] = [];
  if (settings.timeout !== undefined && settings.timeout > LIMIT_MS) {
    const expected = 'at most 55m, because CodeDeploy ends a hook after one hour';
    const shown = formatDuration(settings.timeout);
    tooLong.push({ code: 'bad-setting', origin: origins.timeout ?? 'timeout', given: shown, expected });
  }
  const usableMs = Math.max(LOOK_MS, remainingMs - HANDOVER_MS);
  const neededMs = Math.min(settings.timeout ?? LIMIT_MS, LIMIT_MS);
  if (calls === 0 && errorsAmong(findings).length === 0 && neededMs / usableMs > MOST_CALLS) {
    const problem = `the time-out of the function (about ${formatDuration(remainingMs)}) is too short for a migration of ${formatDuration(neededMs)}: the function would have to call itself too often`;
    tooLong.push({
      code: 'usage',
      problem,
      fix: 'give the function a time-out of 15 minutes, or set a shorter ECS_MIGRATE_TIMEOUT',
    });
  }
  return { ...given, findings: [...findings, ...tooLong] };
}

function readHook(event: unknown): Hook {
  const { DeploymentId, LifecycleEventHookExecutionId, ecsMigrate } = isMap(event) ? event : {};
  if (typeof DeploymentId !== 'string' || typeof LifecycleEventHookExecutionId !== 'string') {
    const expected = 'expected {"DeploymentId": …, "LifecycleEventHookExecutionId": …}';
    throw new Error(`this is not the event of a CodeDeploy lifecycle hook: ${expected}, but got ${keysOf(event)}`);
  }
  const { token, calls } = isMap(ecsMigrate) ? ecsMigrate : {};
  return {
    deploymentId: DeploymentId,
    hookExecutionId: LifecycleEventHookExecutionId,
    token,
    calls: typeof calls === 'number' ? calls : 0,
  };
}

/** Makes Lambda call the function again. Or returns the reason why that is not possible. */
async function handOver(
  self: string | undefined,
  calls: number,
  callAgain: (self: string) => Promise<Result<void, string>>,
): Promise<Result<void, string>> {
  if (self === undefined) return { ok: false, failure: 'Lambda does not pass the ARN of the function' };
  if (calls + 1 > MOST_CALLS) {
    const failure = `it has called itself ${calls} times, and Lambda ends such a chain after 16 calls`;
    return { ok: false, failure };
  }
  return await callAgain(self);
}
