import { COMMANDS, type Command, type PerformOptions, perform } from '../api.ts';
import { buildFacts, buildStart } from '../ci/build-facts.ts';
import type { Trace } from '../core/base/aws-options.ts';
import { namesFile } from '../core/ecs/task-definition.ts';
import type { ResultEvent } from '../core/events/events.ts';
import type { Finding } from '../core/findings/findings.ts';
import { type Settings, settingsOfCommand } from '../core/settings/settings-table.ts';
import type { Resolved } from '../core/settings/source.ts';
import { systemClock } from '../system.ts';
import { createAttemptMemory } from './attempt-memory.ts';
import { gatherSettings, type OwnSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { trackCall } from './leaving.ts';
import { createPrinter } from './print/printer.ts';
import { prepareReporting } from './reporting.ts';
import { UsageError } from './usage-error.ts';

type Gathered = Resolved & { findings: Finding[] };

/** Resolves the settings of a command line, performs the command and prints its events. Returns the exit code. */
export async function execute(
  choose: (commands: typeof COMMANDS) => Command,
  argv: Record<string, unknown>,
  io: Io,
  own: OwnSettings = {},
): Promise<number> {
  const command = choose(COMMANDS);
  const { local, ...resolved }: Gathered & { local: boolean } = await gatherSettings(
    argv,
    settingsOfCommand(command.name),
    io,
    own,
  );
  if (resolved.settings.targets !== undefined) {
    resolved.findings.push({ code: 'usage', problem: 'many targets are not built yet', fix: 'leave --targets out' });
  }
  const printer = await createPrinter(resolved.settings, io);
  if (command.leavesNothing) io.leaving.say = () => '';
  const trace = resolved.settings.verbose ? { trace: (call: Trace) => void printer.trace(traceLine(call)) } : {};
  const options: PerformOptions = {
    signal: io.interrupt,
    aws: trace,
    build: buildFacts(io.env),
    ...buildStart(io.env),
    attempts: createAttemptMemory(io.uid, systemClock.now),
    onTaskCall: (operation, call) => trackCall(io.leaving, operation, call),
  };

  if (command.readsFiles) await readFiles(command, resolved, options, io);
  const reporting = await prepareReporting(command, resolved, options, io);
  resolved.findings.push(...reporting.findings);
  options.onEvent = (event) => {
    if (event.type === 'result') return printEnd(event);
    const taken = reporting.take(event);
    return taken === undefined ? printer.print(event) : taken.then(() => printer.print(event));
  };
  const printEnd = async (event: ResultEvent) => {
    for (const warning of await reporting.finish(event)) await printer.print(warning);
    await printer.print(event);
  };
  const performed = async (more: PerformOptions = {}): Promise<ResultEvent> =>
    perform(command, resolved, { ...options, ...more });

  try {
    if (!local || resolved.findings.length > 0) return (await performed()).exitCode;
    const { startLocalEngine } = await import('./local-engine.ts');
    const started = await startLocalEngine(localOptions(resolved.settings), io).catch((error: unknown) => {
      if (!(error instanceof UsageError)) throw error;
      resolved.findings.push({ code: 'usage', problem: error.message, fix: error.fix });
    });
    if (started === undefined) return (await performed()).exitCode;
    await using engine = started;
    return (await performed({ aws: { ...engine.aws, ...trace } })).exitCode;
  } finally {
    printer.close();
  }
}

/**
 * Reads the files that settings name. Their readers are loaded only if there is such a file, because the schemas take
 * most of the start-up time.
 */
async function readFiles({ name }: Command, resolved: Gathered, options: PerformOptions, io: Io): Promise<void> {
  const { settings, findings } = resolved;
  const { cwd, env } = io;
  if (settings.taskDefinition !== undefined && namesFile(settings.taskDefinition)) {
    const { readTaskDefinition } = await import('../config/task-definition-file.ts');
    const read = await readTaskDefinition(settings.taskDefinition, cwd);
    if (read.ok) options.taskDefinition = read.value;
    else findings.push(...read.failure);
  }
  if (settings.lint === 'required') {
    const { lintBeforeRun } = await import('../lint/before-run.ts');
    findings.push(...(await lintBeforeRun(settings, io)));
  }
  if (settings.build !== undefined && findings.length === 0) {
    const { prepareBuild } = await import('./build-image.ts');
    const prepared = await prepareBuild(resolved, io);
    if (prepared.ok) options.builder = prepared.value;
    else findings.push(prepared.failure);
  }
  // A deployment names its image itself.
  const asksDeployment =
    name === 'hook' && /^(?:deployment(?::|$)|task-definition$)/.test(settings.imageFrom?.[0] ?? '');
  if (settings.imageFrom !== undefined && !asksDeployment) {
    const { readImages } = await import('../config/image-files.ts');
    const reads = await Promise.all(settings.imageFrom.map((file) => readImages(file, cwd, env)));
    findings.push(...reads.flatMap((read) => (read.ok ? [] : [read.failure])));
    options.images = reads.flatMap((read) => (read.ok ? [read.value] : []));
  }
  if (settings.runTaskInput !== undefined) {
    const { readRunTaskInput } = await import('../config/run-task-input.ts');
    const read = await readRunTaskInput(settings.runTaskInput, cwd);
    if (read.ok) options.runTaskInput = read.value;
    else findings.push(read.failure);
  }
}

function localOptions({ cluster, region, fault = [], runner, secrets, localNetwork, quiet }: Settings) {
  return {
    clusters: cluster === undefined ? [] : [cluster],
    region,
    faults: fault,
    runner,
    secrets,
    network: localNetwork,
    quiet,
  };
}

function traceLine({ operation, ms, requestId, error }: Trace): string {
  return `${operation} ${ms} ms${error ? ` ${error}` : ''}${requestId ? ` (request ${requestId})` : ''}`;
}
