import type { Rival } from './choose-container.ts';
import { PIPELINE_SEVERITIES, type PipelineFinding } from './pipeline-findings.ts';
import { isWarning, type WarningCode } from './warnings.ts';

/** Something about the settings that should be known before the launch, as a code with its facts. */
export type Finding =
  | PipelineFinding
  | { code: 'bad-setting'; origin: string; given: string | undefined; expected: string; why?: string }
  | { code: 'exclusive-settings'; first: string; second: string }
  | { code: 'usage'; problem: string; mend: string }
  | { code: 'region-conflict'; origin: string; its: string; region: string; regionOrigin: string }
  | { code: 'no-cluster' }
  | { code: 'no-task-definition'; cluster: string | undefined }
  | { code: 'app-unclear'; cluster: string; apps: string[]; given: GivenApp | undefined }
  | { code: 'cluster-unknown'; cluster: string; region: string; near: string | undefined; others: string[] }
  | { code: 'account-mismatch'; origin: string; expected: string; account: string; cluster: string }
  | { code: 'cluster-inactive'; cluster: string; status: string }
  | { code: 'cluster-unread'; cluster: string; failure: string }
  | { code: 'task-definition-unknown'; reference: string; region: string; local: boolean }
  | { code: 'task-definition-inactive'; reference: string; status: string }
  | { code: 'file-problem'; file: string; key: string | undefined; problem: string; mend: string }
  | { code: 'container-unknown'; container: string; origin: string; names: string[]; near: string | undefined }
  | { code: 'container-ambiguous'; names: string[]; obvious?: string; rivals?: Rival[] }
  | { code: 'containers-skipped'; names: string[]; waiting: string[] }
  | { code: 'subnets-missing'; taskDefinition: string }
  | { code: 'network-unused'; networkMode: string; origin: string }
  | { code: 'too-many'; what: string; given: number; limit: number }
  | { code: 'overrides-too-long'; characters: number }
  | { code: 'launch-type-incompatible'; launchType: string; compatible: string[] }
  | {
      code: 'log-unreadable';
      container: string;
      why: 'no-driver' | 'other-driver' | 'no-group';
      driver: string | undefined;
    }
  | { code: 'log-no-prefix' | 'log-non-blocking' | 'log-mode-open'; container: string }
  | { code: 'log-elsewhere'; container: string; region: string }
  | { code: 'mutable-image'; container: string; image: string }
  | { code: 'command-one-word'; container: string; word: string; next: string }
  | { code: 'plain-secret'; container: string; names: string[] }
  | { code: 'no-execution-role'; container: string }
  | { code: 'no-public-ip' }
  | { code: 'several-essential'; container: string; others: string[] }
  | {
      code: 'service-unknown';
      origin: string;
      service: string;
      cluster: string;
      near: string | undefined;
      others: string[];
    }
  | { code: 'capacity-provider-unknown'; provider: string; cluster: string; known: string[] }
  | { code: 'fargate-size'; cpu: number; memory: number }
  | { code: 'restart-policy' | 'fast-start'; container: string }
  | { code: 'other-architecture'; container: string; image: string; runs: string; built: string }
  | { code: 'images-fit-none'; file: string; found: string[]; names: string[] }
  | { code: 'build-no-repository'; origin: string; container: string; image: string }
  | { code: 'image-open'; container: string; image: string; placeholder: string }
  | { code: 'image-invalid'; origin: string; image: string; problem: string }
  | { code: 'log-group-missing'; container: string; group: string; region: string }
  | { code: 'log-denied' | 'log-class'; group: string; failure: string }
  | { code: 'stop-denied'; failure: string }
  | { code: 'session-ends'; leftMs: number; timeoutMs: number | undefined }
  | { code: 'task-unknown'; task: string; cluster: string; region: string }
  | { code: 'secret-like-env'; names: string[] };

interface GivenApp {
  app: string;
  origin: string;
  near: string | undefined;
}

/** A note is shown by `plan` alone. */
export type Severity = 'error' | 'warning' | 'note';

/** The severity of each finding that is no error. */
export const MILD: Partial<Record<Finding['code'] & WarningCode, Severity>> = {
  ...PIPELINE_SEVERITIES,
  'cluster-unread': 'warning',
  'log-unreadable': 'warning',
  'log-no-prefix': 'warning',
  'log-non-blocking': 'warning',
  'several-essential': 'warning',
  'containers-skipped': 'warning',
  'command-one-word': 'warning',
  'secret-like-env': 'warning',
  'plain-secret': 'warning',
  'log-denied': 'warning',
  'log-class': 'warning',
  'stop-denied': 'warning',
  'session-ends': 'warning',
  'other-architecture': 'warning',
  'fast-start': 'note',
  'log-elsewhere': 'note',
  'log-mode-open': 'note',
  'mutable-image': 'note',
  'no-public-ip': 'note',
};

export function severityOf(finding: Finding): Severity {
  return isWarning(finding) ? (MILD[finding.code] ?? 'error') : 'error';
}

export function errorsAmong(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => severityOf(finding) === 'error');
}
