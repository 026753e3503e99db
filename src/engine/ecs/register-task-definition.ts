import type { ContainerDefinition } from '../model.ts';
import { ecsArn } from '../names.ts';
import { type ContainerDefinitionInput, taskDefinition } from '../shapes.ts';
import { operation } from '../world.ts';
import { checkDefinition } from './check-definition.ts';
import { definitionView } from './definition-view.ts';
import { checkedTags } from './tags.ts';

export const registerTaskDefinition = operation(taskDefinition, (request, { store, place, clock }) => {
  checkDefinition(request);
  const { tags, ...given } = request;
  const family = request.family ?? '';
  const containers = (request.containerDefinitions ?? []).map(withDefaults);
  const revisions = store.families.get(family) ?? [];
  const revision = revisions.length + 1;
  const definition = {
    arn: ecsArn(place, `task-definition/${family}:${revision}`),
    family,
    revision,
    body: { volumes: [], placementConstraints: [], ...given, containerDefinitions: containers },
    containers,
    tags: checkedTags(tags),
    registeredAt: clock.now(),
  };
  store.families.set(family, [...revisions, definition]);
  return { taskDefinition: definitionView(definition), tags: definition.tags };
});

/** Adds the empty lists that ECS fills in: a program that compares revisions must handle them. */
const withDefaults = (given: ContainerDefinitionInput): ContainerDefinition => ({
  cpu: 0,
  portMappings: [],
  environment: [],
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
  ...given,
  name: given.name ?? '',
  essential: given.essential ?? true,
});
