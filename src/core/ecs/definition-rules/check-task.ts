import { containersOf, type Definition, isForFargate } from './definition.ts';
import { openPlaceholder } from './placeholders.ts';
import { createProblem, type Problem } from './problem.ts';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const NAME_FIX = 'use 1 to 255 letters, digits, hyphens and underscores';

/** Checks the task as a whole: its name, and that it has containers. */
export function checkTask(definition: Definition): Problem[] {
  const { family, containerDefinitions: containers = [], inferenceAccelerators = [] } = definition;
  const problems = [...checkFamily(family)];
  if (containers.length === 0) {
    const fix = 'give at least one container';
    problems.push(createProblem('containerDefinitions', 'it has no container', fix, 'Container list cannot be empty.'));
  } else if (containers.every(({ essential }) => essential === false)) {
    const fix = 'remove essential: false from the container that decides how the task ends';
    const message = "Task definition doesn't have any essential container.";
    problems.push(createProblem('containerDefinitions', 'no container is essential', fix, message));
  }
  if (inferenceAccelerators.length > 0) {
    const message = "Unsupported field 'inferenceAccelerators'.";
    problems.push(createProblem('inferenceAccelerators', 'ECS no longer takes it', 'leave it out', message));
  }
  return [...problems, ...checkStorage(definition), ...checkNames(definition)];
}

function checkFamily(family: string | undefined): Problem[] {
  if (!family) {
    return [
      createProblem('family', 'it is missing', 'give the definition a name', 'Family should not be null or empty.'),
    ];
  }
  // A placeholder gets its own message.
  const message = 'Family contains invalid characters.';
  if (NAME.test(family)) return [];
  const placeholder = openPlaceholder(family);
  if (placeholder !== undefined) {
    return [createProblem('family', `its placeholder ${placeholder} was not replaced`, 'fill it in', message)];
  }
  return [createProblem('family', `"${family}" is not a valid name in ECS`, NAME_FIX, message)];
}

function checkNames(definition: Definition): Problem[] {
  const seen = new Set<string>();
  return containersOf(definition).flatMap(([{ name }, path]) => {
    const at = `${path}.name`;
    if (!name) {
      return [createProblem(at, 'it is missing', 'name the container', 'Container.name should not be null or empty.')];
    }
    if (!NAME.test(name)) {
      const message = 'Container.name contains invalid characters.';
      const placeholder = openPlaceholder(name);
      return placeholder === undefined
        ? [createProblem(at, `"${name}" is not a valid name in ECS`, NAME_FIX, message)]
        : [createProblem(at, `its placeholder ${placeholder} was not replaced`, 'fill it in', message)];
    }
    if (seen.has(name)) {
      const message = 'Container names must be unique within a task definition.';
      return [createProblem(at, `two containers have the name ${name}`, 'give each its own name', message)];
    }
    seen.add(name);
    return [];
  });
}

const STORAGE = [21, 200] as const;

function checkStorage(definition: Definition): Problem[] {
  const { ephemeralStorage, requiresCompatibilities = [] } = definition;
  if (ephemeralStorage === undefined) return [];
  if (requiresCompatibilities.includes('EC2') && !isForFargate(definition)) {
    const message = 'Tasks using the EC2 launch type do not support EphemeralStorage.';
    return [createProblem('ephemeralStorage', 'only Fargate supports it', 'leave it out', message)];
  }
  const [least, most] = STORAGE;
  const { sizeInGiB: size = 0 } = ephemeralStorage;
  if (size >= least && size <= most) return [];
  const message = `EphemeralStorage size should be ${size < least ? `at least ${least}` : `at most ${most}`}`;
  return [createProblem('ephemeralStorage.sizeInGiB', `${size} is out of range`, `give ${least} to ${most}`, message)];
}
