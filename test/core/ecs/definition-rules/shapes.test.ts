import * as sdk from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { DEFINITION, type Shape } from '../../../../src/core/ecs/definition-rules/shapes.ts';

/** What the SDK calls a schema: a number, `[3, …]` a structure, `[1, …]` a list, `[2, …]` a map, `[4, …]` a union. */
type Schema = number | unknown[] | (() => Schema);

/** Every member with its type, as `containerDefinitions[].logConfiguration.options{}: text`. */
function walkSdk(given: Schema, path: string): string[] {
  const schema = resolved(given);
  if (typeof schema === 'number') {
    const simple = ['text', 'number', 'boolean'][schema & 15] ?? `type ${schema}`;
    const map = schema & 128 ? '{}' : '';
    return [`${path}${schema & 64 ? '[]' : map}: ${simple}`];
  }
  const [kind, , , , inner, types] = schema as [number, string, string, unknown, Schema, Schema];
  if (kind === 1) return walkSdk(inner, `${path}[]`);
  if (kind === 2) return walkSdk(types, `${path}{}`);
  if (kind !== 3) return [`${path}: anything`];
  const names = inner as unknown as string[];
  return names.flatMap((name, index) => walkSdk((types as unknown as Schema[])[index] ?? 0, `${path}.${name}`));
}

/** References are functions, with traits in a pair. */
function resolved(schema: Schema): Schema {
  if (typeof schema === 'function') return resolved(schema());
  const isPair = Array.isArray(schema) && schema.length === 2;
  return isPair ? resolved(schema[0] as Schema) : schema;
}

function walkOurs(shape: Shape, path: string): string[] {
  if (typeof shape === 'string') return [`${path}: ${shape}`];
  if ('oneOf' in shape) return [`${path}: text`];
  if ('list' in shape) return walkOurs(shape.list, `${path}[]`);
  if ('map' in shape) return walkOurs(shape.map, `${path}{}`);
  return Object.entries(shape.members).flatMap(([name, member]) => walkOurs(member, `${path}.${name}`));
}

/** What each structure of the API requires, as `.volumes[].efsVolumeConfiguration.fileSystemId`. */
function requiredBySdk(given: Schema, path: string): string[] {
  const schema = resolved(given);
  if (!Array.isArray(schema)) return [];
  const [kind, , , , inner, types, required = 0] = schema as [number, string, string, unknown, Schema, Schema, number?];
  if (kind === 1) return requiredBySdk(inner, `${path}[]`);
  if (kind === 2) return requiredBySdk(types, `${path}{}`);
  if (kind !== 3) return [];
  const names = inner as unknown as string[];
  const nested = names.flatMap((name, i) => requiredBySdk((types as unknown as Schema[])[i] ?? 0, `${path}.${name}`));
  return [...names.slice(0, required).map((name) => `${path}.${name}`), ...nested];
}

function requiredByUs(shape: Shape, path: string): string[] {
  if (typeof shape === 'string' || 'oneOf' in shape) return [];
  if ('list' in shape) return requiredByUs(shape.list, `${path}[]`);
  if ('map' in shape) return requiredByUs(shape.map, `${path}{}`);
  const nested = Object.entries(shape.members).flatMap(([name, member]) => requiredByUs(member, `${path}.${name}`));
  return [...(shape.required ?? []).map((name) => `${path}.${name}`), ...nested];
}

const REQUEST = sdk.RegisterTaskDefinitionRequest$ as unknown as Schema;

test('every member of RegisterTaskDefinition is known, with its type, and no other', () => {
  const members = walkSdk(REQUEST, '');
  expect(members.length).toBeGreaterThan(120);
  expect(walkOurs(DEFINITION, '').toSorted()).toEqual(members.toSorted());
});

test('what the API requires is required', () => {
  // Looked at by rules of their own, which word it better.
  const own = ['.family', '.containerDefinitions'];
  const ours = requiredByUs(DEFINITION, '');
  expect(requiredBySdk(REQUEST, '').filter((one) => !ours.includes(one) && !own.includes(one))).toEqual([]);
});

test.each<[string, object]>([
  ['.networkMode', sdk.NetworkMode],
  ['.requiresCompatibilities[]', sdk.Compatibility],
  ['.containerDefinitions[].logConfiguration.logDriver', sdk.LogDriver],
  ['.containerDefinitions[].dependsOn[].condition', sdk.ContainerCondition],
  ['.containerDefinitions[].environmentFiles[].type', sdk.EnvironmentFileType],
])('the choices of %s are those of the API', (path, choices) => {
  expect(choicesAt(DEFINITION, '', path)?.toSorted()).toEqual(Object.values(choices).toSorted());
});

function choicesAt(shape: Shape, at: string, path: string): readonly string[] | undefined {
  if (typeof shape === 'string') return undefined;
  if ('oneOf' in shape) return at === path ? shape.oneOf : undefined;
  if ('list' in shape) return choicesAt(shape.list, `${at}[]`, path);
  if ('map' in shape) return undefined;
  return Object.entries(shape.members)
    .map(([name, member]) => choicesAt(member, `${at}.${name}`, path))
    .find((found) => found !== undefined);
}
