import { containersOf, type Definition } from './definition.ts';
import { isRegion, openPlaceholder } from './placeholders.ts';
import type { Problem } from './problem.ts';

/**
 * Finds placeholders in AWS names that nobody has filled in. Placeholders in names, images and log options have their
 * own rules. Values of variables, commands and labels may contain anything.
 */
export function checkPlaceholders(definition: Definition): Problem[] {
  const { executionRoleArn, taskRoleArn } = definition;
  return [
    ...check('executionRoleArn', executionRoleArn),
    ...check('taskRoleArn', taskRoleArn),
    ...containersOf(definition).flatMap(([container, path]) => {
      const { secrets = [], environmentFiles = [], logConfiguration, repositoryCredentials } = container;
      return [
        ...secrets.flatMap((one, index) => check(`${path}.secrets[${index}].valueFrom`, one.valueFrom)),
        ...(logConfiguration?.secretOptions ?? []).flatMap((one, index) =>
          check(`${path}.logConfiguration.secretOptions[${index}].valueFrom`, one.valueFrom),
        ),
        ...environmentFiles.flatMap((one, index) => check(`${path}.environmentFiles[${index}].value`, one.value)),
        ...check(`${path}.repositoryCredentials.credentialsParameter`, repositoryCredentials?.credentialsParameter),
      ];
    }),
  ];
}

function check(path: string, text = ''): Problem[] {
  const placeholder = openPlaceholder(text);
  if (placeholder !== undefined) {
    return [{ path, problem: `its placeholder ${placeholder} was not replaced`, fix: 'fill it in' }];
  }
  const [arn, , , region = '', account = ''] = text.split(':');
  if (arn !== 'arn') return [];
  if (region !== '' && !isRegion(region)) return [{ path, problem: `${region} is not a region`, fix: 'fill it in' }];
  if (/^(\d{12}|aws|)$/.test(account)) return [];
  return [{ path, problem: `${account} is not an account of 12 digits`, fix: 'fill it in' }];
}
