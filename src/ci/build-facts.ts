import { parseArn } from '../core/base/arn.ts';
import type { BuildFacts } from '../core/ecs/run-metadata.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What the environment variables of a build say about it. The build key is unique for one attempt of one job: a retry
 * has a new key.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export function buildFacts(env: Env): BuildFacts {
  const facts = codeBuild(env) ?? gitHub(env) ?? gitLab(env) ?? jenkins(env) ?? {};
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value)) as BuildFacts;
}

/** When the build began, if the environment says so. Milliseconds since the epoch. */
export function buildStart(env: Env): { buildStartedAt?: number } {
  const startedAt = Number(env['CODEBUILD_START_TIME']);
  return startedAt > 0 ? { buildStartedAt: startedAt } : {};
}

type Facts = { [K in keyof BuildFacts]: string | undefined };

/**
 * Under CodePipeline, a retried stage is a new build of the same execution. The execution id is passed as
 * PIPELINE_EXECUTION_ID (`#{codepipeline.PipelineExecutionId}`). Without it, pipeline and commit identify the execution
 * until the pipeline is asked.
 */
function codeBuild(env: Env): Facts | undefined {
  const build = env['CODEBUILD_BUILD_ID'];
  if (!build) return undefined;
  const commit = env['CODEBUILD_RESOLVED_SOURCE_VERSION'];
  const initiator = env['CODEBUILD_INITIATOR'] ?? '';
  const pipeline = /^codepipeline\/(.+)/.exec(initiator)?.[1];
  const standIn = pipeline && commit ? `${initiator}@${commit}` : undefined;
  const region = parseArn(env['CODEBUILD_BUILD_ARN'] ?? '')?.region;
  return { build, execution: env['PIPELINE_EXECUTION_ID'] || standIn, commit, pipeline, region };
}

function gitHub(env: Env): Facts | undefined {
  const run = env['GITHUB_RUN_ID'];
  if (!run) return undefined;
  const build = [run, env['GITHUB_RUN_ATTEMPT'], env['GITHUB_JOB']].join('/');
  return { build: `github/${build}`, execution: `github/${run}/${env['GITHUB_JOB']}`, commit: env['GITHUB_SHA'] };
}

function gitLab(env: Env): Facts | undefined {
  const job = env['CI_JOB_ID'];
  if (!job || !env['GITLAB_CI']) return undefined;
  const execution = env['CI_PIPELINE_ID'] && `gitlab/${env['CI_PIPELINE_ID']}/${env['CI_JOB_NAME']}`;
  return { build: `gitlab/${job}`, execution, commit: env['CI_COMMIT_SHA'] };
}

function jenkins(env: Env): Facts | undefined {
  const tag = env['BUILD_TAG'];
  if (!tag) return undefined;
  return { build: `jenkins/${tag}/${env['STAGE_NAME'] ?? ''}`, execution: undefined, commit: env['GIT_COMMIT'] };
}
