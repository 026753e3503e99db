import { parseArn } from '../core/base/arn.ts';
import type { ClockLead } from '../core/base/clock-lead.ts';
import { nearest } from '../core/base/did-you-mean.ts';
import { formatDuration } from '../core/base/duration.ts';
import { type Answer, type CallFailure, describeFailure, isDenied } from '../core/base/failure.ts';
import { logStreamOf } from '../core/ecs/log-stream.ts';
import { namesFile } from '../core/ecs/task-definition.ts';
import { explainFailure } from '../core/explain/explain-failure.ts';
import type { Aws } from '../core/ports.ts';
import type { Settings } from '../core/settings/settings-table.ts';

/** One thing that `doctor` has checked. */
export interface Check {
  name: string;
  /** `skipped`: nothing was asked, and `says` names what is missing to ask it. */
  state: 'ok' | 'warning' | 'error' | 'skipped';
  says: string;
  /** What to do. Empty if nothing is wrong. */
  next: string;
}

/** No task has this id: ECS answers MISSING to callers that have the right, and a denial to all others. */
const NO_TASK = '0'.repeat(32);

/** AWS accepts signatures that are up to five minutes off; ours are corrected, those of other tools are not. */
const CLOCK_WARNING_MS = 60_000;

const ok = (name: string, says: string): Check => ({ name, state: 'ok', says, next: '' });
const skipped = (name: string, says: string): Check => ({ name, state: 'skipped', says, next: '' });

/** Asks AWS what a migration needs, by calls that change nothing. */
export async function diagnose(settings: Settings, aws: Aws, now: () => number): Promise<Check[]> {
  const { cluster } = settings;
  const first = cluster === undefined ? await aws.clusters.list() : await aws.clusters.describe(cluster);
  const session = await aws.session();
  if (!first.ok && !isDenied(first.failure) && first.failure.kind !== 'refused') return [notReached(first.failure)];
  const credentials =
    session === undefined ? ok('credentials', 'AWS accepts them') : ofSession(session.expiresAt - now());
  const asked = await Promise.all([
    cluster === undefined ? [ofClusters(first as Answer<string[]>)] : ofCluster(cluster, first, aws),
    cluster === undefined || (first.ok && first.value === undefined)
      ? [skipped('rights of tasks', 'give a --cluster that exists to ask for them')]
      : ofTasks(cluster, aws, now),
    ofDefinition(settings, aws),
    ofPipeline(settings, aws),
  ]);
  return [credentials, ...asked.flat()];
}

/** Nothing was answered: the credentials, the network or the clock is wrong. */
function notReached(failure: CallFailure): Check {
  const { cause, next } = explainFailure(failure);
  const names = { unconfigured: 'credentials', expired: 'credentials', clock: 'clock' } as Record<string, string>;
  return { name: names[failure.kind] ?? 'network', state: 'error', says: cause, next };
}

function ofSession(leftMs: number): Check {
  if (leftMs > 3_600_000) return ok('credentials', `AWS accepts them; the session ends in ${formatDuration(leftMs)}`);
  const says = `the session ends in ${formatDuration(Math.max(0, leftMs))}, and nothing renews it`;
  return { name: 'credentials', state: 'warning', says, next: 'renew it before a long migration' };
}

function ofClusters(answer: Answer<string[]>): Check {
  const name = 'cluster';
  if (!answer.ok) return skipped(name, 'none was given, and the credentials may not list clusters');
  const names = answer.value.slice(0, 10).join(', ');
  return skipped(
    name,
    names === '' ? 'none was given, and the region has none' : `none was given; the region has ${names}`,
  );
}

async function ofCluster(cluster: string, answer: Answer<unknown>, aws: Aws): Promise<Check[]> {
  if (!answer.ok) return [ofAnswer('cluster', answer, '')];
  const facts = answer.value as { arn: string; status: string } | undefined;
  if (facts !== undefined) {
    const account = parseArn(facts.arn)?.account ?? '';
    return [ok('cluster', `${cluster} is ${facts.status}, account ${account}`)];
  }
  const listed = await aws.clusters.list();
  const others = listed.ok ? listed.value : [];
  const near = nearest(cluster, others);
  const next = `${near ? `did you mean ${near}? ` : ''}the region has: ${others.join(', ') || 'no cluster'}`;
  return [{ name: 'cluster', state: 'error', says: `${cluster} does not exist in ${aws.region}`, next }];
}

/** The rights to see, follow and stop a task. RunTask itself has no dry form. */
async function ofTasks(cluster: string, aws: Aws, now: () => number): Promise<Check[]> {
  const [described, listed, stopped] = await Promise.all([
    aws.tasks.describe(cluster, [NO_TASK]),
    aws.tasks.list(cluster, { startedBy: 'ecs-migrate/doctor' }),
    aws.tasks.stop(cluster, NO_TASK, 'Asked by ecs-migrate doctor: there is no such task'),
  ]);
  const lead = described.ok ? described.value.lead : undefined;
  return [
    ...(lead === undefined ? [] : [ofClock(lead, now())]),
    ofAnswer('ecs:DescribeTasks', described, 'allowed'),
    ofAnswer('ecs:ListTasks', listed, 'allowed'),
    ofAnswer('ecs:StopTask', stopped, 'allowed'),
    skipped('ecs:RunTask', 'has no dry form: plan checks what it needs, and the first run shows the rest'),
  ];
}

function ofClock({ least, most }: ClockLead, now: number): Check {
  const off = least > 0 ? least : Math.min(0, most);
  if (Math.abs(off) < CLOCK_WARNING_MS) return ok('clock', `agrees with AWS (${new Date(now).toISOString()})`);
  const says = `this machine is ${formatDuration(Math.abs(Math.round(off / 1_000)) * 1_000)} ${off > 0 ? 'ahead of' : 'behind'} AWS`;
  return {
    name: 'clock',
    state: 'warning',
    says,
    next: 'set the clock (NTP): ecs-migrate corrects its own signatures, other tools do not',
  };
}

async function ofDefinition({ taskDefinition, container }: Settings, aws: Aws): Promise<Check[]> {
  const name = 'task definition';
  if (taskDefinition === undefined) return [skipped(name, 'give --task-definition to read it and its log')];
  if (namesFile(taskDefinition)) return [skipped(name, `${taskDefinition} is a file; plan checks it`)];
  const answer = await aws.definitions.describe(taskDefinition);
  if (!answer.ok) return [ofAnswer(name, answer, '')];
  if (answer.value === undefined) {
    return [
      {
        name,
        state: 'error',
        says: `${taskDefinition} does not exist in ${aws.region}`,
        next: 'check --task-definition and --region',
      },
    ];
  }
  const definition = answer.value;
  const chosen = definition.containers.find((one) => one.name === container) ?? definition.containers[0];
  const log = chosen === undefined ? undefined : logStreamOf(chosen, NO_TASK, aws.region);
  const found = ok(name, `${definition.family}:${definition.revision}`);
  if (log === undefined || !log.ok)
    return [found, skipped('logs:GetLogEvents', 'the log of the container is not in CloudWatch Logs')];
  const read = await aws.logs.read({ ...log.value, stream: log.value.stream ?? NO_TASK }, undefined);
  const { group } = log.value;
  if (read.ok && read.value.missing === 'group') {
    return [
      found,
      {
        name: 'logs:GetLogEvents',
        state: 'error',
        says: `log group ${group} does not exist`,
        next: 'create it, or no task can start',
      },
    ];
  }
  return [found, ofAnswer('logs:GetLogEvents', read, `allowed for ${group}`)];
}

async function ofPipeline({ pipeline }: Settings, aws: Aws): Promise<Check[]> {
  if (pipeline === undefined) return [skipped('pipeline', 'give --pipeline to ask for it')];
  const name = parseArn(pipeline)?.resource ?? pipeline;
  const region = parseArn(pipeline)?.region ?? aws.region;
  const answer = await aws.pipelines.describe({ name, region });
  if (answer.ok && answer.value === undefined) {
    return [
      { name: 'pipeline', state: 'error', says: `${name} does not exist in ${region}`, next: 'check --pipeline' },
    ];
  }
  return [ofAnswer('pipeline', answer, `${name} can be read; plan --pipeline checks the place of the migration in it`)];
}

/** What an answer says about a right. ECS refuses a call for a task that does not exist, so the right is there. */
function ofAnswer(name: string, answer: Answer<unknown>, says: string): Check {
  if (answer.ok || answer.failure.kind === 'refused') return ok(name, says || 'allowed');
  const { cause, next } = explainFailure(answer.failure);
  const passing = !isDenied(answer.failure);
  return { name, state: 'error', says: passing ? describeFailure(answer.failure) : cause, next };
}
