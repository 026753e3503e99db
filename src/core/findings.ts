import { assertNever } from './assert-never.ts';
import { LIMITS } from './defaults.ts';

/** Something about the settings that should be known before the launch, as a code with its facts. */
export type Finding =
  | { code: 'bad-setting'; origin: string; given: string | undefined; expected: string }
  | { code: 'exclusive-settings'; first: string; second: string }
  | { code: 'usage'; problem: string; mend: string }
  | { code: 'no-cluster' }
  | { code: 'no-task-definition' }
  | { code: 'cluster-unknown'; cluster: string; region: string; near: string | undefined; others: string[] }
  | { code: 'account-mismatch'; origin: string; expected: string; account: string; cluster: string }
  | { code: 'cluster-inactive'; cluster: string; status: string }
  | { code: 'cluster-unread'; cluster: string; failure: string }
  | { code: 'task-definition-unknown'; reference: string; region: string; local: boolean }
  | { code: 'task-definition-inactive'; reference: string; status: string }
  | { code: 'file-problem'; file: string; key: string | undefined; problem: string; mend: string }
  | { code: 'container-unknown'; container: string; origin: string; names: string[]; near: string | undefined }
  | { code: 'container-ambiguous'; names: string[] }
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
  | { code: 'log-no-prefix' | 'log-non-blocking'; container: string }
  | { code: 'log-elsewhere'; container: string; region: string }
  | { code: 'mutable-image'; container: string; image: string }
  | { code: 'plain-secret'; container: string; names: string[] }
  | { code: 'no-execution-role'; container: string }
  | { code: 'no-public-ip' }
  | { code: 'several-essential'; container: string; others: string[] }
  | { code: 'task-unknown'; task: string; cluster: string; region: string }
  | { code: 'secret-like-env'; names: string[] };

/** A note is shown by `plan` alone. */
export type Severity = 'error' | 'warning' | 'note';

const MILD: Partial<Record<Finding['code'], Severity>> = {
  'cluster-unread': 'warning',
  'log-unreadable': 'warning',
  'log-no-prefix': 'warning',
  'log-non-blocking': 'warning',
  'several-essential': 'warning',
  'secret-like-env': 'warning',
  'plain-secret': 'warning',
  'log-elsewhere': 'note',
  'mutable-image': 'note',
  'no-public-ip': 'note',
};

export function severityOf(finding: Finding): Severity {
  return MILD[finding.code] ?? 'error';
}

export function errorsAmong(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => severityOf(finding) === 'error');
}

/** The wording of a finding, in the one place that words them. */
export function wordFinding(finding: Finding): { cause: string; mend: string } {
  switch (finding.code) {
    case 'bad-setting': {
      const given = finding.given === undefined ? 'the value' : `"${finding.given}"`;
      return { cause: `${finding.origin}: ${given} does not fit`, mend: `expected ${finding.expected}` };
    }
    case 'exclusive-settings':
      return { cause: `${finding.first} and ${finding.second} exclude each other`, mend: 'give one of them' };
    case 'usage':
      return { cause: finding.problem, mend: finding.mend };
    case 'no-cluster':
      return { cause: 'no cluster was given', mend: 'give --cluster NAME, or set ECS_MIGRATE_CLUSTER' };
    case 'no-task-definition':
      return {
        cause: 'no task definition was given',
        mend: 'give --task-definition FAMILY, FAMILY:REVISION, ARN or FILE.json, or set ECS_MIGRATE_TASK_DEFINITION',
      };
    case 'cluster-unknown': {
      const mean = finding.near ? `did you mean ${finding.near}? ` : '';
      const known = finding.others.length > 0 ? `there: ${finding.others.join(', ')}` : 'the region has none';
      return {
        cause: `cluster ${finding.cluster} does not exist in ${finding.region}`,
        mend: `${mean}check --cluster and --region (${known})`,
      };
    }
    case 'account-mismatch':
      return {
        cause: `cluster ${finding.cluster} is in account ${finding.account}, not in ${finding.expected} (${finding.origin})`,
        mend: 'check the credentials: --profile or AWS_PROFILE',
      };
    case 'cluster-inactive':
      return { cause: `cluster ${finding.cluster} is ${finding.status}`, mend: 'use an ACTIVE cluster' };
    case 'cluster-unread':
      return {
        cause: `cluster ${finding.cluster} could not be looked at (${finding.failure})`,
        mend: 'allow ecs:DescribeClusters to have it checked before the launch',
      };
    case 'task-definition-unknown':
      return {
        cause: `task definition ${finding.reference} does not exist in ${finding.region}`,
        mend: finding.local
          ? 'the local engine starts empty: give --task-definition FILE.json'
          : 'check --task-definition and --region; a file ends in .json',
      };
    case 'task-definition-inactive':
      return { cause: `task definition ${finding.reference} is ${finding.status}`, mend: 'use an ACTIVE revision' };
    case 'file-problem':
      return {
        cause: `${finding.file}${finding.key ? `:${finding.key}` : ''}: ${finding.problem}`,
        mend: finding.mend,
      };
    case 'container-unknown': {
      const mean = finding.near ? `did you mean ${finding.near}? ` : '';
      return {
        cause: `${finding.origin}: the task definition has no container ${finding.container}`,
        mend: `${mean}it has: ${finding.names.join(', ')}`,
      };
    }
    case 'container-ambiguous':
      return {
        cause: `the task definition has several containers (${finding.names.join(', ')})`,
        mend: 'name the migration container with --container: its exit code decides',
      };
    case 'subnets-missing':
      return {
        cause: `task definition ${finding.taskDefinition} has networkMode awsvpc and no subnets were given`,
        mend: 'give --subnets subnet-…, or set ECS_MIGRATE_SUBNETS',
      };
    case 'network-unused':
      return {
        cause: `${finding.origin} needs networkMode awsvpc, but the task definition has ${finding.networkMode}`,
        mend: `leave out ${finding.origin}`,
      };
    case 'too-many':
      return {
        cause: `${finding.given} ${finding.what} were given`,
        mend: `ECS takes at most ${finding.limit}`,
      };
    case 'overrides-too-long':
      return {
        cause: `command and environment make overrides of ${finding.characters} characters`,
        mend: `ECS takes at most ${LIMITS.overridesCharacters}: put long values into the task definition or a secret`,
      };
    case 'launch-type-incompatible':
      return {
        cause: `the task definition cannot run on launch type ${finding.launchType}`,
        mend: `it requires: ${finding.compatible.join(', ')}`,
      };
    case 'log-unreadable':
      return { cause: unreadable(finding), mend: 'use the awslogs log driver to see its lines here' };
    case 'log-no-prefix':
      return {
        cause: `container ${finding.container} has no awslogs-stream-prefix, which Fargate requires`,
        mend: 'set awslogs-stream-prefix in its log configuration',
      };
    case 'log-non-blocking':
      return {
        cause: `container ${finding.container} logs in non-blocking mode: lines are dropped when its buffer is full`,
        mend: 'set mode to blocking in its log configuration',
      };
    case 'log-elsewhere':
      return { cause: `container ${finding.container} logs to region ${finding.region}`, mend: 'it is read there' };
    case 'mutable-image':
      return {
        cause: `image ${finding.image} of ${finding.container} is a tag, which may mean another image tomorrow`,
        mend: 'pin it by digest: repository@sha256:…',
      };
    case 'plain-secret':
      return {
        cause: `${finding.names.join(', ')} of container ${finding.container} is plain text in the task definition and looks like a secret`,
        mend: 'pass it by secrets (valueFrom)',
      };
    case 'no-execution-role':
      return {
        cause: `container ${finding.container} has secrets, but the task definition has no execution role to read them`,
        mend: 'set executionRoleArn',
      };
    case 'no-public-ip':
      return {
        cause: 'the task gets no public IP address',
        mend: 'the subnets need a NAT gateway or VPC endpoints for image, secrets and logs; or --assign-public-ip',
      };
    case 'several-essential':
      return {
        cause: `besides ${finding.container}, ${finding.others.join(', ')} ${finding.others.length > 1 ? 'are' : 'is'} essential too`,
        mend: 'if one of them ends first, ECS stops the migration: mark them essential: false',
      };
    case 'task-unknown':
      return {
        cause: `task ${finding.task} is not known in cluster ${finding.cluster} of ${finding.region}`,
        mend: `see those that ECS knows with: npx ecs-migrate list --cluster ${finding.cluster} --region ${finding.region}; ECS forgets a stopped task after about an hour, its log stays`,
      };
    case 'secret-like-env':
      return {
        cause: `${finding.names.join(', ')} looks like a secret, and whoever may DescribeTasks can read environment overrides`,
        mend: "pass it by the task definition's secrets (valueFrom)",
      };
    default:
      return assertNever(finding);
  }
}

function unreadable({ container, why, driver }: Finding & { code: 'log-unreadable' }): string {
  if (why === 'no-driver') return `container ${container} has no log configuration: its lines cannot be shown`;
  if (why === 'no-group') return `container ${container} has no awslogs-group: its lines cannot be shown`;
  return `container ${container} logs by ${driver}: its lines cannot be shown, only its exit code`;
}
