import { nearest } from '../../base/did-you-mean.ts';
import { type Container, containersOf, type Definition } from './definition.ts';
import { createProblem, type Problem } from './problem.ts';
import { CONDITIONS } from './shapes.ts';

/** Checks the dependencies between containers, and whether each of them could ever start. */
export function checkDependencies(definition: Definition): Problem[] {
  const { containerDefinitions: containers = [] } = definition;
  const problems = containersOf(definition).flatMap(([container, path]) =>
    (container.dependsOn ?? []).flatMap((one, index) =>
      checkDependency(one, `${path}.dependsOn[${index}]`, containers),
    ),
  );
  return [...problems, ...checkCircle(definition)];
}

type Dependency = NonNullable<Container['dependsOn']>[number];

function checkDependency(
  { containerName = '', condition = '' }: Dependency,
  path: string,
  containers: readonly Container[],
): Problem[] {
  const names = containers.map((one) => one.name ?? '');
  const other = containers.find((one) => one.name === containerName);
  if (other === undefined) {
    const near = nearest(containerName, names);
    const fix = near ? `did you mean ${near}?` : `it has ${names.join(', ')}`;
    const message = `Cannot depend on container + '${containerName}' because it does not exist`;
    return [createProblem(`${path}.containerName`, `there is no container ${containerName}`, fix, message)];
  }
  if (!CONDITIONS.some((known) => known === condition)) return [];
  if (condition === 'HEALTHY' && (other.healthCheck?.command?.[0] ?? 'NONE') === 'NONE') {
    const message = 'A dependency container with HEALTHY condition must have health check configured';
    const fix = `give ${containerName} a healthCheck, or wait for START`;
    return [createProblem(`${path}.condition`, `${containerName} has no health check`, fix, message)];
  }
  if (['COMPLETE', 'SUCCESS'].includes(condition) && other.essential !== false) {
    const message = 'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container';
    const problem = `${containerName} is essential, so the task would end with it`;
    return [createProblem(`${path}.condition`, problem, `set essential: false on ${containerName}`, message)];
  }
  return [];
}

function checkCircle(definition: Definition): Problem[] {
  const { containerDefinitions: containers = [] } = definition;
  const circle = containersOf(definition)
    .map(([{ name = '' }, path]) => ({ path, way: findCircle(name, name, containers, []) }))
    .find(({ way }) => way !== undefined);
  if (circle?.way === undefined) return [];
  const problem = `the containers wait for each other in a circle: ${circle.way.join(' → ')}`;
  const fix = 'remove one of these dependencies';
  return [createProblem(`${circle.path}.dependsOn`, problem, fix, 'Container dependencies should not have a cycle')];
}

/** The names on the path from one container back to itself. */
function findCircle(from: string, to: string, containers: readonly Container[], seen: string[]): string[] | undefined {
  for (const { containerName = '' } of containers.find(({ name }) => name === from)?.dependsOn ?? []) {
    if (containerName === to) return [...seen, from, to];
    if (seen.includes(containerName) || containerName === from) continue;
    const way = findCircle(containerName, to, containers, [...seen, from]);
    if (way !== undefined) return way;
  }
  return undefined;
}
