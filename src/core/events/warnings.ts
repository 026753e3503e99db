import { formatDuration } from '../base/duration.ts';
import { type CallFailure, describeFailure } from '../base/failure.ts';
import { type MildFinding, wordFinding } from '../findings/findings.ts';
import { type FactsOf, type Row, warning, wordRow } from '../findings/rows/row.ts';
import { LOG_WARNINGS } from './log-warnings.ts';

/**
 * The warnings of a run, by code: the words, the next step, and the line in docs/events.md. Findings that are not
 * errors become warnings too, with the code and the words of their own row.
 */
export const WARNINGS = {
  retrying: warning<{ failure: CallFailure | 'token-in-use'; waitMs: number }>({
    doc: 'an AWS call failed and is tried again',
    cause: ({ failure, waitMs }) =>
      failure === 'token-in-use'
        ? `the client token of this launch is in use; asking again in ${formatDuration(waitMs)}`
        : `${describeFailure(failure)}; trying again in ${formatDuration(waitMs)}`,
    next: '',
  }),
  'no-capacity': warning<{ placements: string; waitMs: number }>({
    doc: 'ECS placed no task; it is asked again',
    cause: ({ placements, waitMs }) =>
      `ECS placed no task (${placements}); asking again in ${Math.round(waitMs / 1000)} s`,
    next: '',
  }),
  'already-running': warning<{ boundTo?: string }>({
    doc: 'this build has launched this migration already: its task is followed',
    cause: ({ boundTo }) =>
      boundTo === undefined
        ? 'this build has launched this migration already: it is followed, and no other is launched'
        : `this build has launched this migration already, with other parameters: task ${boundTo} is followed`,
    next: '',
  }),
  'already-ran': warning<{ agoMs: number | undefined }>({
    doc: 'this build has launched this migration already, and it has ended: that end is reported again',
    cause: ({ agoMs }) =>
      `this build has run this migration already${agoMs === undefined ? '' : `, ${formatDuration(agoMs)} ago`}: its result is reported again; --rerun runs it anew`,
    next: '',
  }),
  'following-other': warning<{ rival: string }>({
    doc: 'another run of this migration is followed instead of launching one',
    cause: ({ rival }) =>
      `another run of this migration is there already, and is followed instead of launching one: ${rival}`,
    next: '',
  }),
  'gave-way': warning<{ rival: string }>({
    doc: 'another migration was there first: ours is stopped before it has started',
    cause: ({ rival }) => `another migration was there first: ours is stopped before it has started (${rival})`,
    next: '',
  }),
  overlap: warning<{ rival?: string }>({
    doc: 'another migration runs at the same time, and it was too late to give way',
    cause: ({ rival }) =>
      rival === undefined
        ? 'our container had started before it could be stopped: two migrations may have run at the same time'
        : `another migration runs at the same time, and it was too late to give way: ${rival}`,
    next: '',
  }),
  'guard-blind': warning({
    doc: 'it could not be seen whether another migration was starting at the same time',
    cause: 'it could not be seen whether another migration was starting at the same time',
    next: '',
  }),
  'holder-killed': warning<{ stopCode: string | undefined }>({
    doc: 'the migration that was waited for was killed: the database may still execute its last statement',
    cause: ({ stopCode }) =>
      `the migration that was waited for was killed (${stopCode ?? 'no stop code'}): the database may still be executing its last statement`,
    next: '',
  }),
  'aws-trouble': warning<{ failure: CallFailure }>({
    doc: 'AWS does not say how the task is doing; it goes on',
    cause: ({ failure }) =>
      `AWS does not say how the task is doing (${describeFailure(failure)}); the task goes on, and so does the watching`,
    next: '',
  }),
  'rest-stopped': warning<{ container: string; rest: string[] }>({
    doc: 'the migration container has ended, and what kept the task alive was stopped',
    cause: ({ container, rest }) =>
      `${container} has ended, and is not essential to its task: the rest of the task was stopped (${rest.join(', ')})`,
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
    next: 'retire it by hand',
  }),
  ...LOG_WARNINGS,
  'definition-unread': warning<{ arn: string; failure: CallFailure }>({
    doc: '`list` cannot tell which containers are essential, and may call an end uncertain',
    cause: ({ arn, failure }) =>
      `it cannot be told which containers of ${arn} are essential, so its outcome may be shown as uncertain (${describeFailure(failure)})`,
    next: '',
  }),
  'report-unwritten': warning<{ problem: string }>({
    doc: 'a report could not be written at the end',
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
