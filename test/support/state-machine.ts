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
  ItemBatcher?: { MaxItemsPerBatch: unknown; MaxInputBytesPerBatch?: unknown; BatchInput: unknown };
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
  /** Events in its history. */
  events: number;
  /** The largest input or answer of a state. Bytes. */
  largest: number;
}

/** An input or an answer may be no larger, in bytes; and a history no longer, in events. */
const LARGEST_PAYLOAD = 256 * 1_024;
const LONGEST_HISTORY = 25_000;

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
  // ExecutionStarted and the event of its end.
  let events = 2;
  let largest = 0;
  const context = { Execution: { Name: name, Id: `arn:aws:states:eu-west-1:111122223333:execution:fleet:${name}` } };
  let at = machine.StartAt;
  let given = input;
  const ended = (status: Executed['status'], rest: Partial<Executed>): Executed => {
    return { status, output: null, states, children, events, largest, ...rest };
  };
  for (;;) {
    const state = machine.States[at];
    if (state === undefined) throw new Error(`there is no state ${at}`);
    states.push(at);
    // It is entered and left.
    events += 2;
    if (events > LONGEST_HISTORY) {
      const cause = 'The execution reached the maximum number of history events (25000).';
      return ended('FAILED', { error: { error: 'States.Runtime', cause } });
    }
    weigh(given, at);
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
      const result = await withRetries(state.Retry ?? [], world, () => perform(state, at, evaluate));
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

  function weigh(value: unknown, state: string): void {
    const bytes = bytesOf(value);
    largest = Math.max(largest, bytes);
    if (bytes > LARGEST_PAYLOAD) fail('States.DataLimitExceeded', `${state}: ${bytes} bytes`);
  }

  async function perform(state: State, name: string, evaluate: <T>(value: unknown) => Promise<T>): Promise<unknown> {
    // TaskScheduled, TaskStarted and TaskSucceeded, or the like; for each try.
    if (state.Type === 'Task' || state.Type === 'Map') events += 3;
    if (state.Type === 'Wait') return void (await world.wait(await evaluate<number>(state.Seconds)));
    if (state.Type === 'Pass') return undefined;
    if (state.Type === 'Map') return runMap(state, evaluate);
    const { FunctionName, Payload } = await evaluate<{ FunctionName: string; Payload: unknown }>(state.Arguments);
    weigh(Payload, name);
    const answer = await world.invoke(FunctionName, Payload);
    weigh(answer, name);
    return { Payload: answer };
  }

  async function runMap(state: State, evaluate: <T>(value: unknown) => Promise<T>): Promise<unknown> {
    const { Bucket, Key } = await evaluate<{ Bucket: string; Key: string }>(state.ItemReader?.Arguments);
    const items = JSON.parse((await world.read(Bucket, Key)) ?? fail('States.ItemReaderFailed', Key)) as unknown[];
    const size = await evaluate<number>(state.ItemBatcher?.MaxItemsPerBatch);
    const BatchInput = await evaluate(state.ItemBatcher?.BatchInput);
    const most = await evaluate<number>(state.ItemBatcher?.MaxInputBytesPerBatch ?? LARGEST_PAYLOAD);
    const batches = batchItems(items, size, most - bytesOf({ BatchInput, Items: [] })).map((Items) => ({
      BatchInput,
      Items,
    }));
    const atOnce = await evaluate<number>(state.MaxConcurrency);
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
    await Promise.all(Array.from({ length: atOnce === 0 ? batches.length : atOnce }, worker));
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

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value ?? null));

/** Batches of so many items and bytes at most. */
function batchItems(items: readonly unknown[], most: number, mostBytes: number): unknown[][] {
  const batches: unknown[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const own = bytesOf(item) + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length === most || bytes + own > mostBytes) {
      batches.push([item]);
      bytes = own;
    } else {
      last.push(item);
      bytes += own;
    }
  }
  return batches;
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
