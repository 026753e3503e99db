import { type ImageLookup, performStep } from '../api.ts';
import { keepLastLines } from '../core/base/last-lines.ts';
import type { BuildFacts } from '../core/ecs/run-metadata.ts';
import type { MigrationEvent, ResultEvent } from '../core/events/events.ts';
import { createRedactor } from '../core/masking/redact.ts';
import type { Progress } from '../core/run/progress.ts';
import { callTime, checkRemainingTime } from './call-time.ts';
import { lineOf } from './print.ts';
import { progressAfterTimeout } from './progress-after-timeout.ts';
import type { LambdaContext, LambdaRuntime } from './runtime.ts';
import type { Given } from './settings.ts';
import { encodeToken, type Handover, limitOf } from './token.ts';

/** Either the run continues in another call with the token, or it is done. */
export type Advanced = { token: string; status: string; taskArn: string | undefined } | Done;

export interface Done {
  result: ResultEvent;
  /** The last lines of the containers, with the values of environment overrides masked. */
  lastLines: readonly string[];
}

const KEPT = { lines: 40, lineCharacters: 8_192 };

/** The build that the run belongs to. */
export interface Owner {
  build: BuildFacts;
  /** If true, only the first call finds out the build, and the token passes it on. If false, each event contains it. */
  travels: boolean;
}

/** The input of one call. */
export interface Turn {
  given: Given;
  /** What the previous call has handed over. */
  handed: Handover | undefined;
  owner: Owner;
  /** How long all calls together may take. Milliseconds. */
  limitMs: number;
  /** Finds the images that the deployment runs: the migration runs the same. Only a turn that launches calls it. */
  findImages(signal: AbortSignal): Promise<ImageLookup>;
}

/** Takes the run one step further. Every handler does this in each call. */
export async function advance(
  { given, handed, owner, limitMs, findImages }: Turn,
  { clock, random, print }: Pick<LambdaRuntime, 'clock' | 'random' | 'print'>,
  context: LambdaContext | undefined,
): Promise<Advanced> {
  const from = handed ?? { began: clock.now(), build: owner.build, progress: undefined };
  const build = owner.travels ? from.build : owner.build;
  using time = callTime(context, clock);
  const redactor = createRedactor(given.settings);
  const lastLines = keepLastLines(KEPT);
  const onEvent = (event: MigrationEvent) => {
    const line = lineOf(event, given.settings);
    if (line !== undefined) print(line);
    if (event.type === 'log') lastLines.add(redactor.text(event.message));
  };
  const { soft: signal } = time;
  const deadlineAt = from.began + limitMs;
  const next = (progress: Progress) => encodeToken({ began: from.began, build: owner.travels ? build : {}, progress });
  const around = {
    build,
    signal,
    onEvent,
    clock,
    random,
    findImages,
    deadlineAt,
    limit: (longest: Progress) => limitOf(next(longest)),
  };
  const checked = { ...given, findings: [...given.findings, ...checkRemainingTime(time.remainingMs())] };
  const stepped = await Promise.race([performStep(from.progress, checked, around), time.hard]);

  const printStatus = (status: string) => print(`ecs-migrate: ${status}`);
  if (stepped === 'late') {
    const status = 'AWS was too slow for this call; the next call continues';
    printStatus(status);
    return { token: next(progressAfterTimeout(from.progress, clock.now())), status, taskArn: undefined };
  }
  if ('result' in stepped) return { result: stepped.result, lastLines: lastLines.all() };
  // Once there is a task, an event has already reported it.
  if (stepped.progress.at === 'start') printStatus(stepped.status);
  return { token: next(stepped.progress), status: stepped.status, taskArn: stepped.taskArn };
}

/** Whether the deployment may continue: the migration succeeded, or it was skipped for a rollback. */
export function allowsDeployment({ outcome }: Pick<ResultEvent, 'outcome'>): boolean {
  return outcome === 'succeeded' || outcome === 'skipped';
}
