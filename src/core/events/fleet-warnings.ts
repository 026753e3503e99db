import { formatDuration } from '../base/duration.ts';
import { type CallFailure, describeFailure } from '../base/failure.ts';
import { type FargateProvider, VCPU_QUOTAS } from '../ecs/vcpu-quotas.ts';
import { type FactsOf, type Row, warning, wordRow } from '../findings/rows/row.ts';

/** The warnings and findings that only a fleet has, as in {@link WARNINGS}. Only a fleet loads these rows. */
export const FLEET_WARNINGS = {
  'journal-unwritten': warning<{ place: string; problem: string }>({
    doc: '`--targets`: the journal could not be written, so nothing more is launched',
    cause: ({ place, problem }) =>
      `the journal ${place} could not be written (${problem}): nothing more is launched, and what runs is followed to its end`,
    next: 'make it writable, then continue with --resume',
  }),
  'journal-torn': warning<{ place: string; line: number }>({
    doc: '`--resume`: the last line of the journal is not complete, because its process was killed; it is left out',
    cause: ({ place, line }) => `${place}:${line} is not complete, because its process was killed; it is left out`,
    next: '',
  }),
  'journal-in-build': warning<{ place: string }>({
    doc: '`--targets` in CI with a journal in a file, which may be gone after the build',
    cause: ({ place }) => `the journal ${place} is a file of this build, and may be gone after it`,
    next: 'give --journal s3://BUCKET/KEY, so that --resume works after a build that was killed',
  }),
  'fuse-set': warning<{ why: string; execution: string }>({
    doc: '`--on step-functions`: a signal or the time limit of the build ended the launches of the execution',
    cause: ({ why }) => `${why}: nothing new is launched, and what runs is followed to its end by the state machine`,
    next: ({ execution }) => `follow it again with: ecs-migrate attach ${execution}`,
  }),
  'fuse-unwritten': warning<{ place: string; failure: CallFailure }>({
    doc: '`--on step-functions`: the launches of the execution could not be ended',
    cause: ({ place, failure }) => `${place} could not be written (${describeFailure(failure)}), so the launches go on`,
    next: ({ place }) => `write it yourself: aws s3 cp - ${place}`,
  }),
  'execution-trouble': warning<{ failure: CallFailure }>({
    doc: '`--on step-functions`: the execution cannot be read at the moment; it goes on, and is read again',
    cause: ({ failure }) =>
      `the execution cannot be read (${describeFailure(failure)}); it goes on, and this process keeps asking`,
    next: '',
  }),
  'started-before': warning<{ execution: string }>({
    doc: '`--on step-functions`: this build has started the execution before, so it is followed',
    cause: ({ execution }) => `${execution} was started before by this build, so it is followed and not started again`,
    next: '',
  }),
  'failures-at-once': warning<{ maxFailures: number; concurrency: number }>({
    doc: '`--targets`: more failures than `--max-failures` are possible, because so many targets run at once',
    cause: ({ maxFailures, concurrency }) =>
      `after ${maxFailures} ${maxFailures === 1 ? 'failure' : 'failures'} nothing new is launched, but ${concurrency} targets run at once: up to ${maxFailures + concurrency - 1} can fail`,
    next: 'if that is too many, give a lower --concurrency, or smaller first --waves',
  }),
  'nothing-matches': warning<{ pattern: string; setting: string }>({
    doc: '`--only` or `--except` has a pattern that no target matches',
    cause: ({ pattern, setting }) => `no target matches ${pattern} (${setting})`,
    next: 'check the spelling; * stands for any text',
  }),
  'version-unknown': warning<{ target: string; cause: string; next: string }>({
    doc: '`list --versions`: the command of a target did not say its version',
    cause: ({ target, cause }) => `the version of ${target} is not known: ${cause}`,
    next: ({ next }) => next,
  }),
  'vcpu-quota': warning<{ needed: number; quota: number; region: string; provider: FargateProvider }>({
    doc: '`--targets`: the targets need more vCPU at once than the quota of the account allows',
    cause: ({ needed, quota, region, provider }) =>
      `the targets need ${needed} vCPU at once in ${region}, and the account may use ${quota} on ${provider}, other tasks included`,
    next: ({ provider }) =>
      `give a lower --concurrency, or ask for a higher quota (Service Quotas, ${VCPU_QUOTAS[provider]})`,
  }),
  'few-addresses': warning<{ needed: number; free: number; subnets: string }>({
    doc: '`--targets`: the subnets have fewer free addresses than targets run at once',
    cause: ({ needed, free, subnets }) =>
      `${needed} tasks run at once, and ${subnets} ${subnets.includes(',') ? 'have' : 'has'} ${free} free addresses`,
    next: 'give more or larger --subnets, or a lower --concurrency',
  }),
  'ends-too-late': warning<{ expectedMs: number; leftMs: number }>({
    doc: '`--targets`: the fleet is expected to take longer than the build has',
    cause: ({ expectedMs, leftMs }) =>
      `the fleet is expected to take ${formatDuration(expectedMs)}, and the build has ${formatDuration(leftMs)}`,
    next: 'give a higher --concurrency or the build more time; --resume continues a fleet that did not end',
  }),
} as const;

type Rows = typeof FLEET_WARNINGS;

export type FleetWarningCode = keyof Rows;

/** The words of a case, from its row. */
export function wordFleet<Code extends FleetWarningCode>(
  code: Code,
  facts: FactsOf<Rows[Code]>,
): { code: Code; cause: string; next: string } {
  return { code, ...wordRow(FLEET_WARNINGS[code] as Row<FactsOf<Rows[Code]>>, facts) };
}

/** The warning event of a case. */
export function warnFleet<Code extends FleetWarningCode>(
  code: Code,
  facts: FactsOf<Rows[Code]>,
): { type: 'warning'; code: Code; text: string } {
  const { cause, next } = wordFleet(code, facts);
  return { type: 'warning', code, text: next === '' ? cause : `${cause}: ${next}` };
}
