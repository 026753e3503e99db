import jsonata from 'jsonata';

type Json = Record<string, unknown>;

interface Rule {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  Next?: string;
  Output?: unknown;
}

interface State {
  Type: 'Task' | 'Map' | 'Choice' | 'Wait' | 'Pass' | 'Succeed' | 'Fail';
  Next?: string;
  Arguments?: unknown;
  Assign?: Json;
  Output?: unknown;
  Seconds?: unknown;
  Choices?: { Condition: string; Next: string }[];
  Default?: string;
  Retry?: Rule[];
  Catch?: Rule[];
  Error?: string;
  Cause?: unknown;
  MaxConcurrency?: unknown;
  ToleratedFailurePercentage?: number;
  ItemReader?: { Arguments: unknown };
  ItemBatcher?: { MaxItemsPerBatch: unknown; BatchInput: unknown };
  ItemProcessor?: Machine;
  ResultWriter?: { Arguments: unknown };
}

export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

/** What a state machine reaches: functions, objects in S3, and time. */
export interface StatesWorld {
  invoke(name: string, payload: unknown): Promise<unknown>;
  read(bucket: string, key: string): Promise<string | undefined>;
  write(bucket: string, key: string, text: string): Promise<void>;
  wait(seconds: number): Promise<void>;
}

export interface Executed {
  status: 'SUCCEEDED' | 'FAILED';
  output: unknown;
  error?: { error: string; cause: string };
  /** The states that were entered, in order. */
  states: string[];
  /** How each child of each map ended, in the order of its batches. */
  children: Executed[];
}

class StatesError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/**
 * Executes a state machine, as far as terraform/modules/fleet uses the language: JSONata, variables, retries, and
 * distributed maps whose items come from S3 in batches.
 * @see https://states-language.net/spec.html
 */
export async function execute(machine: Machine, input: unknown, world: StatesWorld, name: string): Promise<Executed> {
  const variables: Json = {};
  const states: string[] = [];
  const children: Executed[] = [];
  const context = { Execution: { Name: name, Id: `arn:aws:states:eu-west-1:111122223333:execution:fleet:${name}` } };
  let at = machine.StartAt;
  let given = input;
  const ended = (status: Executed['status'], rest: Partial<Executed>): Executed => {
    return { status, output: null, states, children, ...rest };
  };
  for (;;) {
    const state = machine.States[at];
    if (state === undefined) throw new Error(`there is no state ${at}`);
    states.push(at);
    if (states.length > 20_000) throw new Error('more events than a history holds');
    const scope = (more: Json = {}) => ({ ...variables, states: { input: given, context, ...more } });
    const evaluate = <T>(value: unknown, more?: Json) => fill(value, scope(more)) as Promise<T>;
    switch (state.Type) {
      case 'Succeed':
        return ended('SUCCEEDED', { output: state.Output === undefined ? given : await evaluate(state.Output) });
      case 'Fail':
        return ended('FAILED', { error: { error: state.Error ?? '', cause: await evaluate<string>(state.Cause) } });
      case 'Choice': {
        let next = state.Default;
        for (const { Condition, Next } of state.Choices ?? []) {
          if ((await evaluate(Condition)) !== true) continue;
          next = Next;
          break;
        }
        at = next ?? '';
        continue;
      }
      default:
    }
    try {
      const result = await withRetries(state.Retry ?? [], world, () => perform(state, given, evaluate));
      const assigned = await evaluate<Json>(state.Assign ?? {}, { result });
      given = state.Output === undefined ? (result ?? given) : await evaluate(state.Output, { result });
      Object.assign(variables, assigned);
      at = state.Next ?? '';
    } catch (error) {
      const rule = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      if (rule?.Next === undefined) {
        return ended('FAILED', { error: { error: (error as Error).name, cause: (error as Error).message } });
      }
      given = await evaluate(rule.Output, { errorOutput: { Error: (error as Error).name } });
      at = rule.Next;
    }
  }

  async function perform(
    state: State,
    current: unknown,
    evaluate: <T>(value: unknown) => Promise<T>,
  ): Promise<unknown> {
    if (state.Type === 'Wait') return void (await world.wait(await evaluate<number>(state.Seconds)));
    if (state.Type === 'Pass') return undefined;
    if (state.Type === 'Map') return runMap(state, evaluate);
    const { FunctionName, Payload } = await evaluate<{ FunctionName: string; Payload: unknown }>(state.Arguments);
    void current;
    return { Payload: await world.invoke(FunctionName, Payload) };
  }

  async function runMap(state: State, evaluate: <T>(value: unknown) => Promise<T>): Promise<unknown> {
    const { Bucket, Key } = await evaluate<{ Bucket: string; Key: string }>(state.ItemReader?.Arguments);
    const items = JSON.parse((await world.read(Bucket, Key)) ?? fail('States.ItemReaderFailed', Key)) as unknown[];
    const size = await evaluate<number>(state.ItemBatcher?.MaxItemsPerBatch);
    const BatchInput = await evaluate(state.ItemBatcher?.BatchInput);
    const batches: unknown[] = [];
    for (let n = 0; n < items.length; n += size) batches.push({ BatchInput, Items: items.slice(n, n + size) });
    const most = await evaluate<number>(state.MaxConcurrency);
    const results: Executed[] = [];
    let next = 0;
    const worker = async () => {
      for (;;) {
        const index = next;
        next += 1;
        if (index >= batches.length) return;
        results[index] = await execute(state.ItemProcessor as Machine, batches[index], world, `${name}-${index}`);
      }
    };
    await Promise.all(Array.from({ length: most === 0 ? batches.length : most }, worker));
    children.push(...results);
    const failed = results.filter(({ status }) => status === 'FAILED').length;
    if ((failed / results.length) * 100 > (state.ToleratedFailurePercentage ?? 0)) {
      fail('States.ExceedToleratedFailureThreshold', `${failed} children have failed`);
    }
    const written = await evaluate<{ Bucket: string; Prefix: string }>(state.ResultWriter?.Arguments);
    const key = `${written.Prefix}/${states.length}/SUCCEEDED_0.json`;
    await world.write(written.Bucket, key, JSON.stringify(results.map(({ output }) => output)));
    return { ResultWriterDetails: { Bucket: written.Bucket, Key: key } };
  }
}

function fail(name: string, cause: string): never {
  throw new StatesError(name, cause);
}

function matches(names: readonly string[], error: unknown): boolean {
  return names.includes('States.ALL') || names.includes((error as Error).name);
}

async function withRetries(rules: readonly Rule[], world: StatesWorld, act: () => Promise<unknown>): Promise<unknown> {
  const tries = new Map<Rule, number>();
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const rule = rules.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      const tried = rule === undefined ? 0 : (tries.get(rule) ?? 0);
      if (rule === undefined || tried >= (rule.MaxAttempts ?? 3)) throw error;
      tries.set(rule, tried + 1);
      const waitS = (rule.IntervalSeconds ?? 1) * (rule.BackoffRate ?? 2) ** tried;
      await world.wait(Math.min(rule.MaxDelaySeconds ?? Number.POSITIVE_INFINITY, waitS));
    }
  }
}

const compiled = new Map<string, ReturnType<typeof jsonata>>();

/** Replaces every `{% … %}` by the value of its expression. */
async function fill(value: unknown, bindings: Json): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => fill(one, bindings)));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(async ([key, one]) => [key, await fill(one, bindings)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  const text = typeof value === 'string' ? /^\{%([\s\S]*)%\}$/.exec(value)?.[1] : undefined;
  if (text === undefined) return value;
  const expression = compiled.get(text) ?? jsonata(text);
  compiled.set(text, expression);
  const result: unknown = await expression.evaluate(undefined, bindings);
  if (result === undefined) return fail('States.QueryEvaluationError', `${text} has no value`);
  return JSON.parse(JSON.stringify(result));
}
