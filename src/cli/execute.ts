import { type Command, perform, type RunOptions } from '../api.ts';
import { buildFacts } from '../ci/build-facts.ts';
import type { Trace } from '../core/aws-options.ts';
import { defaults, resolveSettings, type Source, variables } from '../core/settings.ts';
import type { SettingKey, Settings } from '../core/settings-table.ts';
import { flagSource } from './flags.ts';
import type { Io } from './io.ts';
import { createPrinter } from './print/printer.ts';

/**
 * Resolves the settings of a command line, performs the command, prints its events, and answers the exit code. `own` is what
 * the command's words name themselves, and its own defaults.
 */
export async function execute(
  command: Command,
  argv: Record<string, unknown>,
  keys: readonly SettingKey[],
  io: Io,
  own: { named?: Source['values']; defaults?: Source['values'] } = {},
): Promise<number> {
  const flags = flagSource(argv, keys);
  const given = resolveSettings([flags, variables(io.env)]).settings;
  const local = keys.includes('local') && given.local === true;
  const resolved = resolveSettings([
    flags,
    { values: own.named ?? {}, origin: () => 'the ARN of the task' },
    variables(io.env),
    awsVariables(io.env, local),
    { values: own.defaults ?? {}, origin: () => 'default of this command' },
    defaults(local, given.fault !== undefined),
  ]);
  const printer = createPrinter(resolved.settings, io);
  const trace = resolved.settings.verbose ? { trace: (call: Trace) => void io.stderr.write(traceLine(call)) } : {};
  const options: RunOptions = {
    signal: io.interrupt,
    onEvent: (event) => printer.print(event),
    aws: trace,
    build: buildFacts(io.env),
  };

  const reference = resolved.settings.taskDefinition;
  if (command.verb === 'run' && reference?.endsWith('.json')) {
    // Loaded when there is a file to check: the schemas are most of the start-up time.
    const { readTaskDefinition } = await import('../config/task-definition-file.ts');
    const read = await readTaskDefinition(reference, io.cwd);
    if ('finding' in read) resolved.findings.push(read.finding);
    else options.taskDefinition = read.definition;
  }
  try {
    if (!local || resolved.findings.length > 0) return (await perform(command, resolved, options)).exitCode;
    const { startLocalEngine } = await import('./local-engine.ts');
    await using engine = await startLocalEngine(localOptions(resolved.settings), io);
    return (await perform(command, resolved, { ...options, aws: { ...engine.aws, ...trace } })).exitCode;
  } finally {
    printer.close();
  }
}

function localOptions({ cluster = 'default', region, fault = [] }: Settings) {
  return { clusters: [cluster], region, faults: fault };
}

function traceLine({ operation, ms, requestId, error }: Trace): string {
  return `ecs-migrate: ${operation} ${ms} ms${error ? ` ${error}` : ''}${requestId ? ` (request ${requestId})` : ''}\n`;
}

/** What AWS's own tools read from the environment. */
function awsVariables(env: Io['env'], local: boolean): Source {
  const names = { region: env['AWS_REGION'] ? 'AWS_REGION' : 'AWS_DEFAULT_REGION', profile: 'AWS_PROFILE' } as const;
  const found = Object.entries(names).flatMap(([key, name]) => (env[name] && !local ? [[key, env[name]]] : []));
  return { values: Object.fromEntries(found), origin: (key) => (key === 'profile' ? names.profile : names.region) };
}
