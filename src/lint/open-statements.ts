import type { Node } from 'libpg-query';
import { findNodes, nameOfList, textOf } from './names.ts';
import type { BodyPart, Parser } from './parser.ts';
import { type Statement, shorten } from './statements.ts';
import { readTemplate } from './template.ts';

/**
 * The statements, and behind each one those that run because of it: in a DO block, and in a function that these
 * statements create and then call. What cannot be looked into is marked as `unknown`.
 */
export function openStatements(statements: readonly Statement[], parser: Parser, functions: Functions): Statement[] {
  return statements.flatMap((one) => open(one, { parser, functions, within: [] }));
}

/** The functions that were created up to here, by name. Several with other parameters may share a name. */
export type Functions = Map<string, Statement[]>;

interface Context {
  parser: Parser;
  functions: Functions;
  /** The functions that the statement runs in: one that calls itself is opened once. */
  within: readonly string[];
}

function open(statement: Statement, context: Context): Statement[] {
  const { node } = statement;
  if ('DoStmt' in node) return openBlock(statement, context);
  if ('CreateFunctionStmt' in node) {
    const name = nameOfList(node.CreateFunctionStmt.funcname);
    const others = (context.functions.get(name) ?? []).filter(({ node: one }) => typesOf(one) !== typesOf(node));
    context.functions.set(name, [...others, statement]);
    return [statement];
  }
  const unknown = statement.unknown ?? wordUnknownCall(node, context);
  return [unknown === undefined ? statement : { ...statement, unknown }, ...openCalls(node, statement, context)];
}

/** The types of a function's parameters, by which PostgreSQL tells functions of one name apart. */
function typesOf(node: Node): string {
  const parameters = 'CreateFunctionStmt' in node ? (node.CreateFunctionStmt.parameters ?? []) : [];
  const types = parameters.map((one) => ('FunctionParameter' in one ? one.FunctionParameter.argType?.names : []));
  return types.map(nameOfList).join();
}

function openBlock(block: Statement, context: Context): Statement[] {
  const { language } = bodyOf(block.node);
  const parts = language === undefined || language === 'plpgsql' ? context.parser.readBody(block.raw) : undefined;
  if (parts === undefined) return [{ ...block, unknown: `a DO block (${language ?? 'it cannot be read'})` }];
  // PL/pgSQL counts the lines of the body, which begins after the dollar quotes.
  const before = (/^[\s\S]*?(?:\$\w*\$|')/.exec(block.raw)?.[0] ?? '').split('\n').length - 1;
  const inner = parts.flatMap((part) => openPart(part, { ...block, line: block.line + before + part.line }, context));
  return [block, ...inner];
}

/** What runs in the functions that a statement calls, if these files create them. It runs at the place of the call. */
function openCalls(node: Node, place: Statement, context: Context): Statement[] {
  if (context.functions.size === 0) return [];
  return callsIn(node).flatMap((name) => {
    const definitions = context.within.includes(name) ? [] : (context.functions.get(name) ?? []);
    const inside = { ...context, within: [...context.within, name] };
    return definitions.flatMap((definition) =>
      openFunction(definition, place, inside).map((one) => ({ ...one, text: nameBody(one.text, name) })),
    );
  });
}

function nameBody(text: string, name: string): string {
  return text.endsWith(')') && text.includes(' (in ') ? text : `${text} (in ${name})`;
}

function openFunction(definition: Statement, place: Statement, context: Context): Statement[] {
  const { language, source, nodes } = bodyOf(definition.node);
  const at = (node: Node, text: string): Statement => ({ ...place, node, raw: text, text: shorten(text) });
  if (nodes !== undefined) return nodes.flatMap((node) => open(at(node, definition.text), context));
  if (language === 'plpgsql') {
    const parts = context.parser.readBody(definition.raw);
    if (parts !== undefined) return parts.flatMap((part) => openPart(part, place, context));
  }
  if (language === 'sql' && source !== undefined) {
    const parsed = context.parser.parse(source);
    if (!('message' in parsed)) {
      return (parsed.stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : open(at(stmt, source), context)));
    }
  }
  return [{ ...place, node: NOTHING, unknown: `a function in ${language ?? 'an unknown language'}` }];
}

function openPart({ sql, kind }: BodyPart, place: Statement, context: Context): Statement[] {
  const own = { ...place, raw: sql, text: shorten(sql) };
  if (kind === 'statement') return openText(own, sql, undefined, context);
  // An assignment has its target before the expression.
  const [expression] =
    nodesOf(`SELECT ${sql}`, context) ?? nodesOf(`SELECT ${sql.replace(/^.*?:?=/s, '')}`, context) ?? [];
  if (kind === 'expression') return expression === undefined ? [] : openCalls(expression, own, context);
  const made = readTemplate(targetOf(expression));
  return openText(own, made.sql, made.exact ? undefined : `EXECUTE ${shorten(sql)}`, context);
}

/** The statements in a text, or one that says that nobody knows them. */
function openText(place: Statement, sql: string, unknown: string | undefined, context: Context): Statement[] {
  const nodes = nodesOf(sql, context);
  if (nodes === undefined) return [{ ...place, node: NOTHING, unknown: unknown ?? shorten(place.raw) }];
  const known = unknown === undefined ? {} : { unknown };
  return nodes.flatMap((node) => open({ ...place, node, raw: sql, ...known }, context));
}

function nodesOf(sql: string, { parser }: Context): Node[] | undefined {
  const parsed = parser.parse(sql);
  if ('message' in parsed) return undefined;
  return (parsed.stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt]));
}

function targetOf(select: Node | undefined): Node | undefined {
  const [target] = select !== undefined && 'SelectStmt' in select ? (select.SelectStmt.targetList ?? []) : [];
  return target !== undefined && 'ResTarget' in target ? target.ResTarget.val : undefined;
}

const NOTHING = {} as Node;

interface Body {
  language?: string | undefined;
  source?: string | undefined;
  /** The statements of BEGIN ATOMIC … END, and of RETURN. */
  nodes?: Node[];
}

function bodyOf(node: Node): Body {
  const isFunction = 'CreateFunctionStmt' in node;
  const block = 'DoStmt' in node ? node.DoStmt.args : undefined;
  const options = (isFunction ? node.CreateFunctionStmt.options : block) ?? [];
  const body: Body = {};
  for (const option of options) {
    if (!('DefElem' in option)) continue;
    const { defname, arg } = option.DefElem;
    if (defname === 'language') body.language = textOf(arg)?.toLowerCase();
    const first = arg !== undefined && 'List' in arg ? arg.List.items?.[0] : arg;
    if (defname === 'as') body.source = textOf(first);
  }
  const atomic = isFunction ? node.CreateFunctionStmt.sql_body : undefined;
  if (atomic !== undefined) body.nodes = statementsIn(atomic);
  return body;
}

/** BEGIN ATOMIC is a list in a list. */
function statementsIn(node: Node): Node[] {
  return 'List' in node ? (node.List.items ?? []).flatMap(statementsIn) : [node];
}

/** The kinds of statements that call functions while they run. A default or a trigger calls its function later. */
const CALLERS = [
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CallStmt',
  'CreateTableAsStmt',
  'ReturnStmt',
];

function callsIn(node: Node): string[] {
  if (!CALLERS.some((kind) => kind in node)) return [];
  const called = 'CallStmt' in node ? [node.CallStmt.funccall] : findNodes<{ funcname?: Node[] }>(node, 'FuncCall');
  return [...new Set(called.map((one) => nameOfList(one?.funcname)))];
}

/** A statement that does nothing but call functions: `SELECT f()`, `SELECT * FROM f()`, `CALL p()`. */
function wordUnknownCall(node: Node, { functions }: Context): string | undefined {
  const strange = mainCallsIn(node).find((name) => !functions.has(name) && !isBuiltIn(name));
  return strange === undefined ? undefined : `function ${strange} (called here, created elsewhere)`;
}

function mainCallsIn(node: Node): string[] {
  if ('CallStmt' in node) return callsIn(node);
  if (!('SelectStmt' in node)) return [];
  const { fromClause = [], targetList = [] } = node.SelectStmt;
  if (fromClause.length > 0) {
    return fromClause.every((one) => 'RangeFunction' in one) ? fromClause.flatMap((one) => namesOfCalls(one)) : [];
  }
  const values = targetList.map((one) => ('ResTarget' in one ? one.ResTarget.val : undefined));
  return values.every((one) => one !== undefined && 'FuncCall' in one) ? values.flatMap(namesOfCalls) : [];
}

function namesOfCalls(node: unknown): string[] {
  return findNodes<{ funcname?: Node[] }>(node, 'FuncCall').map(({ funcname }) => nameOfList(funcname));
}

/** Functions of PostgreSQL itself that people call in a statement of their own. */
function isBuiltIn(name: string): boolean {
  return (
    /^pg_catalog\./.test(name) ||
    /^(?:pg|lo|has|txid|jsonb?|array|string|regexp|to|generate|gen_random|current|date|xml|inet|ts)_\w+$/.test(name) ||
    /^(?:setval|nextval|currval|lastval|set_config|version|now|clock_timestamp|random|setseed|unnest|format|count|max|min|sum|coalesce|length|lower|upper|concat|md5|quote_\w+|row_to_json)$/.test(
      name,
    )
  );
}
