import { firstStatus } from '../lifecycle.ts';
import type { Attachment, Cluster, Container, ContainerDefinition, Tag, Task, TaskDefinition } from '../model.ts';
import { ecsArn, hexId } from '../names.ts';
import type { RunTaskInput } from '../shapes.ts';
import type { EngineContext } from '../world.ts';

/**
 * The launch type and capacity provider of the task. EC2 if neither the request nor the cluster's default strategy
 * names one.
 */
export function computeOf(request: RunTaskInput, cluster: Cluster): { launchType: string; provider?: string } {
  if (request.launchType !== undefined) return { launchType: request.launchType };
  const given = request.capacityProviderStrategy ?? [];
  const provider = (given.length > 0 ? given : cluster.defaultStrategy)[0]?.['capacityProvider'];
  if (typeof provider !== 'string') return { launchType: 'EC2' };
  return { launchType: provider.startsWith('FARGATE') ? 'FARGATE' : 'EC2', provider };
}

/** What RunTask was asked for, with everything that it names. */
interface Launch {
  cluster: Cluster;
  definition: TaskDefinition;
  request: RunTaskInput;
  tags: Tag[];
}

export function newTask({ cluster, definition, request, tags }: Launch, world: EngineContext): Task {
  const { random, place, behaviour, store, clock } = world;
  const id = hexId(random);
  const arn = ecsArn(place, `task/${cluster.name}/${id}`);
  const { launchType, provider } = computeOf(request, cluster);
  const container = (name: string, own: ContainerDefinition | undefined): Container => ({
    name,
    arn: ecsArn(place, `container/${cluster.name}/${id}/${random.uuid()}`),
    runtimeId: launchType === 'FARGATE' ? `${id}-${digits(10, random)}` : hexId(random) + hexId(random),
    definition: own,
    lastStatus: 'PENDING',
  });
  const extra = behaviour.injected === undefined ? [] : [container(behaviour.injected, undefined)];
  return {
    sequence: store.nextSequence(),
    id,
    arn,
    cluster,
    definition,
    request,
    launchType,
    capacityProviderName: provider,
    attachment: definition.body.networkMode === 'awsvpc' ? attachment(request, random) : undefined,
    containers: [...extra, ...definition.containers.map((own) => container(own.name, own))],
    lastStatus: firstStatus(definition.body.networkMode, behaviour),
    desiredStatus: 'RUNNING',
    version: 1,
    times: { createdAt: clock.now() },
    described: 0,
    tags: taskTags(request, tags, definition, cluster),
  };
}

function taskTags(request: RunTaskInput, given: Tag[], definition: TaskDefinition, cluster: Cluster): Tag[] {
  const inherited = request.propagateTags === 'TASK_DEFINITION' ? definition.tags : [];
  const kept = inherited.filter((tag) => given.every((own) => own.key !== tag.key));
  const managed = request.enableECSManagedTags ? [{ key: 'aws:ecs:clusterName', value: cluster.name }] : [];
  return [...given, ...kept, ...managed];
}

function attachment(request: RunTaskInput, random: EngineContext['random']): Attachment {
  const octet = () => Math.floor(random.next() * 256);
  const subnets = request.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  return {
    id: random.uuid(),
    status: 'PRECREATED',
    subnetId: subnets[Math.floor(random.next() * subnets.length)] ?? '',
    networkInterfaceId: `eni-${hexId(random).slice(0, 17)}`,
    macAddress: ['0a', ...Array.from({ length: 5 }, () => octet().toString(16).padStart(2, '0'))].join(':'),
    privateIPv4Address: `10.0.${octet()}.${octet()}`,
  };
}

const digits = (count: number, random: EngineContext['random']) =>
  Array.from({ length: count }, () => Math.floor(random.next() * 10)).join('');
