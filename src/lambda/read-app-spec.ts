import { parse } from 'yaml';
import { isMap } from '../core/base/json.ts';

/**
 * The task definition that an AppSpec of an ECS deployment names, in YAML or JSON; `undefined` where it names none.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 */
export function taskDefinitionIn(appSpec: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = parse(appSpec, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
  const resources: unknown = memberOf(parsed, 'resources');
  for (const resource of Array.isArray(resources) ? resources : []) {
    // The name of the resource is the user's: usually TargetService.
    for (const one of isMap(resource) ? Object.values(resource) : []) {
      const taskDefinition = memberOf(memberOf(one, 'properties'), 'taskdefinition');
      if (typeof taskDefinition === 'string') return taskDefinition;
    }
  }
  return undefined;
}

/** CodeDeploy takes members in any case. */
function memberOf(value: unknown, name: string): unknown {
  if (!isMap(value)) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}
