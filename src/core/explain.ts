import { assertNever } from './assert-never.ts';
import { formatDuration } from './duration.ts';
import { EXIT_CODES, processExitCode, signalExitCode } from './exit-code.ts';
import { explainBuild } from './explain-build.ts';
import { explainFailure, failureEnding } from './explain-failure.ts';
import { explainListing } from './explain-listing.ts';
import type { ContainerLog } from './explain-log.ts';
import { explainVerdict, outcomeOfVerdict } from './explain-verdict.ts';
import { explainWithheld, outcomeOfWithheld } from './explain-withheld.ts';
import type { Ending, Explanation, Outcome, OutcomeName } from './outcome.ts';
import { REPORT_A_BUG } from './report-a-bug.ts';
import type { Mask } from './secrets.ts';
import { findStopReason } from './stop-reasons/catalogue.ts';
import { withRetry } from './stop-reasons/stop-reason.ts';
import type { Verdict } from './verdict.ts';
import { wordFinding } from './word-finding.ts';

/**
 * Outcome, exit code, cause and next step of an ending. `attach` is the command that follows the task again;
 * `log` is that of the migration container, absent where nobody has read it. What AWS, a container or another program says is
 * quoted as its `mask` lets it be shown.
 */
export function outcomeOf(ending: Ending, taskArn: string | null, attach: string | null, log?: ContainerLog): Outcome {
  const mask = log?.mask ?? ((text: string) => text);
  const named = nameOf(ending);
  return {
    ...named,
    containerExitCode: containerCode(ending),
    taskArn,
    causeCode: null,
    causeLine: null,
    again: null,
    ...explain(ending, attach ?? 'ecs-migrate attach', log, mask),
  };
}

function nameOf(ending: Ending): { outcome: OutcomeName; exitCode: number } {
  switch (ending.kind) {
    case 'verdict':
      return outcomeOfVerdict(ending.verdict);
    case 'timed-out':
      return named('timed-out');
    case 'no-time-left':
      return named('try-later');
    case 'busy':
    case 'gave-way':
      return named('try-later');
    case 'withheld':
      return named(outcomeOfWithheld(ending.withheld));
    case 'not-started-in-time':
    case 'placement':
      return ending.kind === 'placement' && !ending.capacity ? named('invalid') : named('try-later');
    case 'interrupted':
      return { outcome: 'interrupted', exitCode: signalExitCode(ending.signal) };
    case 'planned':
    case 'listed':
      return { outcome: ending.kind, exitCode: 0 };
    case 'detached':
    case 'stop-done':
      return { outcome: ending.kind === 'detached' ? 'detached' : 'done', exitCode: 0 };
    case 'lost-sight':
    case 'launch-unknown':
      return named('unknown');
    case 'aws':
      return named(failureEnding(ending.failure));
    case 'invalid':
    case 'build-failed':
      return named('invalid');
    case 'bug':
      return named('bug');
    default:
      return assertNever(ending);
  }
}

function named(outcome: keyof typeof EXIT_CODES): { outcome: OutcomeName; exitCode: number } {
  return { outcome, exitCode: EXIT_CODES[outcome] };
}

function containerCode(ending: Ending): number | null {
  const verdict = 'verdict' in ending ? ending.verdict : undefined;
  if (verdict === undefined) return null;
  if (verdict.kind === 'succeeded') return 0;
  return 'exitCode' in verdict ? (verdict.exitCode ?? null) : null;
}

function explain(
  ending: Ending,
  attach: string,
  log: ContainerLog | undefined,
  mask: Mask,
): Partial<Explanation> & { cause: string; next: string } {
  switch (ending.kind) {
    case 'verdict':
      return explainVerdict(ending.verdict, attach, log, mask);
    case 'timed-out':
      return {
        cause: `the task did not end within ${formatDuration(ending.afterMs)} (${ending.ofBuild ? 'the time limit of the build' : '--timeout'}) and was ${ending.stopped ? 'stopped' : 'left running'}${afterwards(ending.verdict)}`,
        next: ending.stopped
          ? 'look at the log for where it was; the database may still be rolling back; give a longer --timeout if it only needs more time'
          : `follow it with: ${attach}`,
      };
    case 'no-time-left':
      return {
        cause: 'the build has no time left for a migration (--build-timeout), so nothing was launched',
        next: 'run it again, or give the build more time',
      };
    case 'not-started-in-time':
      return {
        cause: `no container was running ${formatDuration(ending.afterMs)} after the launch (--start-timeout), so the task was stopped; nothing of yours has run`,
        next: 'check the capacity of the cluster and the network of the task, then run again',
      };
    case 'interrupted':
      return explainInterrupt(ending, attach);
    case 'planned':
      return { cause: 'nothing stands against the run; nothing was launched', next: '' };
    case 'listed':
      return explainListing(ending);
    case 'detached':
      return { cause: 'the task was launched and is not waited for (--detach)', next: `follow it with: ${attach}` };
    case 'stop-done':
      return { cause: `the task has stopped${afterwards(ending.verdict)}`, next: '' };
    case 'placement':
      return explainPlacement(ending, mask);
    case 'build-failed':
      return explainBuild(ending, mask);
    case 'gave-way':
      return {
        cause:
          'another migration was there first, so the task was stopped before it had started; nothing of yours has run',
        next: 'run again when the other one has ended',
      };
    case 'withheld':
      return explainWithheld(ending.withheld);
    case 'busy':
      return {
        cause:
          ending.waitedMs === undefined
            ? `another migration is running (${ending.rival}), and nothing was launched (--if-running fail)`
            : `another migration was still running after ${formatDuration(ending.waitedMs)} (${ending.rival}), and nothing was launched (--wait-timeout)`,
        next: 'run again when it has ended, follow it with --if-running attach, or stop it with: ecs-migrate stop',
      };
    case 'lost-sight':
      return {
        cause:
          ending.forMs === 0
            ? `a task was launched and could not be stopped: ${explainFailure(ending.failure).cause}`
            : `a task was launched, but for ${formatDuration(ending.forMs)} AWS has not said how it is doing: ${explainFailure(ending.failure).cause}`,
        next: `the task was left alone; see how it ended with: ${attach}`,
      };
    case 'launch-unknown':
      return {
        cause: `ECS may have launched a task, but its answer to RunTask never came: ${explainFailure(ending.failure).cause}`,
        next: `see whether it runs, or has run, with: npx ecs-migrate list --cluster ${ending.cluster}; only then run again`,
      };
    case 'aws':
      return explainFailure(ending.failure);
    case 'invalid': {
      const words = ending.findings.map(wordFinding);
      return { cause: words.map((word) => word.cause).join('; '), next: words.map((word) => word.mend).join('; ') };
    }
    case 'bug':
      return {
        cause: `ecs-migrate itself failed: ${mask(ending.error)}`,
        next: ending.launched
          ? `a task was launched; see how it is doing with: ${attach}; and please ${REPORT_A_BUG}`
          : `nothing was launched; please ${REPORT_A_BUG}`,
      };
    default:
      return assertNever(ending);
  }
}

function explainInterrupt(ending: Ending & { kind: 'interrupted' }, attach: string): { cause: string; next: string } {
  if (!ending.launched) return { cause: `interrupted by ${ending.signal} before anything was launched`, next: '' };
  return ending.stopped
    ? {
        cause: `interrupted by ${ending.signal}; the task was stopped${afterwards(ending.verdict)}`,
        next: 'the migration may be half done: look at its log, and at the database, before you run it again',
      }
    : { cause: `interrupted by ${ending.signal}; the task was left running`, next: `follow it with: ${attach}` };
}

function explainPlacement(ending: Ending & { kind: 'placement' }, mask: Mask): { cause: string; next: string } {
  const reasons = ending.failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': '));
  const text = reasons.map(mask).join('; ') || 'ECS gave no reason';
  const known = findStopReason(reasons);
  return {
    cause: `ECS accepted the call but placed no task: ${known ? `${known.cause} (${text})` : text}`,
    next: known ? withRetry(known) : 'mend what ECS names, then run again; nothing has run',
  };
}

/** What became of the container after we had asked for the stop. */
function afterwards(verdict: Verdict | undefined): string {
  const code = verdict && 'exitCode' in verdict ? verdict.exitCode : verdict?.kind === 'succeeded' ? 0 : undefined;
  return code === undefined ? '' : ` (the container ended with code ${processExitCode(code)})`;
}
