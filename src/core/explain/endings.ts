import { REPORT_A_BUG } from '../base/bug.ts';
import { formatDuration } from '../base/duration.ts';
import { processExitCode, signalExitCode } from '../base/exit-code.ts';
import { type CallFailure, outcomeOfFailure } from '../base/failure.ts';
import type { Explained } from '../base/outcome.ts';
import type { Placement } from '../ecs/cluster.ts';
import type { LaunchBlock } from '../ecs/pipeline.ts';
import { explainLaunchBlock, outcomeOfLaunchBlock } from '../findings/explain-withheld.ts';
import { type Finding, wordFinding } from '../findings/findings.ts';
import type { BuildFailure, ImageBuild } from '../plan/build.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { defineEnding, type FactsOfEnding, type Named, namedOutcome } from './ending-row.ts';
import { explainBuild } from './explain-build.ts';
import { explainFailure } from './explain-failure.ts';
import { explainListing, type Listing } from './explain-listing.ts';
import { explainExit } from './explain-log.ts';
import { explainInterrupt, explainPlacement, type Interrupted, wordAfterwards } from './explain-stopped.ts';
import { explainVerdict, outcomeOfVerdict } from './explain-verdict.ts';

/**
 * Every way in which a run can end, by kind: the outcome with its exit code, what happened, what to do next, and the
 * line in docs/events.md. To add a kind, add its row, which also declares its facts. The kinds of verdict have their
 * own rows, see {@link VERDICTS}.
 */
export const ENDINGS = {
  verdict: defineEnding<{ verdict: Verdict }>({
    doc: 'the task has ended: see the verdicts',
    outcome: ({ verdict }) => outcomeOfVerdict(verdict),
    explain: ({ verdict }, context) => explainVerdict(verdict, context),
  }),
  'timed-out': defineEnding<{ afterMs: number; ofBuild: boolean; stopped: boolean; verdict: Verdict | undefined }>({
    doc: 'the task did not end within `--timeout`, or the time limit of the build',
    outcome: () => namedOutcome('timed-out'),
    explain: ({ afterMs, ofBuild, stopped, verdict }, { attach }) => ({
      reasons: [ofBuild ? 'build-timeout' : 'timeout', stopped ? 'task-stopped' : 'task-left'],
      cause: `the task did not end within ${formatDuration(afterMs)} (${ofBuild ? 'the time limit of the build' : '--timeout'}), and was ${stopped ? 'stopped' : 'left running'}${wordAfterwards(verdict)}`,
      next: stopped
        ? 'see in the log how far the migration came; the database may still be rolling back. If the migration only needs more time, give a longer --timeout'
        : `follow it with: ${attach}`,
    }),
  }),
  'no-time-left': defineEnding({
    doc: 'the build has no time left for a migration (`--build-timeout`): nothing was launched',
    outcome: () => namedOutcome('try-later'),
    explain: () => ({
      cause: 'the build has no time left for a migration (--build-timeout), so nothing was launched',
      next: 'run it again, or give the build more time',
    }),
  }),
  'not-started-in-time': defineEnding<{ afterMs: number; verdict: Verdict | undefined }>({
    doc: 'no container was running within `--start-timeout`: the task was stopped before any container started',
    outcome: () => namedOutcome('try-later'),
    explain: ({ afterMs }) => ({
      cause: `no container was running ${formatDuration(afterMs)} after the launch (--start-timeout), so the task was stopped; none of your containers has started`,
      next: 'check the capacity of the cluster and the network of the task, then run again',
    }),
  }),
  interrupted: defineEnding<Interrupted>({
    doc: 'a signal ended the run',
    outcome: ({ signal }) => ({ outcome: 'interrupted', exitCode: signalExitCode(signal) }),
    explain: (facts, { attach }) => explainInterrupt(facts, attach),
  }),
  detached: defineEnding({
    doc: 'the task was launched, and the run did not wait for it (`--detach`)',
    outcome: () => ({ outcome: 'detached', exitCode: 0 }),
    explain: (_, { attach }) => ({
      cause: 'the task was launched, and this run does not wait for it (--detach)',
      next: `follow it with: ${attach}`,
    }),
  }),
  planned: defineEnding({
    doc: '`plan`: no problems found',
    outcome: () => ({ outcome: 'planned', exitCode: 0 }),
    explain: () => ({ cause: 'no problems found; nothing was launched', next: '' }),
  }),
  previewed: defineEnding<{ summary: string }>({
    doc: '`preview`: the migration tool was asked what is pending',
    outcome: () => namedOutcome('previewed'),
    explain: ({ summary }) => ({ cause: summary, next: '' }),
  }),
  'preview-failed': defineEnding<{ exitCode: number; verdict: Verdict }>({
    doc: '`preview`: the migration tool failed before it showed what is pending',
    outcome: ({ exitCode }) => ({ outcome: 'failed', exitCode: processExitCode(exitCode) }),
    explain: ({ exitCode }, { log }) => explainExit(exitCode, log),
  }),
  'nothing-pending': defineEnding({
    doc: '`--skip-if-none`: the migration tool proves that nothing is pending, so no migration was launched',
    outcome: () => namedOutcome('nothing-pending'),
    explain: () => ({
      cause: 'the migration tool proves that nothing is pending, so no migration was launched',
      next: '',
    }),
  }),
  'changed-since-approval': defineEnding<{ approved: string; found: string | null; summary: string }>({
    doc: '`--approved`: what is pending is not, or not provably, what was approved; no migration was launched',
    outcome: () => namedOutcome('changed-since-approval'),
    explain: ({ approved, found, summary }) => ({
      reasons: [found === null ? 'unknown' : 'another-digest'],
      cause:
        found === null
          ? `it cannot be shown that this is what was approved (${summary}), so no migration was launched`
          : `this is not what was approved: the digest is ${found}, and ${approved} was approved (${summary}); no migration was launched`,
      next: 'image, command, pending migrations or database have changed since the preview: look at a new preview, and approve that',
    }),
  }),
  listed: defineEnding<Listing>({
    doc: '`list`: the migrations of the cluster were listed, even if there were none',
    outcome: () => ({ outcome: 'listed', exitCode: 0 }),
    explain: (facts) => explainListing(facts),
  }),
  placement: defineEnding<{ failures: Placement[]; capacity: boolean }>({
    doc: 'ECS accepted the call but placed no task',
    outcome: ({ capacity }) => namedOutcome(capacity ? 'try-later' : 'invalid'),
    explain: ({ failures }, { mask }) => explainPlacement(failures, mask),
  }),
  'build-failed': defineEnding<{ build: ImageBuild; program: string; failed: BuildFailure }>({
    doc: '`--build`: the image was not built or not pushed',
    outcome: () => namedOutcome('invalid'),
    explain: (facts, { mask }) => explainBuild(facts, mask),
  }),
  'gave-way': defineEnding({
    doc: 'another migration started first: our task was stopped before its container started',
    outcome: () => namedOutcome('try-later'),
    explain: () => ({
      cause:
        'another migration started first, so our task was stopped before its container started; none of your containers has started',
      next: 'run again when the other migration has ended',
    }),
  }),
  withheld: defineEnding<{ withheld: LaunchBlock }>({
    doc: 'the pipeline execution was superseded or stopped, or is a rollback: nothing was launched',
    outcome: ({ withheld }) => namedOutcome(outcomeOfLaunchBlock(withheld)),
    explain: ({ withheld }) => explainLaunchBlock(withheld),
  }),
  // The words of these four come from explain-hook.ts, which only the command `hook` loads.
  'not-continued': defineEnding<{ words: Explained; verdict: Verdict }>({
    doc: '`hook`: the migration succeeded, but the deployment that waited for it was not continued',
    outcome: () => namedOutcome('migrated-not-continued'),
    explain: ({ words }) => words,
  }),
  'hook-over': defineEnding<{ words: Explained }>({
    doc: '`hook`: the deployment no longer waited when the migration was to be launched: nothing was launched',
    outcome: () => namedOutcome('try-later'),
    explain: ({ words }) => words,
  }),
  'hook-expires': defineEnding<{ words: Explained }>({
    doc: '`hook`: too little time was left before the hook expires: nothing was launched',
    outcome: () => namedOutcome('refused'),
    explain: ({ words }) => words,
  }),
  'hook-waits-long': defineEnding<{ words: Explained }>({
    doc: '`hook`: the hook has waited for longer than ECS shows tasks, so an earlier migration for it may have run: nothing was launched',
    outcome: () => namedOutcome('refused'),
    explain: ({ words }) => words,
  }),
  'nothing-waits': defineEnding<{ service: string; stage: string }>({
    doc: '`hook --if-none skip`: no deployment of the service waits: nothing was launched',
    outcome: () => namedOutcome('skipped'),
    explain: ({ service, stage }) => ({
      cause: `no deployment of service ${service} waits at ${stage}, so nothing was launched (--if-none skip)`,
      next: '',
    }),
  }),
  busy: defineEnding<{ rival: string; waitedMs: number | undefined }>({
    doc: 'another migration is running: nothing was launched',
    outcome: () => namedOutcome('try-later'),
    explain: ({ rival, waitedMs }) => ({
      reasons: waitedMs === undefined ? [] : ['wait-timeout'],
      cause:
        waitedMs === undefined
          ? `another migration is running (${rival}), so nothing was launched (--if-running fail)`
          : `another migration was still running after ${formatDuration(waitedMs)} (${rival}), so nothing was launched (--wait-timeout)`,
      next: 'run again when it has ended, follow it with --if-running attach, or stop it with: npx ecs-migrate stop',
    }),
  }),
  overtaken: defineEnding<{ rival: string; since: 'attempt' | 'preview' }>({
    doc: 'another migration ran, or began to run, after an attempt had failed (`--retries`), or after the preview',
    outcome: () => namedOutcome('try-later'),
    explain: ({ rival, since }) => ({
      cause: `another migration ran, or began to run, after ${since === 'preview' ? 'the preview' : 'this one had failed'} (${rival})`,
      next: 'see how the other migration ended, then run again',
    }),
  }),
  'not-tried-again': defineEnding<{ attempts: number; verdict: Verdict; why: Named & Explained }>({
    doc: '`--retries`: attempts have failed, and the next one was not launched; the outcome is that of the reason',
    outcome: ({ why: { outcome, exitCode } }) => ({ outcome, exitCode }),
    explain: ({ attempts, why: { cause, next, reasons } }) => ({
      reasons: reasons ?? [],
      cause: `${attempts === 1 ? 'the first attempt' : `${attempts} attempts`} failed, and another one was not launched: ${cause}`,
      next,
    }),
  }),
  'lost-sight': defineEnding<{ failure: CallFailure; forMs: number }>({
    doc: 'a task was launched, but its state could not be read for too long',
    outcome: () => namedOutcome('unknown'),
    explain: ({ failure, forMs }, { attach }) => ({
      reasons: explainFailure(failure).reasons ?? [],
      cause:
        forMs === 0
          ? `a task was launched and could not be stopped: ${explainFailure(failure).cause}`
          : `a task was launched, but its state could not be read for ${formatDuration(forMs)}: ${explainFailure(failure).cause}`,
      next: `the task was not stopped; see how it ends with: ${attach}`,
    }),
  }),
  'launch-unknown': defineEnding<{ failure: CallFailure; cluster: string }>({
    doc: 'ECS may have launched a task: RunTask was sent, but no response arrived',
    outcome: () => namedOutcome('unknown'),
    explain: ({ failure, cluster }) => ({
      reasons: explainFailure(failure).reasons ?? [],
      cause: `ECS may have launched a task: RunTask was sent, but no response arrived: ${explainFailure(failure).cause}`,
      next: `check whether the task is running, or has run, with: npx ecs-migrate list --cluster ${cluster}; run again only after that`,
    }),
  }),
  aws: defineEnding<{ failure: CallFailure }>({
    doc: 'an AWS call kept failing or was refused before anything was launched',
    outcome: ({ failure }) => namedOutcome(outcomeOfFailure(failure)),
    explain: ({ failure }) => explainFailure(failure),
  }),
  invalid: defineEnding<{ findings: Finding[] }>({
    doc: 'settings or files are not valid, or name something that does not exist: see the findings',
    outcome: () => namedOutcome('invalid'),
    explain: ({ findings }) => {
      const words = findings.map(wordFinding);
      return {
        reasons: findings.map(({ code }) => code),
        cause: words.map(({ cause }) => cause).join('; '),
        next: words.map(({ next }) => next).join('; '),
      };
    },
  }),
  'stop-done': defineEnding<{ verdict: Verdict | undefined }>({
    doc: '`stop`: the task has stopped',
    outcome: () => ({ outcome: 'done', exitCode: 0 }),
    explain: ({ verdict }) => ({ cause: `the task has stopped${wordAfterwards(verdict)}`, next: '' }),
  }),
  bug: defineEnding<{ error: string; launched: boolean }>({
    doc: 'ecs-migrate itself failed',
    outcome: () => namedOutcome('bug'),
    explain: ({ error, launched }, { attach, mask }) => ({
      reasons: [launched ? 'launched' : 'not-launched'],
      cause: `ecs-migrate itself failed: ${mask(error)}`,
      next: launched
        ? `a task was launched; follow it with: ${attach}; and please ${REPORT_A_BUG}`
        : `nothing was launched; please ${REPORT_A_BUG}`,
    }),
  }),
};

type Rows = typeof ENDINGS;

type EndingKind = keyof Rows;

type EndingOf<Kind extends EndingKind> = Kind extends EndingKind ? { kind: Kind } & FactsOfEnding<Rows[Kind]> : never;

/** How a run ended, as facts. The words and the exit code follow only from these. */
export type Ending = EndingOf<EndingKind>;
