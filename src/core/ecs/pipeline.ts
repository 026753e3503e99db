/** The facts of a CodePipeline pipeline that matter for a migration in it. */
export interface Pipeline {
  name: string;
  /** SUPERSEDED, QUEUED or PARALLEL. */
  executionMode: string;
  stages: Stage[];
}

export interface Stage {
  name: string;
  /** Whether the stage is retried automatically when it fails. */
  retries: boolean;
  conditions?: StageCondition[];
  actions: Action[];
}

/** A condition of a stage whose result changes how the stage goes on. */
export interface StageCondition {
  /** When it is judged. */
  at: 'beforeEntry' | 'onSuccess' | 'onFailure';
  /** SKIP, RETRY, FAIL or ROLLBACK: what happens if one of its rules is not met. */
  result: string;
  /** Its rules: what each checks, with its name, and the variable that it reads, if any. */
  rules: { provider: string; name: string; variable?: string }[];
}

export interface Action {
  name: string;
  /** Source, Build, Test, Deploy, Invoke, Approval or Compute. */
  category: string;
  /** Such as CodeBuild, ECS, CodeDeployToECS or Lambda. */
  provider: string;
  /** Actions of one stage with the same order run at the same time. */
  runOrder: number;
  /** The configuration for the provider, without the values of environment variables. */
  configuration: Readonly<Record<string, string>>;
  /** Names of the environment variables that the action sets in its build. */
  variables: string[];
  /** Names of the input artifacts. */
  inputs: string[];
}

/** One execution of a pipeline, in CodePipeline's own terms. */
export interface PipelineExecution {
  /** InProgress, Succeeded, Failed, Superseded, Stopping, Stopped or Cancelled. */
  status: string;
  /** STANDARD or ROLLBACK. Absent if CodePipeline does not report it. */
  type?: string;
}

/** One try of one action in an execution. */
export interface ActionExecution {
  execution: string;
  stage: string;
  action: string;
  /** The external execution behind the action: for CodeBuild, the build id. */
  externalId?: string;
  /** Such as Build or Deploy. */
  category?: string;
  /** InProgress, Succeeded, Failed or Abandoned. */
  status?: string;
  /** Milliseconds since the epoch, by AWS's clock. */
  startedAt?: number;
}

/** A pipeline and its region, because names are unique only within a region. */
export interface PipelineRef {
  name: string;
  region: string;
}

/** Why nothing is launched although nothing is wrong with the migration. */
export interface LaunchBlock {
  pipeline: string;
  execution: string;
  /** The execution does not continue, or it is a rollback. */
  why: 'Superseded' | 'Stopping' | 'Stopped' | 'Cancelled' | 'rollback';
  /** Only for a rollback: whether the run then counts as a success. */
  onRollback: Exclude<OnRollback, 'run'>;
}

/** What to do if a pipeline rolls back to an earlier execution, whose code is older than the database. */
export type OnRollback = 'skip' | 'fail' | 'run';
