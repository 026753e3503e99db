import { containersOf, type Definition } from './definition.ts';
import { createProblem, type Problem } from './problem.ts';

const ROLE_FIX = 'set executionRoleArn';

/** Checks the secrets, and the role with which ECS reads them. */
export function checkSecrets(definition: Definition): Problem[] {
  const role = definition.executionRoleArn;
  return containersOf(definition).flatMap(([container, path]) => {
    const {
      environment = [],
      environmentFiles = [],
      secrets = [],
      logConfiguration,
      repositoryCredentials,
    } = container;
    const problems: Problem[] = [];
    const hasOptions = (logConfiguration?.secretOptions ?? []).length > 0;
    const ofTheLog = hasOptions ? 'logConfiguration.secretOptions' : undefined;
    const needing = secrets.length > 0 ? 'secrets' : ofTheLog;
    if (needing !== undefined && !role) {
      const message =
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
      problems.push(
        createProblem(`${path}.${needing}`, 'the task has no execution role to read them with', ROLE_FIX, message),
      );
    }
    if (repositoryCredentials !== undefined && !role) {
      const message =
        "When you are specifying container repository credentials, you must also specify a value for 'executionRoleArn'.";
      problems.push(
        createProblem(
          `${path}.repositoryCredentials`,
          'the task has no execution role to read them with',
          ROLE_FIX,
          message,
        ),
      );
    }
    const plain = environment.map(({ name }) => name);
    secrets.forEach(({ name }, index) => {
      const at = `${path}.secrets[${index}].name`;
      if (secrets.findIndex((one) => one.name === name) < index) {
        const message = `Duplicate secret names found: ${name}. Each secret name must be unique.`;
        problems.push(createProblem(at, `two secrets have the name ${name}`, 'remove one of them', message));
      } else if (plain.includes(name)) {
        const message = `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`;
        problems.push(createProblem(at, `environment also has ${name}`, 'remove one of them', message));
      }
    });
    environmentFiles.forEach(({ value = '' }, index) => {
      if (/^arn:[^:]+:s3:/.test(value)) return;
      const at = `${path}.environmentFiles[${index}].value`;
      problems.push(
        createProblem(
          at,
          'it is not the ARN of an object in S3',
          'give arn:aws:s3:::BUCKET/FILE.env',
          'Invalid arn syntax.',
        ),
      );
    });
    return problems;
  });
}
