import type { TaskDefinition } from '../model.ts';

export const definitionView = (definition: TaskDefinition): object => ({
  ...definition.body,
  taskDefinitionArn: definition.arn,
  revision: definition.revision,
  status: definition.deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE',
  compatibilities: compatibilities(definition),
  registeredAt: definition.registeredAt / 1000,
  registeredBy: 'arn:aws:sts::000000000000:assumed-role/local/ecs-migrate',
  deregisteredAt: definition.deregisteredAt === undefined ? undefined : definition.deregisteredAt / 1000,
});

function compatibilities({ body }: TaskDefinition): string[] {
  const fargate = body.networkMode === 'awsvpc' && body.cpu !== undefined && body.memory !== undefined;
  return fargate ? ['EC2', 'FARGATE'] : ['EXTERNAL', 'EC2'];
}
