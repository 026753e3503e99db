import { shortName } from '../core/base/arn.ts';
import { nearest } from '../core/base/did-you-mean.ts';
import type { Answer, CallFailure } from '../core/base/failure.ts';
import type { Result } from '../core/base/result.ts';
import type { LiveContainer, LiveRevision, Named } from '../core/ecs/live-revision.ts';
import type { Definitions, LiveImages, LiveServices, Services } from '../core/ports.ts';

/** Why nobody knows what is live. */
export type NotFound =
  | { kind: 'aws'; failure: CallFailure }
  | { kind: 'unknown-service'; service: string; others: string[]; near: string | undefined }
  /** ECS names something that it does not know any more. */
  | { kind: 'unknown-revision'; arn: string };

export interface LiveContext {
  live: LiveServices;
  services: Pick<Services, 'list'>;
  definitions: Pick<Definitions, 'describe'>;
  /** Makes a call, and repeats it while it is worth it. */
  ask<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>>;
}

/**
 * Every revision that can take traffic of these services: what their deployments or task sets name, what runs, and what
 * a deployment in progress comes from, goes to, and goes back to. If a call fails, nothing is known.
 */
export async function findLive(
  cluster: string,
  services: readonly string[],
  context: LiveContext,
): Promise<Result<LiveRevision[], NotFound>> {
  const all: LiveRevision[] = [];
  for (const service of services) {
    const found = await findOfService(cluster, service, context);
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return { ok: true, value: all };
}

async function findOfService(
  cluster: string,
  service: string,
  { live, services, definitions, ask }: LiveContext,
): Promise<Result<LiveRevision[], NotFound>> {
  const traffic = await ask(() => live.describe(cluster, service));
  if (!traffic.ok) return failed(traffic);
  if (traffic.value === undefined) {
    const listed = await ask(() => services.list(cluster));
    const others = listed.ok ? listed.value : [];
    return { ok: false, failure: { kind: 'unknown-service', service, others, near: nearest(service, others) } };
  }
  const { taskDefinitions, serviceRevisions, isOfEcs } = traffic.value;
  const deployments = isOfEcs ? await ask(() => live.deployments(cluster, service)) : { ok: true as const, value: [] };
  if (!deployments.ok) return failed(deployments);
  const tasks = await ask(() => live.tasks(cluster, service));
  if (!tasks.ok) return failed(tasks);
  const named = await readRevisions([...serviceRevisions, ...deployments.value], { live, ask });
  if (!named.ok) return failed(named);
  // ECS forgets old service revisions; what is current is also named by its task definition.
  const gone = deployments.value.find(({ arn }) => named.value.every((one) => one.arn !== arn));
  if (gone !== undefined) return { ok: false, failure: { kind: 'unknown-revision', arn: gone.arn } };
  const revisions = collect(shortName(service), taskDefinitions, named.value, tasks.value);
  return describeContainers(revisions, { definitions, ask });
}

type NamedImages = Named & { images: LiveImages };

/** What the service revisions are, of which ECS describes 20 at once. Those that it does not know are left out. */
async function readRevisions(
  named: readonly Named[],
  { live, ask }: Pick<LiveContext, 'live' | 'ask'>,
): Promise<Answer<NamedImages[]>> {
  const arns = [...new Set(named.map(({ arn }) => arn))];
  const found = new Map<string, LiveImages>();
  for (let from = 0; from < arns.length; from += 20) {
    const answer = await ask(() => live.revisions(arns.slice(from, from + 20)));
    if (!answer.ok) return answer;
    for (const [arn, images] of answer.value) found.set(arn, images);
  }
  const known = named.flatMap((one) => {
    const images = found.get(one.arn);
    return images === undefined ? [] : [{ ...one, images }];
  });
  return { ok: true, value: known };
}

/** One entry for each revision of a task definition, with every reason and every digest. */
function collect(
  service: string,
  taskDefinitions: readonly Named[],
  serviceRevisions: readonly NamedImages[],
  tasks: readonly LiveImages[],
): LiveRevision[] {
  const found = new Map<string, LiveRevision>();
  const add = (taskDefinition: string, because: string): LiveRevision => {
    const known = found.get(taskDefinition) ?? { service, taskDefinition, because: [], containers: [] };
    found.set(taskDefinition, known);
    if (!known.because.includes(because)) known.because.push(because);
    return known;
  };
  for (const { arn, because } of taskDefinitions) add(arn, because);
  for (const { because, images } of serviceRevisions) addDigests(add(images.taskDefinition, because), images);
  const counts = new Map<string, number>();
  for (const { taskDefinition } of tasks) counts.set(taskDefinition, (counts.get(taskDefinition) ?? 0) + 1);
  for (const images of tasks) {
    const count = counts.get(images.taskDefinition) ?? 0;
    addDigests(add(images.taskDefinition, `${count} task${count === 1 ? '' : 's'}`), images);
  }
  return [...found.values()];
}

/** The containers as the task definitions have them: ECS may add others to a task. */
async function describeContainers(
  revisions: LiveRevision[],
  { definitions, ask }: Pick<LiveContext, 'definitions' | 'ask'>,
): Promise<Result<LiveRevision[], NotFound>> {
  for (const revision of revisions) {
    const described = await ask(() => definitions.describe(revision.taskDefinition));
    if (!described.ok) return failed(described);
    if (described.value === undefined) {
      return { ok: false, failure: { kind: 'unknown-revision', arn: revision.taskDefinition } };
    }
    const seen = new Map(revision.containers.map((one) => [one.name, one]));
    revision.containers = described.value.containers.map(
      ({ name, image }): LiveContainer => ({ name, image, digests: seen.get(name)?.digests ?? [] }),
    );
  }
  return { ok: true, value: revisions };
}

function failed({ failure }: { failure: CallFailure }): { ok: false; failure: NotFound } {
  return { ok: false, failure: { kind: 'aws', failure } };
}

function addDigests(revision: LiveRevision, { containers }: LiveImages): void {
  for (const { name, image, digest } of containers) {
    let known = revision.containers.find((one) => one.name === name);
    if (known === undefined) {
      known = { name, image, digests: [] };
      revision.containers.push(known);
    }
    if (digest !== undefined && !known.digests.includes(digest)) known.digests.push(digest);
  }
}
