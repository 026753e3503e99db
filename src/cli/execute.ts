import { type Command, perform, type RunOptions } from '../api.ts';
import { buildFacts } from '../ci/build-facts.ts';
import type { Trace } from '../core/aws-options.ts';
import type { ResultEvent } from '../core/events.ts';
import type { SettingKey, Settings } from '../core/settings-table.ts';
import { gatherSettings, type OwnSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { createPrinter } from './print/printer.ts';
import { prepareReporting } from './reporting.ts';
import { UsageError } from './usage-error.ts';

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
  const options: RunOptions = { signal: io.interrupt, aws: trace, build: buildFacts(io.env) };

  const reference = resolved.settings.taskDefinition;
  if ((command.verb === 'run' || command.verb === 'plan') && reference?.endsWith('.json')) {
    // Loaded when there is a file to check: the schemas are most of the start-up time.
    const { readTaskDefinition } = await import('../config/task-definition-file.ts');
    const read = await readTaskDefinition(reference, io.cwd);
    if ('finding' in read) resolved.findings.push(read.finding);
    else options.taskDefinition = read.definition;
  }
  const reporting = await prepareReporting(command, resolved, options, io);
  resolved.findings.push(...reporting.findings);
  options.onEvent = async (event) => {
    const warnings = await reporting.take(event);
    for (const warning of warnings) await printer.print(warning);
    await printer.print(event);
  };
  const performed = async (more: RunOptions = {}): Promise<ResultEvent> =>
    perform(command, resolved, { ...options, ...more });

  try {
    if (!local || resolved.findings.length > 0) return (await performed()).exitCode;
    const { startLocalEngine } = await import('./local-engine.ts');
    const started = await startLocalEngine(localOptions(resolved.settings), io).catch((error: unknown) => {
      if (!(error instanceof UsageError)) throw error;
      resolved.findings.push({ code: 'usage', problem: error.message, mend: error.mend });
    });
    if (started === undefined) return (await performed()).exitCode;
    await using engine = started;
    return (await performed({ aws: { ...engine.aws, ...trace } })).exitCode;
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
