import type { AlterTableStmt, CreateStmt, Node } from 'libpg-query';
import { joinName, nameOfList, nameOfRelation } from './names.ts';

/** What a name stands for. A table, a view, a sequence and an index share their names. */
export type Kind =
  | 'relation'
  | 'column'
  | 'type'
  | 'function'
  | 'schema'
  | 'trigger'
  | 'role'
  | 'extension'
  /** A constraint that was dropped, and may be added again in another form. */
  | 'dropped constraint';

/**
 * What the migrations that are judged together create, each with the place of the statement. No running version can use
 * it, so whatever happens to it afterwards is harmless.
 */
export class Created {
  readonly #places = new Map<string, number[]>();

  /** `place`: the number of the statement among all that are judged together. */
  add(statement: Node, place: number): void {
    for (const [kind, name] of creationsOf(statement)) {
      const key = `${kind} ${name}`;
      this.#places.set(key, [...(this.#places.get(key) ?? []), place]);
    }
  }

  /** Whether this statement or an earlier one has created it, or the schema or the table that it is in. */
  isNew(kind: Kind, name: string, place: number): boolean {
    const has = (of: Kind, its: string) => this.#places.get(`${of} ${its}`)?.some((at) => at <= place) ?? false;
    if (has(kind, name)) return true;
    const parts = name.split('.');
    if (kind === 'schema') return false;
    if (parts.length > 1 && has('schema', parts[0] ?? '')) return true;
    if (kind === 'column' || kind === 'trigger') return has('relation', parts.slice(0, -1).join('.'));
    return false;
  }

  /** Whether a later statement creates it. */
  comesLater(kind: Kind, name: string, place: number): boolean {
    return this.#places.get(`${kind} ${name}`)?.some((at) => at > place) ?? false;
  }
}

type Creation = readonly [Kind, string];

function creationsOf(node: Node): Creation[] {
  if ('CreateStmt' in node) return ofTable(node.CreateStmt);
  if ('CreateForeignTableStmt' in node) return ofTable(node.CreateForeignTableStmt.base);
  if ('AlterTableStmt' in node) return newColumns(node.AlterTableStmt);
  if ('CreateSchemaStmt' in node) {
    const { schemaname = '', schemaElts = [] } = node.CreateSchemaStmt;
    return [['schema', schemaname], ...schemaElts.flatMap(creationsOf)];
  }
  if ('ViewStmt' in node) return [['relation', nameOfRelation(node.ViewStmt.view)]];
  if ('CreateTableAsStmt' in node) return [['relation', nameOfRelation(node.CreateTableAsStmt.into?.rel)]];
  if ('SelectStmt' in node && node.SelectStmt.intoClause) {
    return [['relation', nameOfRelation(node.SelectStmt.intoClause.rel)]];
  }
  if ('CreateSeqStmt' in node) return [['relation', nameOfRelation(node.CreateSeqStmt.sequence)]];
  if ('IndexStmt' in node) {
    const { idxname, relation } = node.IndexStmt;
    return idxname ? [['relation', joinName([relation?.schemaname, idxname])]] : [];
  }
  if ('CreateTrigStmt' in node) {
    return [['trigger', joinName([nameOfRelation(node.CreateTrigStmt.relation), node.CreateTrigStmt.trigname])]];
  }
  if ('RenameStmt' in node) return renamed(node.RenameStmt);
  return ofOthers(node);
}

function ofOthers(node: Node): Creation[] {
  if ('CreateFunctionStmt' in node) return [['function', nameOfList(node.CreateFunctionStmt.funcname)]];
  if ('CreateEnumStmt' in node) return [['type', nameOfList(node.CreateEnumStmt.typeName)]];
  if ('CreateDomainStmt' in node) return [['type', nameOfList(node.CreateDomainStmt.domainname)]];
  if ('CreateRangeStmt' in node) return [['type', nameOfList(node.CreateRangeStmt.typeName)]];
  if ('CompositeTypeStmt' in node) return [['type', nameOfRelation(node.CompositeTypeStmt.typevar)]];
  if ('DefineStmt' in node) {
    const { kind, defnames } = node.DefineStmt;
    return [[kind === 'OBJECT_TYPE' ? 'type' : 'function', nameOfList(defnames)]];
  }
  if ('CreateRoleStmt' in node) return [['role', node.CreateRoleStmt.role ?? '']];
  if ('CreateExtensionStmt' in node) return [['extension', node.CreateExtensionStmt.extname ?? '']];
  return [];
}

/** A table, and the sequences of its serial columns. */
function ofTable(statement: CreateStmt | undefined): Creation[] {
  const name = nameOfRelation(statement?.relation);
  const columns = (statement?.tableElts ?? []).flatMap((one) => ('ColumnDef' in one ? [one.ColumnDef.colname] : []));
  return [['relation', name], ...columns.map((column): Creation => ['relation', `${name}_${column}_seq`])];
}

function newColumns({ relation, cmds = [] }: AlterTableStmt): Creation[] {
  return cmds.flatMap((cmd): Creation[] => {
    const command = 'AlterTableCmd' in cmd ? cmd.AlterTableCmd : undefined;
    if (command?.subtype === 'AT_DropConstraint') {
      return [['dropped constraint', joinName([nameOfRelation(relation), command.name])]];
    }
    if (command?.subtype !== 'AT_AddColumn' || !command.def || !('ColumnDef' in command.def)) return [];
    return [['column', joinName([nameOfRelation(relation), command.def.ColumnDef.colname])]];
  });
}

/** The new name of a table or column. No running version uses it. */
function renamed(statement: Extract<Node, { RenameStmt: unknown }>['RenameStmt']): Creation[] {
  const { renameType, relation, newname = '' } = statement;
  if (renameType === 'OBJECT_TABLE') return [['relation', joinName([relation?.schemaname, newname])]];
  if (renameType === 'OBJECT_COLUMN') return [['column', joinName([nameOfRelation(relation), newname])]];
  return [];
}
