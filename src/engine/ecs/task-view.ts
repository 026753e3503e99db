import { createHash } from 'node:crypto';
import type { Behaviour } from '../faults.ts';
import { taskHealth } from '../health.ts';
import type { Attachment, Container, Task } from '../model.ts';

/** A task as RunTask, DescribeTasks and StopTask return it. */
export function taskView(task: Task, behaviour: Behaviour, withTags: boolean): object {
  const { request, definition, launchType } = task;
  const fargate = launchType === 'FARGATE';
  const hidden = behaviour.containersLate && task.times.startedAt === undefined && task.lastStatus !== 'STOPPED';
  return {
    taskArn: task.arn,
    clusterArn: task.cluster.arn,
    taskDefinitionArn: definition.arn,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    version: task.version,
    ...inSeconds(task.times),
    ...(task.times.connectivityAt === undefined ? {} : { connectivity: 'CONNECTED' }),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: hidden ? [] : task.containers.map((container) => containerView(container, task, behaviour)),
    attachments: task.attachment === undefined ? [] : [attachmentView(task.attachment)],
    overrides: overridesView(task),
    group: request.group ?? `family:${definition.family}`,
    startedBy: request.startedBy,
    launchType,
    capacityProviderName: task.capacityProviderName,
    ...(fargate ? { platformVersion: platformOf(request.platformVersion), platformFamily: 'Linux' } : {}),
    cpu: request.overrides?.cpu ?? definition.body.cpu,
    memory: request.overrides?.memory ?? definition.body.memory,
    availabilityZone: `${task.arn.split(':')[3]}a`,
    enableExecuteCommand: request.enableExecuteCommand ?? false,
    healthStatus: taskHealth(task),
    attributes: [],
    inferenceAccelerators: [],
    tags: withTags ? task.tags : [],
  };
}

/** A stopped task as RunTask returns it when the same clientToken is used again. */
export const stubView = (task: Task) => ({
  taskArn: task.arn,
  lastStatus: task.lastStatus,
  desiredStatus: task.desiredStatus,
});

function containerView(container: Container, task: Task, behaviour: Behaviour): object {
  const { definition, lastStatus } = container;
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    image: definition?.image,
    imageDigest: digestOf(definition?.image),
    runtimeId: container.created ? container.runtimeId : undefined,
    lastStatus,
    exitCode: behaviour.noExitCode ? undefined : container.exitCode,
    reason: container.reason,
    networkBindings: [],
    networkInterfaces:
      task.attachment === undefined
        ? []
        : [{ attachmentId: task.attachment.id, privateIpv4Address: task.attachment.privateIPv4Address }],
    healthStatus: container.healthStatus ?? 'UNKNOWN',
    cpu: String(definition?.cpu ?? 0),
    memory: definition?.memory === undefined ? undefined : String(definition.memory),
    memoryReservation: definition?.memoryReservation === undefined ? undefined : String(definition.memoryReservation),
  };
}

/** ECS shows the digest of every image that was pulled. Of a tag, the engine shows a stand-in: the hash of its name. */
function digestOf(image: string | undefined): string | undefined {
  if (image === undefined) return undefined;
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? `sha256:${createHash('sha256').update(image).digest('hex')}`;
}

/** ECS lists every container here, with or without an override, and also the containers that it has added itself. */
function overridesView({ request, containers }: Task): object {
  const given = request.overrides?.containerOverrides ?? [];
  const entry = ({ name, definition }: Container) =>
    given.find((override) => override.name === name) ?? (definition === undefined ? { name, cpu: 0 } : { name });
  return { inferenceAcceleratorOverrides: [], ...request.overrides, containerOverrides: containers.map(entry) };
}

function attachmentView({ id, status, ...details }: Attachment): object {
  const { subnetId, networkInterfaceId, macAddress, privateIPv4Address } = details;
  const shown =
    status === 'PRECREATED' ? { subnetId } : { subnetId, networkInterfaceId, macAddress, privateIPv4Address };
  return {
    id,
    type: 'ElasticNetworkInterface',
    status,
    details: Object.entries(shown).map(([name, value]) => ({ name, value })),
  };
}

const platformOf = (asked: string | undefined) => (asked === undefined || asked === 'LATEST' ? '1.4.0' : asked);

const inSeconds = (times: Task['times']) =>
  Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, ms / 1000]));
