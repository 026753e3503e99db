import { signalExitCode } from '../base/exit-code.ts';
import { type CallFailure, describeFailure } from '../base/failure.ts';
import type { Outcome } from '../base/outcome.ts';
import { defineEnding, type EndingRow, type FactsOfEnding, namedOutcome } from './ending-row.ts';
import {
  explainRefused,
  explainTargets,
  outcomeOfRefused,
  outcomeOfTargets,
  type TargetsEnd,
  type TargetsRefused,
} from './explain-targets.ts';
import { explainVersions, outcomeOfVersions, type VersionsFound } from './explain-versions.ts';

/** Every way in which a fleet can end, as in {@link ENDINGS}. Only a fleet loads these rows. */
export const FLEET_ENDINGS = {
  targets: defineEnding<TargetsEnd>({
    doc: '`--targets`: all targets have ended, or nothing more was launched; `targets` has the numbers',
    outcome: outcomeOfTargets,
    explain: explainTargets,
  }),
  'targets-refused': defineEnding<TargetsRefused>({
    doc: '`--targets`: some targets cannot be launched, so nothing was launched',
    outcome: outcomeOfRefused,
    explain: explainRefused,
  }),
  'targets-planned': defineEnding<{ chosen: number }>({
    doc: '`plan --targets`: no problems found',
    outcome: () => ({ outcome: 'planned', exitCode: 0 }),
    explain: ({ chosen }) => ({ cause: `no problems found for ${chosen} targets; nothing was launched`, next: '' }),
  }),
  'execution-started': defineEnding<{ attach: string }>({
    doc: '`--on step-functions --detach`: the execution was started, and this process does not wait for it',
    outcome: () => ({ outcome: 'detached', exitCode: 0 }),
    explain: ({ attach }) => ({
      cause: 'the execution was started, and this process does not wait for it (--detach)',
      next: `follow it with: ${attach}`,
    }),
  }),
  'execution-unknown': defineEnding<{ failure: CallFailure; attach: string }>({
    doc: '`--on step-functions`: the execution may have been started, but no response arrived',
    outcome: () => namedOutcome('unknown'),
    explain: ({ failure, attach }) => ({
      reasons: [failure.kind],
      cause: `the execution may have been started: StartExecution was sent, but no response arrived: ${describeFailure(failure)}`,
      next: `see whether it runs with: ${attach}; the same command in the same build starts nothing twice`,
    }),
  }),
  'execution-empty': defineEnding<{ status: string; attach: string; interrupted: string | undefined }>({
    doc: '`attach` to an execution of which no targets are known: it ended before it began with them, its objects in S3 are gone, or a signal came first',
    outcome: ({ interrupted }) =>
      interrupted === undefined
        ? namedOutcome('unknown')
        : { outcome: 'interrupted', exitCode: signalExitCode(interrupted) },
    explain: ({ status, attach, interrupted }) => ({
      cause: `no targets of the execution are known: ${status}`,
      next:
        interrupted === undefined ? 'see the execution in the console of Step Functions' : `follow it with: ${attach}`,
    }),
  }),
  'targets-listed': defineEnding<{ chosen: number; ended: number }>({
    doc: '`list --targets`: the state of each target',
    outcome: () => ({ outcome: 'listed', exitCode: 0 }),
    explain: ({ chosen, ended }) => ({ cause: `${ended} of ${chosen} targets have ended`, next: '' }),
  }),
  'versions-listed': defineEnding<VersionsFound>({
    doc: '`list --targets --versions`: the version of each target',
    outcome: outcomeOfVersions,
    explain: explainVersions,
  }),
};

type Rows = typeof FLEET_ENDINGS;
type EndingOf<Kind extends keyof Rows> = Kind extends keyof Rows ? { kind: Kind } & FactsOfEnding<Rows[Kind]> : never;

/** How a fleet ended, as facts. */
export type FleetEnding = EndingOf<keyof Rows>;

/** The outcome, exit code, cause and next step of a fleet, from its row. */
export function outcomeOfFleet(ending: FleetEnding): Outcome {
  const row = FLEET_ENDINGS[ending.kind] as EndingRow<FleetEnding>;
  return {
    ...row.outcome(ending),
    ending: ending.kind,
    reasons: [],
    containerExitCode: null,
    taskArn: null,
    causeCode: null,
    causeLine: null,
    again: null,
    ...row.explain(ending, { attach: '', log: undefined, mask: (text) => text }),
  };
}
