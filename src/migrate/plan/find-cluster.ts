import { parseArn } from '../../core/base/arn.ts';
import { nearest } from '../../core/base/did-you-mean.ts';
import { type Answer, isDenied } from '../../core/base/failure.ts';
import type { Cluster } from '../../core/ecs/cluster.ts';
import type { Finding } from '../../core/findings/findings.ts';
import type { Aws, RetryContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/** Returns the cluster, as far as the credentials may read it. */
export async function findCluster(
  name: string,
  resolved: Resolved,
  context: RetryContext & Pick<Aws, 'clusters' | 'region'>,
): Promise<Answer<{ cluster: Cluster; findings: Finding[] }>> {
  const unread: Cluster = { arn: '', name, status: '', defaultStrategy: [], capacityProviders: [], tags: {} };
  const answer = await retry(() => context.clusters.describe(name), retryOptionsOf(context));
  if (!answer.ok) {
    if (!isDenied(answer.failure)) return answer;
    const finding: Finding = { code: 'cluster-unread', cluster: name, failure: answer.failure.message };
    return { ok: true, value: { cluster: unread, findings: [finding] } };
  }
  const cluster = answer.value;
  if (cluster === undefined) {
    const listed = await context.clusters.list();
    const others = listed.ok ? listed.value : [];
    const near = nearest(name, others);
    const finding: Finding = { code: 'cluster-unknown', cluster: name, region: context.region, near, others };
    return { ok: true, value: { cluster: unread, findings: [finding] } };
  }
  const findings: Finding[] = otherAccount(cluster, resolved);
  if (cluster.status !== 'ACTIVE') findings.push({ code: 'cluster-inactive', cluster: name, status: cluster.status });
  return { ok: true, value: { cluster, findings } };
}

/** `account` protects users with several accounts: the credentials may belong to a different one than the settings. */
function otherAccount({ arn, name: cluster }: Cluster, { settings, origins }: Resolved): Finding[] {
  const account = parseArn(arn)?.account ?? '';
  const { account: expected } = settings;
  if (expected === undefined || expected === account) return [];
  return [{ code: 'account-mismatch', origin: origins.account ?? '--account', expected, account, cluster }];
}
