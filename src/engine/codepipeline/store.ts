import { AwsError } from '../errors.ts';

/** A pipeline as CodePipeline returns it, kept as it was loaded. Times are epoch seconds. */
export interface StoredPipeline {
  pipeline: { name: string; version?: number | undefined; [member: string]: unknown };
  metadata?: object | undefined;
}

export interface StoredExecution {
  pipelineName: string;
  pipelineExecutionId: string;
  [member: string]: unknown;
}

export interface StoredAction {
  pipelineName: string;
  pipelineExecutionId: string;
  actionExecutionId: string;
  stageName: string;
  actionName: string;
  startTime: number;
  [member: string]: unknown;
}

/** The state of CodePipeline. It comes from loaded files only: the engine runs no pipeline itself. */
export class PipelineStore {
  readonly #pipelines = new Map<string, StoredPipeline>();
  readonly #executions: StoredExecution[] = [];
  readonly #actions: StoredAction[] = [];
  readonly #account: string;

  constructor(account: string) {
    this.#account = account;
  }

  addPipeline(one: StoredPipeline): void {
    this.#pipelines.set(one.pipeline.name, one);
  }

  /** If the pipeline of the execution is unknown, adds that pipeline without stages. */
  addExecution(one: StoredExecution): void {
    this.#pipelineOfName(one.pipelineName);
    this.#executions.push(one);
  }

  addAction(one: StoredAction): void {
    this.#pipelineOfName(one.pipelineName);
    this.#actions.push(one);
  }

  #pipelineOfName(name: string): void {
    if (!this.#pipelines.has(name)) this.addPipeline({ pipeline: { name, version: 1, stages: [] } });
  }

  names(): string[] {
    return [...this.#pipelines.keys()];
  }

  pipeline(name: string | undefined): StoredPipeline {
    const known = this.#pipelines.get(name ?? '');
    if (known !== undefined) return known;
    const message = `Account '${this.#account}' does not have a pipeline with name '${name}'`;
    throw new AwsError('PipelineNotFoundException', message);
  }

  executions(pipelineName: string): StoredExecution[] {
    return this.#executions.filter((execution) => execution.pipelineName === pipelineName);
  }

  actions(pipelineName: string): StoredAction[] {
    return this.#actions.filter((action) => action.pipelineName === pipelineName);
  }

  /** Finds the pipeline of an execution by the execution's id alone: these ids are UUIDs. */
  pipelineOf(executionId: string): string | undefined {
    return this.#executions.find((execution) => execution.pipelineExecutionId === executionId)?.pipelineName;
  }
}
