import { parseArn } from '../../core/base/arn.ts';
import { nearest } from '../../core/base/did-you-mean.ts';
import { type Answer, isDenied } from '../../core/base/failure.ts';
import type { ClusterFacts } from '../../core/ecs/cluster.ts';
import type { Finding } from '../../core/findings/findings.ts';
import type { Aws, RetryContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/** Returns the cluster, as far as the credentials may read it. */
export async function findCluster(
  cluster: string,
  resolved: Resolved,
  context: RetryContext & Pick<Aws, 'clusters' | 'region'>,
): Promise<Answer<{ clusterFacts: ClusterFacts; findings: Finding[] }>> {
  const unread: ClusterFacts = {
    arn: '',
    name: cluster,
    status: '',
    defaultStrategy: [],
    capacityProviders: [],
    tags: {},
  };
  const answer = await retry(() => context.clusters.describe(cluster), retryOptionsOf(context));
  if (!answer.ok) {
    if (!isDenied(answer.failure)) return answer;
    const finding: Finding = { code: 'cluster-unread', cluster, failure: answer.failure.message };
    return { ok: true, value: { clusterFacts: unread, findings: [finding] } };
  }
  const clusterFacts = answer.value;
  if (clusterFacts === undefined) {
    const listed = await context.clusters.list();
    const others = listed.ok ? listed.value : [];
    const near = nearest(cluster, others);
    const finding: Finding = { code: 'cluster-unknown', cluster, region: context.region, near, others };
    return { ok: true, value: { clusterFacts: unread, findings: [finding] } };
  }
  const findings: Finding[] = otherAccount(clusterFacts, resolved);
  const { status } = clusterFacts;
  if (status !== 'ACTIVE') findings.push({ code: 'cluster-inactive', cluster, status });
  return { ok: true, value: { clusterFacts, findings } };
}

/** `account` protects users with several accounts: the credentials may belong to a different one than the settings. */
function otherAccount({ arn, name: cluster }: ClusterFacts, { settings, origins }: Resolved): Finding[] {
  const account = parseArn(arn)?.account ?? '';
  const { account: expected } = settings;
  if (expected === undefined || expected === account) return [];
  return [{ code: 'account-mismatch', origin: origins.account ?? '--account', expected, account, cluster }];
}
