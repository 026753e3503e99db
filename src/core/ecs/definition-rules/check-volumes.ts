import { nearest } from '../../base/did-you-mean.ts';
import { containersOf, type Definition } from './definition.ts';
import { createProblem, type Problem } from './problem.ts';

/** Checks that everything that is mounted exists. */
export function checkVolumes(definition: Definition): Problem[] {
  const { volumes = [], containerDefinitions = [] } = definition;
  const names = volumes.map(({ name = '' }) => name);
  const containers = containerDefinitions.map(({ name = '' }) => name);
  const problems = containersOf(definition).flatMap(([{ mountPoints = [], volumesFrom = [] }, path]) => [
    ...mountPoints.flatMap(({ sourceVolume }, index) => {
      if (sourceVolume !== undefined && names.includes(sourceVolume)) return [];
      const at = `${path}.mountPoints[${index}].sourceVolume`;
      const message = `Unknown volume '${sourceVolume ?? 'null'}'.`;
      return [
        createProblem(at, sayMissing('volume', sourceVolume), fixOf(sourceVolume, names, 'add it to volumes'), message),
      ];
    }),
    ...volumesFrom.flatMap(({ sourceContainer }, index) => {
      if (sourceContainer !== undefined && containers.includes(sourceContainer)) return [];
      const at = `${path}.volumesFrom[${index}].sourceContainer`;
      const message = `Invalid 'volumesFrom' setting. Unknown container: '${sourceContainer ?? 'null'}'.`;
      const known = `it has ${containers.join(', ')}`;
      return [
        createProblem(at, sayMissing('container', sourceContainer), fixOf(sourceContainer, containers, known), message),
      ];
    }),
  ]);
  const mounted = containerDefinitions.flatMap(({ mountPoints = [] }) => mountPoints.map((one) => one.sourceVolume));
  const idle = volumes.flatMap(({ name, configuredAtLaunch }, index) => {
    if (!configuredAtLaunch || mounted.includes(name)) return [];
    const message = `Volumes [${name}] are not referenced by any of the containers`;
    return [createProblem(`volumes[${index}]`, `no container mounts ${name}`, 'mount it, or remove it', message)];
  });
  return [...problems, ...idle];
}

function sayMissing(what: string, name: string | undefined): string {
  return name === undefined ? 'it is missing' : `there is no ${what} ${name}`;
}

function fixOf(name: string | undefined, known: readonly string[], otherwise: string): string {
  const near = name === undefined ? undefined : nearest(name, known);
  return near ? `did you mean ${near}?` : otherwise;
}
