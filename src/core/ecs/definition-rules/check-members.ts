import { nearest } from '../../base/did-you-mean.ts';
import type { Problem } from './problem.ts';
import { DEFINITION, type Shape } from './shapes.ts';

const SEE = 'see RegisterTaskDefinition in the ECS API reference';

/** Finds misspelt, missing and wrongly typed members, at every depth. */
export function checkMembers(definition: unknown): Problem[] {
  return check(definition, DEFINITION, '');
}

function check(value: unknown, shape: Shape, path: string): Problem[] {
  if (shape === 'anything') return [];
  if (typeof shape === 'string') return isOfShape(value, shape) ? [] : [refuseType(value, shape, path)];
  if ('oneOf' in shape) return checkChoice(value, shape.oneOf, path);
  if ('list' in shape) {
    if (!Array.isArray(value)) return [refuseType(value, 'list', path)];
    return value.flatMap((item, index) => check(item, shape.list, `${path}[${index}]`));
  }
  if (kindOf(value) !== 'object') return [refuseType(value, 'object', path)];
  const entries = Object.entries(value as object);
  if ('map' in shape) return entries.flatMap(([key, member]) => check(member, shape.map, joinPath(path, key)));
  const missing = (shape.required ?? []).filter((name) => (value as Record<string, unknown>)[name] === undefined);
  return [
    ...missing.map((name) => refuseMember(joinPath(path, name))),
    ...entries.flatMap(([name, member]) => {
      const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
      if (member === undefined) return [];
      return known === undefined ? [unknown(name, shape.members, path)] : check(member, known, joinPath(path, name));
    }),
  ];
}

function isOfShape(value: unknown, shape: 'text' | 'number' | 'boolean'): boolean {
  return kindOf(value) === shape && (shape !== 'number' || Number.isInteger(value));
}

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'object';

const NAMES: Record<Kind, string> = {
  text: 'text',
  number: 'a whole number',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
};

function kindOf(value: unknown): Kind | 'null' {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  const kinds = { string: 'text', number: 'number', boolean: 'boolean' } as const;
  return kinds[typeof value as keyof typeof kinds] ?? 'object';
}

/** ECS and the SDKs silently drop a member that they do not know. The AWS CLI refuses it. */
function unknown(name: string, members: Readonly<Record<string, Shape>>, path: string): Problem {
  const near = nearest(name, Object.keys(members));
  const fix = near ? `did you mean ${near}?` : `leave it out; ${SEE}`;
  return { path: joinPath(path, name), problem: 'ECS has no such member', fix };
}

function refuseMember(path: string): Problem {
  const message = `${path} should not be null or empty.`;
  return { path, problem: 'it is missing', fix: SEE, answer: { type: 'ClientException', message } };
}

function checkChoice(value: unknown, choices: readonly string[], path: string): Problem[] {
  if (typeof value !== 'string') return [refuseType(value, 'text', path)];
  if (choices.includes(value)) return [];
  const near = nearest(value, choices);
  const same = choices.find((one) => one.toLowerCase() === value.toLowerCase());
  const known = `it is one of ${choices.join(', ')}`;
  const message = `${value} is not a valid ${path.replace(/^.*\./, '')}. Must be one of [${choices.join(',')}]`;
  return [
    {
      path,
      problem: `there is no ${value}`,
      fix: (same ?? near) ? `did you mean ${same ?? near}?` : known,
      answer: { type: 'ClientException', message },
    },
  ];
}

/** The value itself is not shown, because it may be that of an environment variable. */
function refuseType(value: unknown, wanted: Kind, path: string): Problem {
  const given = kindOf(value);
  const is =
    given === 'number' && wanted === 'number'
      ? 'it is a fraction'
      : `it is ${given === 'null' ? 'null' : NAMES[given]}`;
  return {
    path,
    problem: `${is}, but ECS expects ${NAMES[wanted]}`,
    fix: fixOf(given, wanted, path),
    answer: { type: 'SerializationException', message: serialization(given, wanted) },
  };
}

function fixOf(given: Kind | 'null', wanted: Kind, path: string): string {
  if (given === 'null') return 'leave it out';
  if (wanted === 'text') return given === 'number' || given === 'boolean' ? 'put it in quotes' : SEE;
  if (given === 'text' && (wanted === 'number' || wanted === 'boolean')) return 'write it without quotes';
  if (wanted === 'list' && given === 'text' && /(^|\.)(command|entryPoint)$/.test(path)) {
    return 'give a list of words; for a line of shell: ["sh", "-c", "…"]';
  }
  return wanted === 'list' && path !== '' ? 'put it in [ ]' : SEE;
}

/** The words of ECS's deserializer. */
function serialization(given: Kind | 'null', wanted: Kind): string {
  if (wanted === 'list') return 'Expected list or null';
  if (wanted === 'object') return 'Expected structure or null';
  if (given === 'list') return 'Start of list found where not expected';
  if (given === 'object') return 'Start of structure or map found where not expected.';
  const tokens = { text: 'STRING_VALUE', number: 'NUMBER_VALUE', boolean: 'TRUE_VALUE', null: 'NULL_VALUE' };
  const classes = { text: 'a String', number: 'an Integer', boolean: 'a Boolean' };
  return `${tokens[given]} can not be converted to ${classes[wanted]}`;
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
