import { parseArn, shortName } from '../core/arn.ts';
import type { PlanEvent } from '../core/events.ts';
import type { Answer, CallFailure } from '../core/failure.ts';
import { errorsAmong, type Finding, severityOf, wordFinding } from '../core/findings.ts';
import { inspect } from '../core/inspect.ts';
import { startedByOf } from '../core/lock.ts';
import { nearest } from '../core/near.ts';
import type { Cluster, World } from '../core/ports.ts';
import { chooseContainer, draftRequest, type RequestDraft } from '../core/request.ts';
import { maskCommand } from '../core/secrets.ts';
import type { Resolved } from '../core/settings.ts';
import type { ContainerDefinition, TaskDefinition, TaskDefinitionInput } from '../core/task-definition.ts';
import { patienceOf, retrying } from './retry.ts';

/** Everything that a launch needs, decided before anything is launched. */
export interface Plan {
  definition: TaskDefinition;
  /** The file's content where it has to be registered first; the definition is then only a preview. */
  register?: TaskDefinitionInput;
  container: ContainerDefinition;
  /** The cluster's short name. */
  clusterName: string;
  request: RequestDraft;
}

/** A plan, if nothing stands against it, with all that was found on the way; or the failure that prevented it. */
export type Planning = Planned | { failure: CallFailure };

interface Planned {
  /** Absent where an error stands against the launch. */
  plan: Plan | undefined;
  /** As much of it as could be made out. */
  draft: Partial<Plan>;
  findings: Finding[];
}

/** Looks at cluster and task definition, and decides what would be asked of RunTask. Changes nothing in AWS. */
export async function makePlan(
  resolved: Resolved,
  file: TaskDefinitionInput | undefined,
  world: World,
): Promise<Planning> {
  const { cluster: clusterName, taskDefinition: reference } = resolved.settings;
  const missing: Finding[] = [];
  if (clusterName === undefined) missing.push({ code: 'no-cluster' });
  if (reference === undefined) missing.push({ code: 'no-task-definition' });
  if (clusterName === undefined || reference === undefined) return planned({}, missing);

  const [cluster, definition] = await Promise.all([
    findCluster(clusterName, resolved, world),
    findDefinition(file?.family ?? reference, world),
  ]);
  if (!cluster.ok) return { failure: cluster.failure };
  if (!definition.ok) return { failure: definition.failure };
  const findings = [...cluster.value.findings];

  const chosen = chooseDefinition(file, definition.value, world);
  if (chosen === undefined) {
    const local = resolved.settings.local ?? false;
    findings.push({ code: 'task-definition-unknown', reference, region: world.region, local });
    return planned({}, findings);
  }
  if (chosen.definition.status !== 'ACTIVE') {
    findings.push({ code: 'task-definition-inactive', reference, status: chosen.definition.status });
  }
  const picked = chooseContainer(resolved, chosen.definition);
  if ('finding' in picked) return planned(chosen, [...findings, picked.finding]);

  const { container } = picked;
  const startedBy = startedByOf(resolved.settings.lock ?? chosen.definition.family);
  const draft = draftRequest(resolved, chosen.definition, container, cluster.value.cluster, startedBy);
  findings.push(...draft.findings, ...inspect(resolved, chosen.definition, container, world.region));
  return planned({ ...chosen, container, clusterName: shortName(clusterName), request: draft.request }, findings);
}

function planned(draft: Partial<Plan>, findings: Finding[]): Planned {
  return { plan: errorsAmong(findings).length > 0 ? undefined : (draft as Plan), draft, findings };
}

/** A plan as it may be shown: environment values masked. */
export function describePlan({ draft, findings }: Planned): Omit<PlanEvent, 'type' | 'at' | 'target'> {
  const { definition, container, request, register } = draft;
  return {
    taskDefinition: definition === undefined ? null : definition.arn || definition.family,
    registers: register !== undefined,
    container: container?.name ?? null,
    image: container?.image ?? null,
    request: request === undefined ? null : maskRequest(request),
    findings: findings.map((finding) => ({
      code: finding.code,
      severity: severityOf(finding),
      ...wordFinding(finding),
    })),
  };
}

function maskRequest(request: RequestDraft): object {
  const containerOverrides = request.overrides.containerOverrides.map(({ command, environment, ...rest }) => ({
    ...rest,
    ...(command === undefined ? {} : { command: maskCommand(command) }),
    ...(environment === undefined ? {} : { environment: environment.map(({ name }) => ({ name, value: '***' })) }),
  }));
  return { ...request, overrides: { containerOverrides } };
}

/** The registered definition where the file equals it, else the file's preview, else the registered one. */
function chooseDefinition(
  file: TaskDefinitionInput | undefined,
  registered: TaskDefinition | undefined,
  { definitions }: World,
): Pick<Plan, 'definition' | 'register'> | undefined {
  if (file === undefined) return registered && { definition: registered };
  const preview = definitions.preview(file);
  const equal = registered?.status === 'ACTIVE' && registered.fingerprint === preview.fingerprint;
  return equal ? { definition: registered } : { definition: preview, register: file };
}

async function findDefinition(reference: string, world: World): Promise<Answer<TaskDefinition | undefined>> {
  return retrying(() => world.definitions.describe(reference), patienceOf(world));
}

type ClusterFound = { cluster: Pick<Cluster, 'name' | 'hasDefaultStrategy'>; findings: Finding[] };

/** Describes the cluster; where it is unknown, with the names that are near. */
export async function findCluster(name: string, resolved: Resolved, world: World): Promise<Answer<ClusterFound>> {
  const unread = { name, hasDefaultStrategy: false };
  const answer = await retrying(() => world.clusters.describe(name), patienceOf(world));
  if (!answer.ok) {
    if (answer.failure.kind !== 'denied') return answer;
    const finding: Finding = { code: 'cluster-unread', cluster: name, failure: answer.failure.message };
    return { ok: true, value: { cluster: unread, findings: [finding] } };
  }
  const cluster = answer.value;
  if (cluster === undefined) {
    const listed = await world.clusters.list();
    const others = listed.ok ? listed.value : [];
    const near = nearest(name, others);
    const finding: Finding = { code: 'cluster-unknown', cluster: name, region: world.region, near, others };
    return { ok: true, value: { cluster: unread, findings: [finding] } };
  }
  const findings: Finding[] = otherAccount(cluster, resolved);
  if (cluster.status !== 'ACTIVE') findings.push({ code: 'cluster-inactive', cluster: name, status: cluster.status });
  return { ok: true, value: { cluster, findings } };
}

/** `account` protects those who have many: the credentials may be of another one than the settings are for. */
function otherAccount({ arn, name: cluster }: Cluster, { settings, origins }: Resolved): Finding[] {
  const account = parseArn(arn)?.account ?? '';
  const { account: expected } = settings;
  if (expected === undefined || expected === account) return [];
  return [{ code: 'account-mismatch', origin: origins.account ?? '--account', expected, account, cluster }];
}
