import { COMMANDS, type Command, type PerformOptions, perform } from '../api.ts';
import { buildFacts, buildStart } from '../ci/build-facts.ts';
import type { Trace } from '../core/base/aws-options.ts';
import type { Result } from '../core/base/result.ts';
import type { ResultEvent } from '../core/events/events.ts';
import { errorsAmong, type Finding } from '../core/findings/findings.ts';
import { type Settings, settingsOfCommand } from '../core/settings/settings-table.ts';
import type { Resolved } from '../core/settings/source.ts';
import { systemClock } from '../system.ts';
import { createAttemptMemory } from './attempt-memory.ts';
import { gatherSettings, type OwnSettings } from './gather-settings.ts';
import type { Io, Sink } from './io.ts';
import { trackCall } from './leaving.ts';
import type { OpenFleet } from './open-fleet.ts';
import type { Printer } from './print/last-words.ts';
import { createPrinter } from './print/printer.ts';
import { readFiles } from './read-files.ts';
import { prepareReporting } from './reporting.ts';
import { UsageError } from './usage-error.ts';

type Gathered = Resolved & { findings: Finding[] };

/** Resolves the settings of a command line, performs the command and prints its events. Returns the exit code. */
export async function execute(
  choose: (commands: typeof COMMANDS) => Command,
  argv: Record<string, unknown>,
  terminal: Io,
  own: OwnSettings = {},
): Promise<number> {
  const command = choose(COMMANDS);
  const { local, ...resolved }: Gathered & { local: boolean } = await gatherSettings(
    argv,
    settingsOfCommand(command.name),
    terminal,
    own,
  );
  const { execution } = own;
  const isOnAws = execution !== undefined || isOnStepFunctions(command.name, resolved.settings);
  const many = isOnAws ? 'on-aws' : resolved.settings.targets !== undefined && 'here';
  const printer = await createPrinter(resolved.settings, terminal, many);
  const io: Io = { ...terminal, stderr: aboveLiveLine(terminal.stderr, printer) };
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

  if (command.readsFiles) await takeFiles(command, resolved, options, io);
  const fleet = await openFleet({ name: command.name, argv, execution }, resolved, options, io);
  const secretsOf = fleet === undefined ? {} : { secretsOf: fleet.secretsOf };
  const reporting = await prepareReporting(command, resolved, { ...options, ...secretsOf, many: many !== false }, io);
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
    fleet !== undefined && !hasErrors(resolved.findings)
      ? fleet.perform({ ...options, ...more })
      : perform(command, resolved, { ...options, ...more });

  try {
    if (!local || hasErrors(resolved.findings)) return (await performed()).exitCode;
    const { startLocalEngine } = await import('./local-engine.ts');
    const started = await startLocalEngine(localOptions(resolved.settings, fleet?.clusters), io).catch(
      (error: unknown) => {
        if (!(error instanceof UsageError)) throw error;
        resolved.findings.push({ code: 'usage', problem: error.message, fix: error.fix });
      },
    );
    if (started === undefined) return (await performed()).exitCode;
    await using engine = started;
    return (await performed({ aws: { ...engine.aws, ...trace } })).exitCode;
  } finally {
    printer.close();
    await fleet?.close();
  }
}

/** For those who write to stderr beside the printer: their text takes the place of its live line. */
function aboveLiveLine(stderr: Sink, printer: Printer): Sink {
  const write = (text: string) => {
    printer.clear();
    return stderr.write(text);
  };
  // The width and the height change with the window.
  return Object.create(stderr, { write: { value: write } });
}

const hasErrors = (findings: readonly Finding[]) => errorsAmong(findings).length > 0;

/** Reads the files that settings name, and prepares to build an image. */
async function takeFiles({ name }: Command, resolved: Gathered, options: PerformOptions, io: Io): Promise<void> {
  const { settings, findings } = resolved;
  // A deployment names its image itself.
  const asksDeployment =
    name === 'hook' && /^(?:deployment(?::|$)|task-definition$)/.test(settings.imageFrom?.[0] ?? '');
  const { imageFrom: _, ...others } = settings;
  const read = await readFiles(asksDeployment ? { ...resolved, settings: others } : resolved, io);
  findings.push(...read.findings);
  Object.assign(options, read.files);
  if (settings.lint === 'required') {
    const { lintBeforeRun } = await import('../lint/before-run.ts');
    const { findVersions } = await import('./live-versions.ts');
    const ask = (services: readonly string[]) => findVersions(services, resolved, io.cwd);
    findings.push(...(await lintBeforeRun(settings, io, ask)));
  }
  if (settings.build === undefined || hasErrors(findings)) return;
  const { prepareBuild } = await import('./build-image.ts');
  const prepared = await prepareBuild(resolved, io);
  if (prepared.ok) options.builder = prepared.value;
  else findings.push(prepared.failure);
}

/** The commands that know many targets. */
const FLEET_COMMANDS: ReadonlySet<string> = new Set(['run', 'plan', 'list']);

/** With `--targets`: the fleet, ready to start. Problems with it are added to the findings. */
async function openFleet(
  line: { name: Command['name']; argv: Record<string, unknown>; execution: string | undefined },
  resolved: Gathered,
  options: PerformOptions,
  io: Io,
): Promise<OpenFleet | undefined> {
  if (hasErrors(resolved.findings)) return undefined;
  const { name, argv, execution } = line;
  if (execution !== undefined) {
    return (await import('./open-execution.ts')).openAttached(execution, resolved, options, io);
  }
  if (resolved.settings.targets === undefined || !FLEET_COMMANDS.has(name)) return undefined;
  if (isOnStepFunctions(name, resolved.settings)) {
    const { openExecution } = await import('./open-execution.ts');
    return orFindings(await openExecution({ name, argv }, resolved, options, io), resolved);
  }
  // Loaded on demand: a single run needs none of it.
  const { openFleet: open } = await import('./open-fleet.ts');
  return orFindings(await open(line, resolved, options, io), resolved);
}

function orFindings(opened: Result<OpenFleet, Finding[]>, { findings }: Gathered): OpenFleet | undefined {
  if (opened.ok) return opened.value;
  findings.push(...opened.failure);
  return undefined;
}

/** Whether a state machine runs the targets, and not this process. */
function isOnStepFunctions(name: Command['name'], { on, targets }: Settings): name is 'run' | 'plan' {
  return on === 'step-functions' && targets !== undefined && (name === 'run' || name === 'plan');
}

function localOptions(
  { cluster, region, fault = [], runner, secrets, localNetwork, quiet }: Settings,
  clusters: readonly string[] = cluster === undefined ? [] : [cluster],
) {
  return {
    clusters: [...clusters],
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
