import { assertNever } from './assert-never.ts';
import { LIMITS } from './defaults.ts';
import { fargateSizesNear } from './definition-rules/fargate-sizes.ts';
import { formatDuration } from './duration.ts';
import type { Finding } from './findings.ts';
import { isPipelineFinding } from './pipeline-findings.ts';
import { maskUrls } from './secrets.ts';
import { wordImageFinding } from './word-image-finding.ts';
import { wordLogFinding } from './word-log-finding.ts';
import { wordPipelineFinding } from './word-pipeline-finding.ts';

/** The wording of a finding, in the one place that words them. */
export function wordFinding(finding: Finding): { cause: string; mend: string } {
  if (isPipelineFinding(finding)) return wordPipelineFinding(finding);
  switch (finding.code) {
    case 'bad-setting': {
      const given = finding.given === undefined ? 'the value' : `"${maskUrls(finding.given)}"`;
      return {
        cause: `${finding.origin}: ${given} does not fit`,
        mend: `${finding.why ? `${finding.why}; ` : ''}expected ${finding.expected}`,
      };
    }
    case 'exclusive-settings':
      return { cause: `${finding.first} and ${finding.second} exclude each other`, mend: 'give one of them' };
    case 'usage':
      return { cause: finding.problem, mend: finding.mend };
    case 'region-conflict': {
      const { origin, its, region, regionOrigin } = finding;
      return {
        cause: `${origin} is an ARN of ${its}, and the region is ${region} (${regionOrigin})`,
        mend: `give both of one region; without ${regionOrigin} the ARN says it`,
      };
    }
    case 'no-cluster':
      return { cause: 'no cluster was given', mend: 'give --cluster NAME, or set ECS_MIGRATE_CLUSTER' };
    case 'no-task-definition': {
      const given = 'give --task-definition FAMILY, FAMILY:REVISION, ARN or a file';
      if (finding.cluster === undefined) {
        return { cause: 'no task definition was given', mend: `${given}, or set ECS_MIGRATE_TASK_DEFINITION` };
      }
      return {
        cause: `no task definition was given, and cluster ${finding.cluster} has no tag that names one`,
        mend: `${given}, or tag the cluster: ecs-migrate:task-definition = FAMILY`,
      };
    }
    case 'app-unclear': {
      const { cluster, apps, given } = finding;
      const mean = given?.near ? `did you mean ${given.near}? ` : '';
      return {
        cause: given
          ? `${given.origin}: the tags of cluster ${cluster} name no app ${given.app}`
          : `the tags of cluster ${cluster} name several apps`,
        mend: `${mean}give --app, one of: ${apps.join(', ')}`,
      };
    }
    case 'service-unknown': {
      const { origin, service, cluster, near, others } = finding;
      const mean = near ? `did you mean ${near}? ` : '';
      return {
        cause: `${origin}: cluster ${cluster} has no active service ${service}`,
        mend: `${mean}${others.length > 0 ? `it has: ${others.join(', ')}` : 'no service could be listed there'}`,
      };
    }
    case 'capacity-provider-unknown':
      return {
        cause: `capacity provider ${finding.provider} is not associated with cluster ${finding.cluster}`,
        mend:
          finding.known.length > 0
            ? `it has: ${finding.known.join(', ')}`
            : 'associate it with the cluster (PutClusterCapacityProviders), or give --launch-type',
      };
    case 'fargate-size':
      return {
        cause: `Fargate has no task with ${finding.cpu} CPU units and ${finding.memory} MiB`,
        mend: `${fargateSizesNear(finding.cpu)}: change --cpu or --memory`,
      };
    case 'command-one-word':
      return {
        cause: `the command of container ${finding.container} is the one word "${finding.word}", and no program has that name`,
        mend: `give ${finding.next}, unless the image's entry point is a shell`,
      };
    case 'restart-policy':
      return {
        cause: `container ${finding.container} has a restart policy: ECS would run the migration again when it ends`,
        mend: 'set restartPolicy.enabled to false in the task definition',
      };
    case 'fast-start':
      return {
        cause: `where ${finding.container} runs it may start before another migration launched in the same second is seen`,
        mend: 'Fargate starts slowly enough; otherwise let the migration tool take a lock in the database',
      };
    case 'stop-denied':
      return {
        cause: `the task could not be stopped on a time-out or an interrupt (${finding.failure})`,
        mend: 'allow ecs:StopTask',
      };
    case 'session-ends': {
      const until = finding.timeoutMs === undefined ? 'and there is no --timeout' : 'before --timeout';
      return {
        cause: `the AWS session ends in ${formatDuration(Math.max(0, finding.leftMs))}, ${until}; nothing renews it`,
        mend: 'the migration would go on unseen: renew the session, or use a role or profile that the SDK can renew',
      };
    }
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
          : 'check --task-definition and --region; a file has a dot or a slash in its name',
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
      return wordAmbiguity(finding);
    case 'containers-skipped':
      return {
        cause: `the local task runs without ${finding.names.join(', ')}, as asked`,
        mend:
          finding.waiting.length === 0
            ? 'on AWS they run'
            : `${finding.waiting.join(', ')} ${finding.waiting.length > 1 ? 'do' : 'does'} not wait for what is skipped; on AWS they run`,
      };
    case 'subnets-missing':
      return {
        cause: `task definition ${finding.taskDefinition} has networkMode awsvpc and no subnets were given`,
        mend: 'give --subnets subnet-…, --like-service NAME, or tag the task definition: ecs-migrate:subnets',
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
        mend: 'if one of them ends first, ECS stops the migration, and where it cannot be told which did, the end is uncertain (125): mark them essential: false',
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
    case 'log-group-missing':
    case 'log-denied':
    case 'log-class':
    case 'log-unreadable':
    case 'log-no-prefix':
    case 'log-non-blocking':
    case 'log-mode-open':
    case 'log-elsewhere':
      return wordLogFinding(finding);
    case 'images-fit-none':
    case 'image-open':
    case 'image-invalid':
    case 'build-no-repository':
    case 'other-architecture':
    case 'mutable-image':
      return wordImageFinding(finding);
    default:
      return assertNever(finding);
  }
}

function wordAmbiguity({ names, obvious, rivals = [] }: Finding & { code: 'container-ambiguous' }) {
  const ask = 'name the migration container, whose exit code decides';
  if (obvious === undefined) {
    const cause = `the task definition has several containers (${names.join(', ')})`;
    return { cause, mend: `${ask}, with --container` };
  }
  const others = rivals.map(({ name, why }) => `${name} ${RIVALS[why]}`).join(', and ');
  return {
    cause: `${obvious} is the only essential container of the task definition, but ${others}`,
    mend: `${ask}: ${[...rivals.map(({ name }) => name), obvious].map((name) => `--container ${name}`).join(' or ')}`,
  };
}

const RIVALS = {
  'named-so': 'is named like a migration',
  'runs-one': 'runs a migration command',
  'waited-for': 'is what it waits for (dependsOn), as for a migration',
} as const;
