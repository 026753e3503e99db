import { nearest } from '../../core/base/did-you-mean.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Service } from '../../core/ecs/cluster.ts';
import type { Finding } from '../../core/findings/findings.ts';
import type { Aws, RetryContext } from '../../core/ports.ts';
import type { Resolved, Source } from '../../core/settings/source.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/** What a service contributes: settings, and members of RunTask that are not settings. */
export interface FoundService {
  source: Source;
  placement: Service['placement'];
  findings: Finding[];
}

const NOTHING: FoundService = { source: { values: {}, origin: () => '' }, placement: {}, findings: [] };

/** Reads the service of `--like-service`, if one is named. */
export async function findService(
  cluster: string,
  { settings: { likeService: name }, origins }: Resolved,
  context: RetryContext & Pick<Aws, 'services'>,
): Promise<Answer<FoundService>> {
  if (name === undefined) return { ok: true, value: NOTHING };
  const answer = await retry(() => context.services.describe(cluster, name), retryOptionsOf(context));
  if (!answer.ok) return answer;
  if (answer.value !== undefined) {
    const { placement, ...values } = answer.value;
    return { ok: true, value: { source: { values, origin: () => `service ${name}` }, placement, findings: [] } };
  }
  const listed = await context.services.list(cluster);
  const others = listed.ok ? listed.value : [];
  const origin = origins.likeService ?? '--like-service';
  const finding: Finding = {
    code: 'service-unknown',
    origin,
    service: name,
    cluster,
    others,
    near: nearest(name, others),
  };
  return { ok: true, value: { ...NOTHING, findings: [finding] } };
}
