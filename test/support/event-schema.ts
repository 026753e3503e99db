import path from 'node:path';
import ts from 'typescript5';
import { ROOT } from './paths.ts';

export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  description?: string;
  deprecated?: boolean;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  definitions?: Record<string, JsonSchema>;
}

const FILE = path.join(ROOT, 'src/core/events/events.ts');
/** ISO 8601 with milliseconds, as Date prints it. */
const TIME = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$';

/**
 * The JSON Schema of the events. It is generated from the types in `src/core/events/events.ts`, which are the only
 * description. Their comments become descriptions. Tags say what a type cannot: `@minimum`, `@maximum`, `@time` (ISO
 * 8601 with milliseconds), `@open` (a text for readers: values may be added). Every number is an integer.
 */
export function makeEventSchema(): JsonSchema {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: [],
  };
  const program = ts.createProgram([FILE], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(FILE);
  if (source === undefined) throw new Error(`${FILE} cannot be read`);
  const [union] = source.statements.filter(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === 'MigrationEvent',
  );
  if (union === undefined || !ts.isUnionTypeNode(union.type)) throw new Error('MigrationEvent is no union of events');
  const events = union.type.types.map((node) => schemaOfEvent(checker.getTypeAtLocation(node), checker, source));
  const names = events.map(([name]) => name);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    oneOf: names.map((name) => ({ $ref: `#/definitions/${name}` })),
    description: 'A line of `ecs-migrate --output json`. Fields may be added: ignore those you do not know.',
    definitions: Object.fromEntries(events),
  };
}

function schemaOfEvent(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): [name: string, JsonSchema] {
  const schema = schemaOf(type, checker, at);
  const name = schema.properties?.['type']?.const;
  if (typeof name !== 'string') throw new Error(`${checker.typeToString(type)} has no type of its own`);
  const { type: own, at: time, target, ...rest } = schema.properties ?? {};
  const properties = { type: own, at: time, target, ...rest } as Record<string, JsonSchema>;
  return [name, { ...schema, properties, ...describe(type.getSymbol(), checker) }];
}

function schemaOf(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): JsonSchema {
  if (type.isUnion()) return schemaOfUnion(type.types, checker, at);
  if (type.isStringLiteral()) return { type: 'string', const: type.value };
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'integer' };
  if (type.flags & ts.TypeFlags.Unknown) return {};
  if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (element !== undefined) return { type: 'array', items: schemaOf(element, checker, at) };
  const member = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (member !== undefined) return { type: 'object', additionalProperties: schemaOf(member, checker, at) };
  const properties = checker.getPropertiesOfType(type);
  if (properties.length === 0) throw new Error(`no schema is known for ${checker.typeToString(type)}`);
  const described = properties.map((one) => [one.name, schemaOfProperty(one, checker, at)] as const);
  const required = properties.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(described), ...(required.length > 0 ? { required } : {}) };
}

function schemaOfUnion(types: ts.Type[], checker: ts.TypeChecker, at: ts.Node): JsonSchema {
  const some = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
  if (some.every(({ flags }) => flags & ts.TypeFlags.BooleanLiteral)) return { type: 'boolean' };
  const values = some.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  const literals: JsonSchema[] = values.length > 0 ? [{ type: 'string', enum: values }] : [];
  const others = some.filter((one) => !one.isStringLiteral()).map((one) => schemaOf(one, checker, at));
  const [only, ...more] = [...literals, ...others];
  if (only === undefined) throw new Error('a type without values');
  return more.length === 0 ? only : { anyOf: [only, ...more] };
}

function schemaOfProperty(property: ts.Symbol, checker: ts.TypeChecker, at: ts.Node): JsonSchema {
  const schema = schemaOf(checker.getTypeOfSymbolAtLocation(property, at), checker, at);
  const tags = new Map(property.getJsDocTags(checker).map(({ name, text }) => [name, ts.displayPartsToString(text)]));
  const [main, ...rest] = schema.anyOf ?? [schema];
  const bounded: JsonSchema = {
    ...main,
    ...(tags.has('minimum') ? { minimum: Number(tags.get('minimum')) } : {}),
    ...(tags.has('maximum') ? { maximum: Number(tags.get('maximum')) } : {}),
    ...(tags.has('time') ? { pattern: TIME } : {}),
  };
  if (tags.has('open')) delete bounded.enum;
  const whole = rest.length === 0 ? bounded : { anyOf: [bounded, ...rest] };
  return { ...whole, ...describe(property, checker), ...(tags.has('deprecated') ? { deprecated: true } : {}) };
}

/** The comment above a declaration. */
function describe(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): { description?: string } {
  const comment = ts.displayPartsToString(symbol?.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ').trim();
  return comment === '' ? {} : { description: comment };
}
