/** A pipeline of CodePipeline, as far as a migration in it is concerned. */
export interface Pipeline {
  name: string;
  /** SUPERSEDED, QUEUED or PARALLEL. */
  executionMode: string;
  stages: Stage[];
}

export interface Stage {
  name: string;
  /** The stage is retried by itself when it fails. */
  retries: boolean;
  actions: Action[];
}

export interface Action {
  name: string;
  /** Source, Build, Test, Deploy, Invoke, Approval or Compute. */
  category: string;
  /** Such as CodeBuild, ECS, CodeDeployToECS or Lambda. */
  provider: string;
  /** Actions of one stage with the same order run side by side. */
  runOrder: number;
  /** What the provider is told, without the values of environment variables. */
  configuration: Readonly<Record<string, string>>;
  /** Names of the environment variables that it gives its build. */
  variables: string[];
  /** Names of the artifacts that it gets. */
  inputs: string[];
}

/** One execution of a pipeline. Words are CodePipeline's own. */
export interface PipelineExecution {
  /** InProgress, Succeeded, Failed, Superseded, Stopping, Stopped or Cancelled. */
  status: string;
  /** STANDARD or ROLLBACK; absent where CodePipeline does not say. */
  type?: string;
}

/** One try of one action within an execution. */
export interface ActionExecution {
  execution: string;
  stage: string;
  action: string;
  /** What ran for it: the build id, where that was CodeBuild. */
  externalId?: string;
}

/** Where a pipeline is: names are unique in a region only. */
export interface PipelineRef {
  name: string;
  region: string;
}

/** Why nothing is launched, although nothing is wrong with the migration. */
export interface LaunchBlock {
  pipeline: string;
  execution: string;
  /** The execution goes no further, or it is a rollback. */
  why: 'Superseded' | 'Stopping' | 'Stopped' | 'Cancelled' | 'rollback';
  /** Of a rollback: whether that ends the run well. */
  onRollback: Exclude<OnRollback, 'run'>;
}

/** What to do where a pipeline rolls back to an earlier execution, whose code is older than the database. */
export type OnRollback = 'skip' | 'fail' | 'run';
