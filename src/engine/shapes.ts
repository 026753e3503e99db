import * as z from 'zod';

// Everything is optional and open. Each operation words missing and bad values in its own way. Unknown members are
// kept, because a task definition is returned whole.
export const text = z.string().optional();
export const texts = z.array(z.string()).optional();
export const number = z.number().optional();
export const flag = z.boolean().optional();

const pair = z.looseObject({ name: text, value: text });
export const tags = z.array(z.looseObject({ key: text, value: text })).optional();

const environmentFiles = z.array(z.looseObject({ value: text })).optional();

const containerDefinition = z.looseObject({
  name: text,
  image: text,
  essential: flag,
  command: texts,
  entryPoint: texts,
  environment: z.array(pair).optional(),
  workingDirectory: text,
  stopTimeout: number,
  cpu: number,
  memory: number,
  memoryReservation: number,
  user: text,
  startTimeout: number,
  readonlyRootFilesystem: flag,
  linuxParameters: z
    .looseObject({
      initProcessEnabled: flag,
      tmpfs: z.array(z.looseObject({ containerPath: text, size: number, mountOptions: texts })).optional(),
    })
    .optional(),
  secrets: z.array(z.looseObject({ name: text, valueFrom: text })).optional(),
  environmentFiles,
  mountPoints: z.array(z.looseObject({ sourceVolume: text, containerPath: text, readOnly: flag })).optional(),
  volumesFrom: z.array(z.looseObject({ sourceContainer: text, readOnly: flag })).optional(),
  healthCheck: z
    .looseObject({ command: texts, interval: number, timeout: number, retries: number, startPeriod: number })
    .optional(),
  dependsOn: z.array(z.looseObject({ containerName: text, condition: text })).optional(),
  logConfiguration: z.looseObject({ logDriver: text, options: z.record(z.string(), z.string()).optional() }).optional(),
});

export const taskDefinition = z.looseObject({
  family: text,
  containerDefinitions: z.array(containerDefinition).optional(),
  networkMode: text,
  requiresCompatibilities: texts,
  cpu: text,
  memory: text,
  runtimePlatform: z.looseObject({ operatingSystemFamily: text }).optional(),
  taskRoleArn: text,
  executionRoleArn: text,
  volumes: z.array(z.looseObject({ name: text, host: z.looseObject({ sourcePath: text }).optional() })).optional(),
  tags,
});

export const runTask = z.looseObject({
  cluster: text,
  taskDefinition: text,
  count: number,
  clientToken: text,
  launchType: text,
  capacityProviderStrategy: z.array(z.looseObject({ capacityProvider: text, weight: number, base: number })).optional(),
  platformVersion: text,
  networkConfiguration: z
    .looseObject({
      awsvpcConfiguration: z.looseObject({ subnets: texts, securityGroups: texts, assignPublicIp: text }).optional(),
    })
    .optional(),
  overrides: z
    .looseObject({
      cpu: text,
      memory: text,
      containerOverrides: z
        .array(
          z.looseObject({
            name: text,
            command: texts,
            environment: z.array(pair).optional(),
            environmentFiles,
            cpu: number,
            memory: number,
            memoryReservation: number,
          }),
        )
        .optional(),
    })
    .optional(),
  group: text,
  startedBy: text,
  tags,
  propagateTags: text,
  enableECSManagedTags: flag,
  enableExecuteCommand: flag,
});

export type RunTaskInput = z.infer<typeof runTask>;
export type ContainerDefinitionInput = z.infer<typeof containerDefinition>;
export type TaskDefinitionInput = z.infer<typeof taskDefinition>;
