import type { CallFailure } from '../../src/core/base/failure.ts';
import type { ActionExecution, PipelineExecution } from '../../src/core/ecs/pipeline.ts';
import type { BuildFacts, RunMarks } from '../../src/core/ecs/run-metadata.ts';
import type { EventBody } from '../../src/core/events/events.ts';
import { defaultSource, resolveSettings } from '../../src/core/settings/settings.ts';
import type { SettingsInput } from '../../src/core/settings/settings-table.ts';
import type { RunResult } from '../../src/migrate/base/endings.ts';
import { checkEvent } from '../support/check-events.ts';
import { CLUSTER, FAMILY } from '../support/virtual-aws/ecs.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Operation } from '../support/virtual-aws/scenario.ts';
import { BEGINNING, simulate } from '../support/virtual-aws/simulate.ts';

/** What the one task of a story does, in milliseconds from its launch. */
export interface Story {
  startsAt: number;
  /** When the container exits; the teardown takes 12 s. */
  exitsAt: number;
  exitCode?: number;
  /** When each line becomes readable. */
  lines?: number[];
  /** The stream's end never repeats its token. */
  endlessTokens?: true;
  /** From the container's exit until STOPPED; 12 s unless given. */
  teardownMs?: number;
  /** A token is refused when it is older. */
  tokenLifeMs?: number;
  /** Whether and how a call at that time fails; before the launch it is -Infinity. */
  fails?(operation: string, at: number): CallFailure | undefined;
  build?: BuildFacts;
  /** What CodePipeline answers, by the number of the call. */
  actions?(call: number): ActionExecution[];
  execution?(call: number): PipelineExecution;
  /** RunTask places no task the first times. */
  refusals?: number;
  settings?: SettingsInput;
  /** The interrupt, and when it comes, from the beginning. */
  interruptAt?: number;
  /** Not in one process, but in steps of their own, so many milliseconds apart, until this many after the beginning. */
  steps?: { everyMs: number; limitMs: number };
  seed?: number;
}

export interface Told {
  ran: RunResult;
  /** Calls by operation. */
  calls: Record<string, number>;
  /** From the launch; from the beginning where there was none yet. */
  callTimes: { operation: Operation; at: number }[];
  events: (EventBody & { atMs: number })[];
  /** What the task carries of the build. */
  marks: RunMarks | undefined;
  /** How long after being readable each line was told. */
  delays: number[];
  /** From the container's exit to the end of the run. */
  afterExitMs: number;
}

/** The longest that a function of AWS Lambda may take. */
const LONGEST_TURN_MS = 15 * 60_000;

/** Runs one migration on the virtual AWS, to whose clock hours are nothing. */
export async function tell(story: Story): Promise<Told> {
  const { lines = [], fails, build, actions, execution, settings, steps, refusals = 0, interruptAt } = story;
  const given = { cluster: CLUSTER, taskDefinition: FAMILY, ...settings };
  const callTimes: Told['callTimes'] = [];
  const events: Told['events'] = [];
  let time = { now: BEGINNING, launchedAt: 0 };
  const since = () => time.now - time.launchedAt;
  const simulation = await simulate(scenarioOf(story, refusals, interruptAt, steps), undefined, {
    resolved: resolveSettings([{ values: given, origin: (key) => key }, defaultSource(false)]),
    build: build ?? {},
    ...(fails && { failureOf: fails }),
    ...(actions && { actions }),
    ...(execution && { execution }),
    onCall(operation, now) {
      time = now;
      callTimes.push({ operation, at: since() });
    },
    onEvent(event, now) {
      time = now;
      checkEvent({ ...event, at: new Date(now.now).toISOString() });
      events.push({ ...event, atMs: since() });
    },
  });
  const [record] = simulation.processes;
  const [task] = simulation.ecs.launched;
  if (record?.thrown !== undefined) throw record.thrown;
  if (record?.ran === undefined) throw new Error(`a run without an end: ${simulation.stuck}`);
  const told = events.flatMap((event) => (event.type === 'log' ? [event] : []));
  return {
    ran: record.ran,
    callTimes,
    events,
    marks: task?.marks,
    calls: record.calls,
    delays: told.map(({ atMs, message }) => atMs - (lines[Number(message)] ?? Number.NaN)),
    afterExitMs: (record.endedAt ?? 0) - (task?.timeline.createdAt ?? 0) - story.exitsAt,
  };
}

function scenarioOf(
  { startsAt, exitsAt, exitCode = 0, lines = [], endlessTokens, teardownMs = 12_000, tokenLifeMs, seed = 1 }: Story,
  refusals: number,
  interruptAt: number | undefined,
  steps: Story['steps'],
) {
  const fate = {
    ...A_FATE,
    shownAfterMs: 0,
    listedAfterMs: 0,
    startAfterMs: startsAt,
    startSeenMs: 0,
    runsMs: exitsAt - startsAt,
    exitCode,
    teardownMs,
    toldSeenMs: 0,
    codeSeen: 0,
    lines: { ...A_FATE.lines, readableMs: lines },
  };
  const process = {
    ...A_PROCESS,
    signal: interruptAt === undefined ? null : { afterMs: interruptAt },
    turns: steps === undefined ? null : { ...steps, callMs: LONGEST_TURN_MS },
  };
  const { logs } = A_SCENARIO;
  return {
    ...A_SCENARIO,
    seed,
    latencyMs: 20,
    refusals: Array.from({ length: refusals }, () => 'RESOURCE:MEMORY'),
    fates: [fate],
    processes: [process],
    logs: {
      ...logs,
      ...(tokenLifeMs === undefined ? {} : { tokenLifeMs }),
      ...(endlessTokens && { endlessTokens }),
    },
  };
}
