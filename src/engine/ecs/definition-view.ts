import type { TaskDefinition } from '../model.ts';
import { isForFargate } from './check-definition.ts';

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

function compatibilities(definition: TaskDefinition): string[] {
  return isForFargate(definition) ? ['EC2', 'FARGATE'] : ['EXTERNAL', 'EC2'];
}
