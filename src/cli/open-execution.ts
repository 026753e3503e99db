import path from 'node:path';
import type { PerformOptions } from '../api.ts';
import { parseArn } from '../core/base/arn.ts';
import { DEFAULTS } from '../core/base/defaults.ts';
import type { Result } from '../core/base/result.ts';
import type { MigrationEvent, ResultEvent } from '../core/events/events.ts';
import type { Finding } from '../core/findings/findings.ts';
import { isExecutionArn } from '../core/fleet/execution-arns.ts';
import { makePortable } from '../core/fleet/portable-settings.ts';
import { shownSettings } from '../core/settings/settings.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { FleetTarget } from '../fleet/fleet.ts';
import { readMemory } from '../fleet/read-memory.ts';
import { openRealObjects } from '../fleet/real-aws.ts';
import { askGate } from '../fleet/step-functions/ask-gate.ts';
import { attachToExecution } from '../fleet/step-functions/attach-execution.ts';
import { finishWith } from '../fleet/step-functions/end-early.ts';
import type { ExecutionTarget, RememberedTarget } from '../fleet/step-functions/execution-fleet.ts';
import { type ExecutionContext, openExecutionAws } from '../fleet/step-functions/execution-ports.ts';
import type { FollowOptions } from '../fleet/step-functions/follow-execution.ts';
import { rememberExecution } from '../fleet/step-functions/remember-execution.ts';
import { runOnStepFunctions } from '../fleet/step-functions/run-execution.ts';
import { sha256, systemClock, systemRandom } from '../system.ts';
import { idOfFleet } from './fleet-history.ts';
import { gatherTargets } from './gather-targets.ts';
import type { Io } from './io.ts';
import { type OpenFleet, onceLoaded, placeOf, secretsOf } from './open-fleet.ts';
import { resumeCommand } from './resume-command.ts';

type Given = Resolved & { findings: Finding[] };

/** So many problems are reported at once. */
const MOST_FINDINGS = 20;

const attachCommand = (executionArn: string) => `ecs-migrate attach ${executionArn}`;

/** A fleet that a state machine runs. Its file is read and checked here, before any other call. */
export async function openExecution(
  { name: command, argv }: { name: 'run' | 'plan'; argv: Record<string, unknown> },
  resolved: Given,
  given: PerformOptions,
  io: Io,
): Promise<Result<OpenFleet, Finding[]>> {
  const { settings, origins } = resolved;
  const objects = onceLoaded(() => openRealObjects({ ...given.aws, ...placeOf(resolved) }, io.env, systemClock));
  const gathered = await gatherTargets(argv, resolved, io, objects);
  if (!gathered.ok) return gathered;
  const { source, rows, chosen, warnings } = gathered.value;
  const targets = makeTargets(chosen);
  if (!targets.ok) return targets;
  const { resume, stateMachine = '' } = settings;
  const fromFile = resume === undefined || isExecutionArn(resume) ? undefined : path.resolve(io.cwd, resume);
  const place = resume?.startsWith('s3://') ? resume : fromFile;
  const read = place === undefined ? undefined : await readMemory(place, objects);
  if (read?.ok === false) {
    const problem = `${origins.resume} ${resume}: ${read.failure.problem}`;
    return { ok: false, failure: [{ code: 'usage', problem, fix: read.failure.fix }] };
  }
  const commands = {
    attach: attachCommand,
    resume: (arn: string) => resumeCommand({ source, place: arn, cwd: io.cwd }, argv, settings),
  };
  const value = openOn(stateMachine, { resolved, given, io, warnings }, async (context) => {
    const finish = finishWith(context);
    const before: { fleet: string; targets: ReadonlyMap<string, RememberedTarget> } | undefined = read?.value;
    const asked = resume !== undefined && isExecutionArn(resume) ? await rememberExecution(resume, context) : undefined;
    if (asked?.ok === false) {
      const { failure } = asked;
      return failure.why === 'aws'
        ? finish.as({ kind: 'aws', failure: failure.failure })
        : finish.refuse(failure.problem, failure.fix);
    }
    const memory = asked?.value ?? before;
    const fleet = {
      id: memory?.fleet ?? idOfFleet({ source, build: given.build?.build }, settings),
      stateMachineArn: stateMachine,
      source,
      rows,
      targets: targets.value,
      settings,
      ...(memory === undefined ? {} : { memory: memory.targets }),
      ...(given.buildStartedAt === undefined ? {} : { buildStartedAt: given.buildStartedAt }),
    };
    const gate = () =>
      askGate(resolved, { ...given, signal: io.interrupt, onEvent: (event) => context.emit(event as never) });
    return runOnStepFunctions(command, fleet, { commands, gate, ...followOptions(resolved, given) }, context);
  });
  return { ok: true, value: { ...value, secretsOf: secretsOf(chosen) } };
}

/** An execution that somebody has started, for `attach`. */
export function openAttached(executionArn: string, resolved: Given, given: PerformOptions, io: Io): OpenFleet {
  const commands = {
    attach: attachCommand,
    resume: (arn: string) =>
      `ecs-migrate run --on step-functions --resume ${arn} (with --targets, --state-machine and the other flags of that run)`,
  };
  const options = { commands, settings: resolved.settings, ...followOptions(resolved, given) };
  return openOn(executionArn, { resolved, given, io, warnings: [] }, (context) =>
    attachToExecution(executionArn, options, context),
  );
}

interface Around {
  resolved: Given;
  given: PerformOptions;
  io: Io;
  warnings: object[];
}

/** What a command does once AWS is open in the region of an ARN. */
function openOn(
  arn: string,
  { resolved, given, io, warnings }: Around,
  act: (context: ExecutionContext) => Promise<ResultEvent>,
): OpenFleet {
  return {
    clusters: [],
    secretsOf: () => undefined,
    close: async () => undefined,
    async perform({ onEvent = () => undefined }) {
      const emit = (event: object) =>
        onEvent({ at: new Date(systemClock.now()).toISOString(), ...event } as MigrationEvent);
      await emit({ type: 'settings', settings: shownSettings(resolved) });
      for (const warning of warnings) await emit(warning);
      const own = { clock: systemClock, random: systemRandom, digest: sha256 };
      const around = { ...own, halt: io.interrupt, emit: noteExecution(emit, io) };
      const { endpointUrl } = resolved.settings;
      const where = {
        ...given.aws,
        ...placeOf(resolved),
        ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
      };
      const aws = await openExecutionAws(where, parseArn(arn)?.region ?? '', io.env, systemClock.now);
      if (!aws.ok) return finishWith(around).as({ kind: 'aws', failure: aws.failure });
      return act({ ...aws.value, ...around });
    },
  };
}

/** A second signal ends this process at once: then it says how to follow the execution, if there is one. */
function noteExecution(emit: (event: object) => void | Promise<void>, { leaving }: Io): ExecutionContext['emit'] {
  leaving.say = () => 'ecs-migrate: leaving at once\n';
  return (event) => {
    if (event.type === 'fleet-plan' && event.execution !== undefined) {
      const { execution } = event;
      leaving.say = () =>
        `ecs-migrate: leaving at once; if the execution was started, it goes on: follow it with: ${attachCommand(execution)}\n`;
    }
    return emit(event);
  };
}

function followOptions({ settings }: Resolved, { buildStartedAt }: PerformOptions): FollowOptions {
  const { onInterrupt = 'stop', onTimeout = 'stop', buildTimeout } = settings;
  if (buildTimeout === undefined) return { onInterrupt, onTimeout };
  const startedAt = buildStartedAt ?? systemClock.now();
  return { onInterrupt, onTimeout, deadlineAt: startedAt + buildTimeout - DEFAULTS.buildMarginMs };
}

function makeTargets(chosen: readonly FleetTarget[]): Result<ExecutionTarget[], Finding[]> {
  const targets: ExecutionTarget[] = [];
  const findings = new Map<string, Finding>();
  for (const target of chosen) {
    const { name, group, row } = target;
    const made = makePortable(target);
    if (made.ok) targets.push({ name, row, portable: made.value, ...(group === undefined ? {} : { group }) });
    for (const { origin, problem, fix } of made.ok ? [] : made.failure) {
      findings.set(`${origin} ${problem}`, { code: 'usage', problem: `${origin}: ${problem}`, fix });
    }
    if (findings.size >= MOST_FINDINGS) break;
  }
  return findings.size > 0 ? { ok: false, failure: [...findings.values()] } : { ok: true, value: targets };
}
