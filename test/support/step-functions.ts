import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { type BucketServer, startBucketServer } from './bucket-server.ts';
import { readEvents } from './check-events.ts';
import { type CliOptions, startCli } from './cli.ts';
import { type FleetFinished, readFleet } from './fleet.ts';
import { FLEET_BUCKET, fleetMachine } from './fleet-machine.ts';
import { aFunction, type LambdaWorld } from './lambda.ts';
import { startProcess } from './process.ts';
import { type Asked, type StandIn, standIn, type WireAnswer, wireError } from './stand-in.ts';
import { execute } from './state-machine.ts';
import { until } from './until.ts';

export const STATE_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:fleet';
export const EXECUTION = STATE_MACHINE.replace(':stateMachine:', ':execution:');

/** `lose-answer`: the call takes effect, and the connection breaks before its answer. */
type Trouble = 'lose-answer' | 'throttled' | 'denied' | 'busy';

interface StoredExecution {
  name: string;
  input: string;
  status: string;
  startDate: number;
  error?: string;
  cause?: string;
  /** Stopped from outside: its state machine does nothing more. */
  stopped: boolean;
}

export interface StepFunctionsWorld extends AsyncDisposable {
  folder: string;
  lambda: LambdaWorld;
  s3: BucketServer;
  sfn: StandIn;
  /** For the command line. */
  env: Record<string, string>;
  executions: Map<string, StoredExecution>;
  /** What goes wrong with a call of Step Functions. `before`: how many calls of this operation came before. */
  trouble(decide: (operation: string, before: number) => Trouble | undefined): void;
  /** What goes wrong with a call of the function: `dies`: it never answers, and its work is not done. */
  functionFault(decide: (payload: Record<string, unknown>) => 'dies' | undefined): void;
  /** Ends an execution from outside, as StopExecution or a time-out would. */
  end(name: string, status: 'ABORTED' | 'TIMED_OUT' | 'FAILED' | 'SUCCEEDED'): void;
  rows(rows: readonly object[]): void;
  /** The words of a command line that runs the targets on Step Functions. */
  words(flags: readonly string[]): string[];
  start(flags: readonly string[], options?: CliOptions): ReturnType<typeof startCli>;
  run(...flags: string[]): Promise<FleetFinished>;
  attach(...words: string[]): Promise<FleetFinished>;
  /** An object of an execution. */
  object(name: string, key: string): unknown;
  openGate(name: string): void;
  /** The container of the target fails with 7, until it is repaired. */
  breakTarget(name: string): void;
  repair(name: string): void;
  /** How often the container of each target has started, by name. */
  begun(): Record<string, number>;
  ended(): Record<string, number>;
}

/** A host for the function that keeps its process, as Lambda does. */
const HOST = `
import { createServer } from 'node:http';
const { handler } = await import(process.argv[2]);
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const end = Date.now() + 120000;
  try {
    const answer = await handler(JSON.parse(text), { getRemainingTimeInMillis: () => end - Date.now() });
    response.end(JSON.stringify({ answer: answer ?? null }));
  } catch (error) {
    response.end(JSON.stringify({ name: error.name, threw: error.message }));
  }
});
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port));
`;

/** The shell script of each target: it fails while it is broken, and with \$WAITS it waits for its gate. */
const SCRIPT = (folder: string) =>
  [
    `echo "begin $TENANT" >> ${folder}/notes`,
    'echo "first of $TENANT"',
    `if [ -n "$WAITS" ]; then while [ ! -e ${folder}/gate-$TENANT ] && [ ! -e ${folder}/gate-all ]; do sleep 0.1; done; fi`,
    'echo "last of $TENANT"',
    `echo "end $TENANT" >> ${folder}/notes`,
    `if [ -e ${folder}/broken-$TENANT ]; then echo "it is broken"; exit 7; fi`,
  ].join('; ');

/**
 * Step Functions, S3, the real function and the local engine: executions run the definition of terraform/modules/fleet.
 * Waits between turns are short.
 */
export async function aStateMachine(script: (folder: string) => string = SCRIPT): Promise<StepFunctionsWorld> {
  const s3 = await startBucketServer();
  const lambda = await aFunction('fleet-step', {
    stateMs: 20,
    env: { AWS_ENDPOINT_URL_S3: s3.endpoint, ECS_MIGRATE_SUBNETS: 'subnet-1' },
  });
  const { folder } = lambda;
  await lambda.register('tenants', { run: script(folder) });
  writeFileSync(path.join(folder, 'host.mjs'), HOST);
  const code = pathToFileURL(path.join(inject('functions'), 'fleet-step.mjs')).href;
  const host = startProcess(process.execPath, ['host.mjs', code], {
    cwd: folder,
    env: { ...lambda.env, PATH: '/usr/bin:/bin' },
  });
  const port = await until('the function is ready', () => /^PORT (\d+)$/m.exec(host.stdout())?.[1]);

  const executions = new Map<string, StoredExecution>();
  let troubleOf: (operation: string, before: number) => Trouble | undefined = () => undefined;
  let faultOf: (payload: Record<string, unknown>) => 'dies' | undefined = () => undefined;
  const never = () => new Promise<never>(() => undefined);

  async function invoke(execution: StoredExecution, payload: unknown): Promise<unknown> {
    if (execution.stopped) return never();
    if (faultOf(payload as Record<string, unknown>) === 'dies') {
      throw Object.assign(new Error('Task timed out'), { name: 'Lambda.Unknown' });
    }
    const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: JSON.stringify(payload) });
    const { answer, name, threw } = (await response.json()) as { answer?: unknown; name?: string; threw?: string };
    if (threw !== undefined) throw Object.assign(new Error(threw), { name });
    return execution.stopped ? never() : answer;
  }

  function launch(execution: StoredExecution): void {
    const world = {
      invoke: (_: string, payload: unknown) => invoke(execution, payload),
      read: async (bucket: string, key: string) => s3.objects.get(`${bucket}/${key}`),
      write: async (bucket: string, key: string, text: string) => void s3.objects.set(`${bucket}/${key}`, text),
      wait: () => (execution.stopped ? never() : new Promise<void>((resolve) => setTimeout(resolve, 250))),
    };
    void execute(fleetMachine(), JSON.parse(execution.input), world, execution.name).then((executed) => {
      if (execution.stopped) return;
      execution.status = executed.status;
      Object.assign(execution, executed.error ?? {});
    });
  }

  const counts = new Map<string, number>();
  const sfn = await standIn(({ what, body }: Asked): WireAnswer => {
    const before = counts.get(what) ?? 0;
    counts.set(what, before + 1);
    const trouble = troubleOf(what, before);
    if (trouble === 'throttled') return wireError('ThrottlingException');
    if (trouble === 'busy') return wireError('ExecutionLimitExceeded');
    if (trouble === 'denied') return denied(what, String(body['stateMachineArn'] ?? body['executionArn']));
    const answer = answerTo(what, body);
    // A body that ends too early: the caller has no usable answer.
    return trouble === 'lose-answer' ? { status: 200, bytes: new TextEncoder().encode('{"executi') } : answer;
  });

  function answerTo(what: string, body: Record<string, unknown>): WireAnswer {
    if (what === 'DescribeStateMachine') {
      if (body['stateMachineArn'] !== STATE_MACHINE) return wireError('StateMachineDoesNotExist');
      return { status: 200, body: { type: 'STANDARD', definition: JSON.stringify(fleetMachine()) } };
    }
    if (what === 'StartExecution') {
      const [name, input] = [String(body['name']), String(body['input'])];
      const known = executions.get(name);
      const executionArn = `${EXECUTION}:${name}`;
      if (known !== undefined && (known.status !== 'RUNNING' || known.input !== input)) {
        return wireError('ExecutionAlreadyExists');
      }
      const execution = known ?? { name, input, status: 'RUNNING', startDate: Date.now() / 1_000, stopped: false };
      if (known === undefined) {
        executions.set(name, execution);
        launch(execution);
      }
      return { status: 200, body: { executionArn, startDate: execution.startDate } };
    }
    if (what === 'DescribeExecution') {
      const found = executions.get(String(body['executionArn']).split(':').at(-1) ?? '');
      if (found === undefined) return wireError('ExecutionDoesNotExist');
      const { stopped: _, ...shown } = found;
      return { status: 200, body: { executionArn: body['executionArn'], stateMachineArn: STATE_MACHINE, ...shown } };
    }
    return wireError('UnknownOperationException');
  }

  const env = {
    AWS_ENDPOINT_URL: lambda.engine.endpoint,
    AWS_ENDPOINT_URL_SFN: sfn.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: lambda.env['AWS_ACCESS_KEY_ID'] ?? '',
    AWS_SECRET_ACCESS_KEY: lambda.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
  const words = (flags: readonly string[]) => {
    const targets = flags.includes('--targets') ? [] : ['--targets', 'targets.json'];
    const where = ['--cluster', 'staging', '--task-definition', 'tenants'];
    return ['run', ...where, ...targets, '--on', 'step-functions', '--state-machine', STATE_MACHINE, ...flags];
  };
  const start = (flags: readonly string[], options: CliOptions = {}) =>
    startCli(words(flags), { cwd: folder, ...options, env: { ...env, ...options.env } });
  const notes = (word: string): Record<string, number> => {
    const found: Record<string, number> = {};
    for (const line of readNotes(folder)) {
      const [what, name = ''] = line.split(' ');
      if (what === word) found[name] = (found[name] ?? 0) + 1;
    }
    return found;
  };
  return {
    folder,
    lambda,
    s3,
    sfn,
    env,
    executions,
    trouble: (decide) => {
      troubleOf = decide;
    },
    functionFault: (decide) => {
      faultOf = decide;
    },
    end(name, status) {
      const execution = executions.get(name);
      if (execution === undefined) throw new Error(`there is no execution ${name}`);
      Object.assign(execution, { status, stopped: true });
    },
    rows: (rows) => writeFileSync(path.join(folder, 'targets.json'), JSON.stringify(rows)),
    words,
    start,
    async run(...flags) {
      await using running = start(['--output', 'json', ...flags]);
      return readFleet(await running.ended);
    },
    async attach(...more) {
      await using running = startCli(['attach', ...more, '--output', 'json'], { cwd: folder, env });
      const finished = await running.ended;
      readEvents(finished.stdout);
      return readFleet(finished);
    },
    object(name, key) {
      const text = s3.objects.get(`${FLEET_BUCKET}/fleet/${name}/${key}`);
      return text === undefined ? undefined : JSON.parse(text);
    },
    openGate: (name) => writeFileSync(path.join(folder, `gate-${name}`), ''),
    breakTarget: (name) => writeFileSync(path.join(folder, `broken-${name}`), ''),
    repair: (name) => rmSync(path.join(folder, `broken-${name}`)),
    begun: () => notes('begin'),
    ended: () => notes('end'),
    async [Symbol.asyncDispose]() {
      for (const execution of executions.values()) execution.stopped = true;
      await host[Symbol.asyncDispose]();
      await sfn[Symbol.asyncDispose]();
      await lambda[Symbol.asyncDispose]();
      await s3[Symbol.asyncDispose]();
    },
  };
}

/** In the words of AWS. */
function denied(operation: string, resource: string): WireAnswer {
  const who = 'arn:aws:sts::000000000000:assumed-role/deploy/session';
  const message = `User: ${who} is not authorized to perform: states:${operation} on resource: ${resource} because no identity-based policy allows the states:${operation} action`;
  return { status: 400, body: { __type: 'AccessDeniedException', message } };
}

function readNotes(folder: string): string[] {
  try {
    return readFileSync(path.join(folder, 'notes'), 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** A row. `waits`: its container waits for its gate. */
export function tenant(name: string, { waits = false }: { waits?: boolean } = {}) {
  return { name, env: { TENANT: name, ...(waits ? { WAITS: 'yes' } : {}) } };
}
