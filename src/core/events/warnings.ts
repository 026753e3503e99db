import { formatDuration } from '../base/duration.ts';
import { type CallFailure, describeFailure } from '../base/failure.ts';
import { type MildFinding, wordFinding } from '../findings/findings.ts';
import { type FactsOf, type Row, warning, wordRow } from '../findings/rows/row.ts';
import { LOG_WARNINGS } from './log-warnings.ts';
import { NO_RETRY, type NoRetry } from './retry-reasons.ts';

/**
 * The warnings of a run, by code: the words, the next step, and the line in docs/events.md. Findings that are not
 * errors become warnings too, with the code and the words of their own row.
 */
export const WARNINGS = {
  retrying: warning<{ failure: CallFailure | 'token-in-use'; waitMs: number }>({
    doc: 'an AWS call failed and will be tried again',
    cause: ({ failure, waitMs }) =>
      failure === 'token-in-use'
        ? `the client token of this launch is in use; trying again in ${formatDuration(waitMs)}`
        : `${describeFailure(failure)}; trying again in ${formatDuration(waitMs)}`,
    next: '',
  }),
  'no-capacity': warning<{ placements: string; waitMs: number }>({
    doc: 'ECS placed no task; RunTask will be tried again',
    cause: ({ placements, waitMs }) =>
      `ECS placed no task (${placements}); trying again in ${Math.round(waitMs / 1000)} s`,
    next: '',
  }),
  'already-running': warning<{ boundTo?: string }>({
    doc: 'this build has already launched this migration; its task is followed',
    cause: ({ boundTo }) =>
      boundTo === undefined
        ? 'this build has already launched this migration: its task is followed, and no other task is launched'
        : `this build has already launched this migration, with other parameters: task ${boundTo} is followed`,
    next: '',
  }),
  'already-ran': warning<{ agoMs: number | undefined }>({
    doc: 'this build has already run this migration; its result is reported again',
    cause: ({ agoMs }) =>
      `this build has already run this migration${agoMs === undefined ? '' : `, ${formatDuration(agoMs)} ago`}: its result is reported again; --rerun runs it again`,
    next: '',
  }),
  'following-other': warning<{ rival: string }>({
    doc: 'the same migration is already running in another run; its task is followed, and no other task is launched',
    cause: ({ rival }) =>
      `the same migration is already running; its task is followed, and no other task is launched: ${rival}`,
    next: '',
  }),
  'gave-way': warning<{ rival: string }>({
    doc: 'another migration started first; our task is stopped before its container starts',
    cause: ({ rival }) => `another migration started first (${rival}): our task is stopped before its container starts`,
    next: '',
  }),
  overlap: warning<{ rival?: string }>({
    doc: 'another migration runs at the same time, and it was too late to stop ours',
    cause: ({ rival }) =>
      rival === undefined
        ? 'our container started before our task could be stopped: two migrations may have run at the same time'
        : `another migration runs at the same time, and it was too late to stop ours: ${rival}`,
    next: '',
  }),
  'guard-blind': warning({
    doc: 'could not check whether another migration was starting at the same time',
    cause: 'could not check whether another migration was starting at the same time',
    next: '',
  }),
  'holder-killed': warning<{ stopCode: string | undefined }>({
    doc: 'the migration that the run waited for was killed; the database may still be executing its last statement',
    cause: ({ stopCode }) =>
      `the migration that this run waited for was killed (${stopCode ?? 'no stop code'}): the database may still be executing its last statement`,
    next: '',
  }),
  'aws-trouble': warning<{ failure: CallFailure }>({
    doc: 'DescribeTasks is failing; the task keeps running, and the run keeps watching it',
    cause: ({ failure }) =>
      `the state of the task cannot be read (${describeFailure(failure)}); the task keeps running, and this run keeps watching it`,
    next: '',
  }),
  'rest-stopped': warning<{ container: string; rest: string[] }>({
    doc: 'the migration container has ended, and the other containers of the task were stopped',
    cause: ({ container, rest }) =>
      `${container} has ended, but it is not essential, so the task would keep running: its other containers were stopped (${rest.join(', ')})`,
    next: '',
  }),
  'preview-unknown': warning<{ isComplete: boolean; tool: string | null }>({
    doc: '`preview`: it is not known, or not proven, how many migrations are pending',
    cause: ({ isComplete, tool }) => {
      if (!isComplete)
        return 'the output of the preview could not be read as a whole, so it is not known what is pending';
      return tool === null
        ? 'the output of this command cannot be read, so it is not known what is pending'
        : `nothing proves that nothing is pending: ${tool} says so only in words, or the command does more than migrate`;
    },
    next: '',
  }),
  'preview-no-digest': warning<{ image: string }>({
    doc: '`preview`: ECS shows no digest of the image, so nothing can be approved',
    cause: ({ image }) =>
      `ECS shows no digest of the image ${image}, so what ran is not known for certain, and there is no digest to approve`,
    next: 'name the image by digest, NAME@sha256:…',
  }),
  'not-retried': warning<{ attempt: number; of: number; why: NoRetry }>({
    doc: '`--retries`: an attempt failed, and no other follows',
    cause: ({ attempt, of, why }) =>
      `attempt ${attempt} of ${of} has failed, and the migration is not tried again: ${NO_RETRY[why]}`,
    next: '',
  }),
  'stop-failed': warning<{ failure: CallFailure; cluster: string; taskArn: string }>({
    doc: 'the task could not be stopped and may still be running',
    cause: ({ failure, cluster, taskArn }) =>
      `the task could not be stopped and may still be running (${describeFailure(failure)}); stop it with: aws ecs stop-task --cluster ${cluster} --task ${taskArn}`,
    next: '',
  }),
  'not-deregistered': warning<{ arn: string; failure: CallFailure }>({
    doc: '`--deregister`: the revision could not be deregistered',
    cause: ({ arn, failure }) => `${arn} could not be deregistered (${describeFailure(failure)})`,
    next: 'deregister it by hand',
  }),
  ...LOG_WARNINGS,
  'definition-unread': warning<{ arn: string; failure: CallFailure }>({
    doc: '`list` does not know which containers are essential, so it may show an outcome as uncertain',
    cause: ({ arn, failure }) =>
      `it is unknown which containers of ${arn} are essential, so its outcome may be shown as uncertain (${describeFailure(failure)})`,
    next: '',
  }),
  'report-unwritten': warning<{ problem: string }>({
    doc: 'a report could not be written',
    cause: ({ problem }) => problem,
    next: '',
  }),
};

type Rows = typeof WARNINGS;

type OwnCode = keyof Rows;

/** Every code that an event of type `warning` may have. */
export type WarningCode = OwnCode | MildFinding['code'];

export interface Warned {
  type: 'warning';
  code: WarningCode;
  text: string;
}

/** The warning event with these facts. */
export function warn<Code extends OwnCode>(code: Code, facts: FactsOf<Rows[Code]>): Warned {
  return createWarning(code, wordRow(WARNINGS[code] as unknown as Row<FactsOf<Rows[Code]>>, facts));
}

/** The warning event for a finding. */
export function warnOf(finding: MildFinding): Warned {
  return createWarning(finding.code, wordFinding(finding));
}

function createWarning(code: WarningCode, { cause, next }: { cause: string; next: string }): Warned {
  return { type: 'warning', code, text: next === '' ? cause : `${cause}: ${next}` };
}
