import { type Command, perform, type RunOptions } from '../api.ts';
import { buildFacts } from '../ci/build-facts.ts';
import type { Trace } from '../core/aws-options.ts';
import type { SettingKey, Settings } from '../core/settings-table.ts';
import { gatherSettings, type OwnSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { createPrinter } from './print/printer.ts';

/** Resolves the settings of a command line, performs the command, prints its events, and answers the exit code. */
export async function execute(
  command: Command,
  argv: Record<string, unknown>,
  keys: readonly SettingKey[],
  io: Io,
  own: OwnSettings = {},
): Promise<number> {
  const { local, ...resolved } = await gatherSettings(argv, keys, io, own);
  const printer = createPrinter(resolved.settings, io);
  const trace = resolved.settings.verbose ? { trace: (call: Trace) => void io.stderr.write(traceLine(call)) } : {};
  const options: RunOptions = {
    signal: io.interrupt,
    onEvent: (event) => printer.print(event),
    aws: trace,
    build: buildFacts(io.env),
  };

  const reference = resolved.settings.taskDefinition;
  if ((command.verb === 'run' || command.verb === 'plan') && reference?.endsWith('.json')) {
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

function localOptions({ cluster = 'default', region, fault = [], runner, secrets, localNetwork, quiet }: Settings) {
  return { clusters: [cluster], region, faults: fault, runner, secrets, network: localNetwork, quiet };
}

function traceLine({ operation, ms, requestId, error }: Trace): string {
  return `ecs-migrate: ${operation} ${ms} ms${error ? ` ${error}` : ''}${requestId ? ` (request ${requestId})` : ''}\n`;
}
