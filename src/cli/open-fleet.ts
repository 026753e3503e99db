import { type PerformOptions, perform } from '../api.ts';
import type { Result } from '../core/base/result.ts';
import type { MigrationEvent, ResultEvent } from '../core/events/events.ts';
import type { TargetEvent } from '../core/events/fleet-events.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { CommandName } from '../core/settings/setting-row.ts';
import { shownSettings } from '../core/settings/settings.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { Fleet, FleetOptions, FleetTarget } from '../fleet/fleet.ts';
import { listTargets } from '../fleet/list-targets.ts';
import { openRealAws, openRealObjects } from '../fleet/real-aws.ts';
import { startFleet } from '../fleet/start-fleet.ts';
import { systemClock, systemRandom } from '../system.ts';
import { openHistory } from './fleet-history.ts';
import { gatherTargets } from './gather-targets.ts';
import type { Io } from './io.ts';
import { targetsText } from './print/targets-text.ts';
import type { SecretsOfTarget } from './reporting.ts';
import { resumeCommand } from './resume-command.ts';
import { VERSION } from './version.ts';

/** A fleet whose files have been read. */
export interface OpenFleet {
  /** The clusters of its targets, by name. */
  clusters: string[];
  /** What a report must not show in the lines of a target. */
  secretsOf: SecretsOfTarget;
  perform(options: PerformOptions): Promise<ResultEvent>;
  /** Lets go of the journal. Without it, a fleet that was never started would keep the process alive. */
  close(): Promise<void>;
}

/** Reads everything that a fleet needs besides AWS: the targets file, and the journal of earlier processes. */
export async function openFleet(
  { name: command, argv }: { name: CommandName; argv: Record<string, unknown> },
  resolved: Resolved,
  given: PerformOptions,
  io: Io,
): Promise<Result<OpenFleet, Finding[]>> {
  const { settings } = resolved;
  const objects = onceLoaded(() => {
    return openRealObjects({ ...given.aws, ...placeOf(resolved) }, io.env, systemClock);
  });
  const targets = await gatherTargets(argv, resolved, io, objects);
  if (!targets.ok) return targets;
  const { source, rows, chosen } = targets.value;
  const asked = { command, source, build: given.build?.build, cwd: io.cwd };
  const history = await openHistory(asked, resolved, objects);
  if (!history.ok) return { ok: false, failure: [history.failure] };
  const { journal, memory, id, notes } = history.value;
  const continued = journal && { source, place: journal.place, cwd: io.cwd };
  const resume = continued === undefined ? null : resumeCommand(continued, argv, settings);
  const fleet: Fleet = {
    id,
    source,
    rows,
    targets: chosen,
    settings,
    tool: VERSION,
    ...(memory && { memory }),
    resume,
  };
  return {
    ok: true,
    value: {
      secretsOf: secretsOf(chosen),
      clusters: [...new Set(chosen.flatMap(({ resolved: { settings: its } }) => its.cluster ?? []))],
      close: async () => journal?.close(),
      async perform(options) {
        const { onEvent = () => undefined, builder, ...each } = options;
        const at = () => new Date(systemClock.now()).toISOString();
        const emit = (event: object) => onEvent(Object.assign(event, { at: at() }) as MigrationEvent);
        await emit({ type: 'settings', settings: shownSettings(resolved) });
        for (const warning of [...targets.value.warnings, ...notes]) await emit(warning);
        const stop = stopAtSecond(io);
        sayLastWords(io, resume);
        const fleetOptions: FleetOptions = {
          each: { ...each, ...(builder && { builder: buildOnce(builder) }) },
          emit: onEvent,
          clock: systemClock,
          random: systemRandom,
          ...(journal && { journal }),
          halt: io.interrupt,
          stop,
          ...(io.ask && { approve: askFor(io.ask) }),
          openAws: openRealAws,
          perform,
        };
        if (command === 'list') return showTargets(fleet, fleetOptions, io);
        return startFleet(command === 'plan' ? 'plan' : 'run', fleet, fleetOptions);
      },
    },
  };
}

export function secretsOf(targets: readonly FleetTarget[]): SecretsOfTarget {
  const byName = new Map(targets.map((target) => [target.name, target]));
  return (name) => {
    const target = byName.get(name);
    return target && { settings: target.resolved.settings, files: target.files };
  };
}

/** How S3 and others are reached. */
export function placeOf({ settings: { region, profile, roleArn, externalId } }: Resolved) {
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

/** What is loaded at its first use. */
export function onceLoaded<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

/**
 * The first signal only ends the launches. A second Ctrl-C on a terminal stops what runs. In CI, where a cancel sends two
 * signals, the second one ends this process, and what runs goes on.
 */
function stopAtSecond({ leaving, stderr }: Io): AbortSignal {
  const stop = new AbortController();
  leaving.again = (signal) => {
    if (signal !== 'SIGINT' || !stderr.isTTY) return false;
    stop.abort(signal);
    return true;
  };
  return stop.signal;
}

function sayLastWords({ leaving }: Io, resume: string | null): void {
  const how = resume === null ? 'see them with ecs-migrate list' : `continue with: ${resume}`;
  leaving.say = () => `ecs-migrate: leaving at once; tasks may still be running: ${how}\n`;
}

function askFor(ask: NonNullable<Io['ask']>): NonNullable<FleetOptions['approve']> {
  return (wave, signal) => ask(`ecs-migrate: start wave ${wave}? [y/N] `, signal);
}

/** The state of each target: as events, and for people as a table on stdout, in the order of the file. */
async function showTargets(fleet: Fleet, options: FleetOptions, { stdout }: Io): Promise<ResultEvent> {
  const shown: TargetEvent[] = [];
  const emit = (event: MigrationEvent) => {
    if (event.type === 'target') shown.push(event);
    return options.emit(event);
  };
  const result = await listTargets(fleet, { ...options, emit });
  if (fleet.settings.output === 'json') return result;
  const places = new Map(fleet.targets.map(({ name }, place) => [name, place]));
  const placeOf = ({ target }: TargetEvent) => places.get(target) ?? 0;
  const rows = shown.toSorted((a, b) => placeOf(a) - placeOf(b));
  await stdout.write(targetsText(rows, stdout.isTTY ? stdout.columns : undefined));
  return result;
}

/** One image for all targets. */
function buildOnce(builder: NonNullable<PerformOptions['builder']>): NonNullable<PerformOptions['builder']> {
  const built = new Map<string, ReturnType<typeof builder.build>>();
  return {
    ...builder,
    build(build, login, signal) {
      const key = JSON.stringify(build);
      const building = built.get(key) ?? builder.build(build, login, signal);
      built.set(key, building);
      return building;
    },
  };
}
