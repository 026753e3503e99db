import type { Build } from './codebuild.ts';

/** A stage and its actions as GetPipeline returns them. */
export interface Stage {
  name: string;
  beforeEntry?: { conditions: Condition[] }[];
  actions: Action[];
}

interface Condition {
  result: string;
  rules: { name: string; ruleTypeId: { provider: string }; configuration: Record<string, string> }[];
}

interface Action {
  name: string;
  actionTypeId: { category: string; provider: string };
  runOrder?: number;
  namespace?: string | null;
  configuration: Record<string, string>;
}

type StageStatus = 'Succeeded' | 'Failed' | 'Skipped';

export interface Performers {
  /** A build of this project, with the variables of the action besides its own. */
  build(project: string, variables: Record<string, string>): Promise<Pick<Build, 'status' | 'exported'>>;
  /** The answer of the person who approves, who sees this text. */
  approve(customData: string): Promise<'Approved' | 'Rejected'>;
  /** All other actions: sources and deployments. */
  other?(action: Action): Promise<void>;
}

const MOST_CHARACTERS = 1_000;

/**
 * Plays an execution as CodePipeline does, with one action after the other.
 *
 * - `#{NAMESPACE.NAME}` in a configuration is what an earlier action has exported, or `codepipeline.PipelineExecutionId`. A
 *   variable that is not there fails the action, and a rule with it errs.
 * - `beforeEntry`: the result of a condition takes effect if one of its rules fails. With SKIP the stage is left out, and the
 *   execution goes on. The only rules that can skip are LambdaInvoke and VariableCheck.
 * - A failed action ends the execution. A stage that failed can be retried; one that was skipped cannot.
 *
 * See "Configure conditions for a stage", "VariableCheck" and "Variables reference" in the CodePipeline user guide.
 */
export class PipelineExecution {
  readonly statuses: Record<string, StageStatus> = {};
  /** The texts that the person saw who approved. */
  readonly asked: string[] = [];
  /** The errors of the actions that failed, by their names. */
  readonly errors: Record<string, string> = {};
  readonly #stages: readonly Stage[];
  readonly #performers: Performers;
  readonly #variables = new Map<string, string>();

  constructor(id: string, stages: readonly Stage[], performers: Performers) {
    const namespaces = stages.flatMap(({ actions }) => actions.flatMap(({ namespace }) => namespace ?? []));
    const twice = namespaces.find((name, at) => namespaces.indexOf(name) !== at);
    if (twice !== undefined) throw new Error(`not valid: the namespace ${twice} is used twice`);
    this.#stages = stages;
    this.#performers = performers;
    this.#variables.set('codepipeline.PipelineExecutionId', id);
  }

  /** Plays all stages in order up to the first that fails. */
  async play(): Promise<StageStatus> {
    return await this.#playFrom(0);
  }

  /** Retries a stage, all of its actions, and goes on behind it. */
  async retry(name: string): Promise<StageStatus> {
    const at = this.#stages.findIndex((stage) => stage.name === name);
    if (this.statuses[name] !== 'Failed') throw new Error(`StageNotRetryableException: ${this.statuses[name]}`);
    return await this.#playFrom(at);
  }

  async #playFrom(at: number): Promise<StageStatus> {
    for (const stage of this.#stages.slice(at)) {
      const status = await this.#playStage(stage);
      this.statuses[stage.name] = status;
      if (status === 'Failed') return status;
    }
    return 'Succeeded';
  }

  async #playStage({ beforeEntry = [], actions }: Stage): Promise<StageStatus> {
    for (const { result, rules } of beforeEntry.flatMap(({ conditions }) => conditions)) {
      if (rules.every((rule) => this.#passes(rule))) continue;
      if (result === 'SKIP') return 'Skipped';
      if (result === 'FAIL') return 'Failed';
      throw new Error(`not played: result ${result}`);
    }
    for (const action of actions.toSorted((a, b) => (a.runOrder ?? 1) - (b.runOrder ?? 1))) {
      try {
        await this.#perform(action);
      } catch (error) {
        this.errors[action.name] = String(error);
        return 'Failed';
      }
    }
    return 'Succeeded';
  }

  #passes({ ruleTypeId, configuration }: Condition['rules'][number]): boolean {
    if (ruleTypeId.provider !== 'VariableCheck') throw new Error(`not played: rule ${ruleTypeId.provider}`);
    const { Variable = '', Value = '', Operator = '' } = configuration;
    const value = this.#resolve(Variable);
    const checks: Record<string, boolean> = {
      EQ: value === Value,
      NE: value !== Value,
      CONTAINS: value.includes(Value),
      MATCHES: new RegExp(`^(?:${Value})$`).test(value),
    };
    const passes = checks[Operator];
    if (passes === undefined) throw new Error(`not valid: operator ${Operator}`);
    return passes;
  }

  async #perform(action: Action): Promise<void> {
    const entries = Object.entries(action.configuration).map(([name, text]) => [name, this.#resolve(text)]);
    const configuration: Record<string, string> = Object.fromEntries(entries);
    if (action.actionTypeId.provider === 'CodeBuild') return await this.#build(action, configuration);
    if (action.actionTypeId.category !== 'Approval') return await this.#performers.other?.(action);
    const text = configuration['CustomData'] ?? '';
    if (text.length > MOST_CHARACTERS) throw new Error(`CustomData has ${text.length} characters`);
    this.asked.push(text);
    if ((await this.#performers.approve(text)) === 'Rejected') throw new Error('rejected');
  }

  async #build({ namespace }: Action, configuration: Record<string, string>): Promise<void> {
    const listed: { name: string; value: string }[] = JSON.parse(configuration['EnvironmentVariables'] ?? '[]');
    const variables = Object.fromEntries(listed.map(({ name, value }) => [name, value]));
    const build = await this.#performers.build(configuration['ProjectName'] ?? '', variables);
    if (build.status === 'FAILED') throw new Error('the build failed');
    if (!namespace) return;
    for (const [name, value] of Object.entries(build.exported)) this.#variables.set(`${namespace}.${name}`, value);
  }

  #resolve(text: string): string {
    return text.replace(/#\{([^}]+)\}/g, (_, name: string) => {
      const value = this.#variables.get(name);
      if (value === undefined) throw new Error(`the variable ${name} could not be resolved`);
      return value;
    });
  }
}
