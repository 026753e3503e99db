import { type ImageLookup, retry } from '../api.ts';
import type { Artifacts } from '../aws/artifacts.ts';
import type { JobContext, JobFailure, Jobs } from '../aws/jobs.ts';
import { errorText } from '../core/base/bug.ts';
import { describeFailure, isDenied } from '../core/base/failure.ts';
import { isMap } from '../core/base/json.ts';
import type { Result } from '../core/base/result.ts';
import type { BuildFacts } from '../core/ecs/run-metadata.ts';
import { errorsAmong } from '../core/findings/findings.ts';
import { readImageSource } from '../core/plan/deployed-image.ts';
import { type Advanced, advance, allowsDeployment } from './advance.ts';
import { callTime } from './call-time.ts';
import { keysOf } from './event.ts';
import { findArtifactImages, type InputArtifact } from './find-artifact-images.ts';
import { detailsOf, failureOf, variablesOf } from './job-result.ts';
import type { LambdaContext, LambdaRuntime, LookupContext } from './runtime.ts';
import { report } from './send-result.ts';
import { type Given, parseSettings, settingsOf } from './settings.ts';
import { decodeToken } from './token.ts';

/** CodePipeline gives an invoke action 24 hours. The rest of them is for the stop and the last look. */
const LIMIT_MS = 23.75 * 60 * 60_000;

interface Job {
  id: string;
  userParameters: unknown;
  token: unknown;
  inputs: InputArtifact[];
}

/** What the action needs of AWS besides the run. */
export interface JobPorts {
  jobs: Jobs;
  artifacts: Artifacts;
}

/**
 * One call of a CodePipeline invoke action: launches or looks, and reports to CodePipeline. Returns when the report is
 * made. Never logs the event, because it contains credentials.
 * @throws {Error} If the event is not a job, or if the report could not be made.
 */
export async function handleJob(
  event: unknown,
  context: LambdaContext | undefined,
  ports: JobPorts,
  runtime: LambdaRuntime,
): Promise<void> {
  const job = readJob(event);
  const { jobs } = ports;
  let advanced: Advanced;
  try {
    const outcome = await advanceJob(job, context, ports, runtime);
    if (!outcome.ok) {
      const { failure } = outcome;
      return await report('the failure', () => jobs.fail(job.id, failure), runtime);
    }
    advanced = outcome.value;
  } catch (error) {
    const text = errorText(error);
    runtime.print(`ecs-migrate: ${text}`);
    const message = `ecs-migrate itself failed: ${text}`.slice(0, 5_000);
    return await report('the failure', () => jobs.fail(job.id, { type: 'JobFailed', message }), runtime);
  }
  if ('token' in advanced) {
    const { token, status, taskArn } = advanced;
    return await report('the progress', () => jobs.goOn(job.id, token, detailsOf(status, taskArn)), runtime);
  }
  const { result } = advanced;
  if (allowsDeployment(result)) {
    const details = detailsOf(result.cause, result.taskArn);
    return await report('the success', () => jobs.succeed(job.id, variablesOf(result), details), runtime);
  }
  const failure = failureOf(advanced);
  await report('the failure', () => jobs.fail(job.id, failure), runtime);
}

async function advanceJob(
  job: Job,
  context: LambdaContext | undefined,
  { jobs, artifacts }: JobPorts,
  runtime: LambdaRuntime,
): Promise<Result<Advanced, JobFailure>> {
  const { id, userParameters, token } = job;
  const where = 'UserParameters';
  const text = typeof userParameters === 'string' && userParameters.trim() !== '' ? userParameters : '{}';
  const parsed = parseSettings(text, where, ['pipelineExecutionId']);
  const given = settingsOf(parsed, where, runtime.env);
  let build: BuildFacts = {};
  // If the settings are not valid, no identity is needed.
  const handed = decodeToken(token);
  if (handed === undefined && errorsAmong(given.findings).length === 0) {
    using time = callTime(context, runtime.clock);
    const execution = parsed.values['pipelineExecutionId'];
    const found = await identify(id, execution, jobs, { ...runtime, signal: time.soft });
    if (!found.ok) return found;
    build = found.value;
  }
  const turn = {
    given,
    handed,
    owner: { build, travels: true },
    limitMs: LIMIT_MS,
    findImages: (signal: AbortSignal) => findImages(given, job, artifacts, { ...runtime, signal }),
  };
  return { ok: true, value: await advance(turn, runtime, context) };
}

/** Finds the image that the pipeline has built. Its action runs before there is a deployment that could be asked. */
async function findImages(
  { settings, origins }: Given,
  { inputs }: Job,
  artifacts: Artifacts,
  context: LookupContext,
): Promise<ImageLookup> {
  const source = readImageSource(settings.imageFrom);
  if (source === undefined && settings.image === undefined) {
    context.print(
      'ecs-migrate: the image is that of the task definition; with imageFrom: auto it is the one that the pipeline has built',
    );
  }
  if (source === undefined || settings.image !== undefined || source.from === 'task-definition') {
    return { ok: true, value: [] };
  }
  if (source.from === 'artifact') return findArtifactImages(source.file, inputs, artifacts, context);
  const problem = `${origins.imageFrom}: the action of a pipeline has no deployment to take an image from`;
  const fix = 'give imageFrom: auto, with an artifact of the build as input; or image; or imageFrom: task-definition';
  return { ok: false, failure: { kind: 'invalid', findings: [{ code: 'usage', problem, fix }] } };
}

/** Identifies this run by the execution of the pipeline and of the action. The job is not used, because it changes. */
async function identify(
  jobId: string,
  execution: unknown,
  jobs: Jobs,
  context: LookupContext,
): Promise<Result<BuildFacts, JobFailure>> {
  const answer = await retry(() => jobs.context(jobId), context);
  const found: JobContext = answer.ok ? answer.value : {};
  if (found.execution && found.actionExecution) {
    return { ok: true, value: factsOf(found.execution, found.actionExecution, found.pipeline) };
  }
  if (typeof execution === 'string' && /^[\w-]{1,100}$/.test(execution)) {
    const why = answer.ok ? 'CodePipeline does not report it' : describeFailure(answer.failure);
    context.print(
      `ecs-migrate: warning: the execution of this action is unknown, so a retry of the stage reports the old result again (${why})`,
    );
    return { ok: true, value: factsOf(execution, 'unknown') };
  }
  const said = answer.ok ? 'CodePipeline reported neither' : describeFailure(answer.failure);
  const message = `the pipeline execution and the action execution of this job are unknown (${said}). Without them, a job that is delivered twice would run the migration twice, so nothing was launched\nnext: allow codepipeline:GetJobDetails on *`;
  const type = !answer.ok && isDenied(answer.failure) ? 'PermissionError' : 'SystemUnavailable';
  context.print(`ecs-migrate: ${message}`);
  return { ok: false, failure: { type, message } };
}

function factsOf(execution: string, action: string, pipeline?: string): BuildFacts {
  const build = `codepipeline/${execution}/${action}`;
  return { build, execution, ...(pipeline === undefined ? {} : { pipeline }) };
}

/** Reads the parts of the event that are needed. */
function readJob(event: unknown): Job {
  const job = isMap(event) ? event['CodePipeline.job'] : undefined;
  if (!isMap(job) || typeof job['id'] !== 'string' || job['id'] === '') {
    const expected = 'expected {"CodePipeline.job": {"id": …, "data": …}}';
    throw new Error(`this is not the job of a CodePipeline invoke action: ${expected}, but got ${keysOf(event)}`);
  }
  const data = isMap(job['data']) ? job['data'] : {};
  const action = isMap(data['actionConfiguration']) ? data['actionConfiguration'] : {};
  const configuration = isMap(action['configuration']) ? action['configuration'] : {};
  const inputs = inputsOf(data['inputArtifacts'], data['artifactCredentials']);
  return { id: job['id'], userParameters: configuration['UserParameters'], token: data['continuationToken'], inputs };
}

/** The input artifacts of the job, with the credentials that CodePipeline gives it to read them. */
function inputsOf(artifacts: unknown, credentials: unknown): InputArtifact[] {
  const { accessKeyId, secretAccessKey, sessionToken } = isMap(credentials) ? credentials : {};
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return [];
  const own = { accessKeyId, secretAccessKey, ...(typeof sessionToken === 'string' && { sessionToken }) };
  return (Array.isArray(artifacts) ? artifacts : []).flatMap((artifact: unknown) => {
    const location = isMap(artifact) && isMap(artifact['location']) ? artifact['location']['s3Location'] : undefined;
    const { bucketName: bucket, objectKey: key } = isMap(location) ? location : {};
    if (!isMap(artifact) || typeof bucket !== 'string' || typeof key !== 'string') return [];
    return [{ name: String(artifact['name']), bucket, key, credentials: own }];
  });
}
