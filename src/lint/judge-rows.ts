import type { DeleteStmt, Node, UpdateStmt } from 'libpg-query';
import type { Judged, Live } from './live.ts';
import { findNodes, nameOfRelation } from './names.ts';

/** Lock modes of LOCK TABLE: 7 is EXCLUSIVE, 8 ACCESS EXCLUSIVE. */
const EXCLUSIVE = 7;

/** Statements that touch the rows of the running version, or lock them. */
export function judgeRows(node: Node, live: Live): Judged[] {
  const old = (names: string[]) => names.filter((name) => name !== '' && !live.isNew('relation', name));
  if ('TruncateStmt' in node) {
    return old(relationsOf(node.TruncateStmt.relations)).map((object) => ({ code: 'truncated', object }));
  }
  const locked = old(lockedBy(node)).map((object): Judged => ({ code: 'table-locked', object }));
  if (locked.length > 0) return locked;
  if (!WITH_ROWS.some((kind) => kind in node)) return [];
  const targets = (code: 'update-without-where' | 'delete-without-where', found: (UpdateStmt | DeleteStmt)[]) =>
    old(found.filter(({ whereClause }) => takesAll(whereClause)).map(({ relation }) => nameOfRelation(relation))).map(
      (object): Judged => ({ code, object }),
    );
  return [
    ...targets('update-without-where', findNodes<UpdateStmt>(node, 'UpdateStmt')),
    ...targets('delete-without-where', findNodes<DeleteStmt>(node, 'DeleteStmt')),
  ];
}

/** Statements that can be, or contain in WITH, an UPDATE or a DELETE. */
const WITH_ROWS = ['UpdateStmt', 'DeleteStmt', 'InsertStmt', 'SelectStmt', 'MergeStmt', 'CreateTableAsStmt'];

/** No condition, or one that is always true: `WHERE true`, `WHERE 1 = 1`. */
function takesAll(where: Node | undefined): boolean {
  if (where === undefined) return true;
  if ('A_Const' in where) return where.A_Const.boolval?.boolval === true;
  if (!('A_Expr' in where)) return false;
  const { lexpr, rexpr } = where.A_Expr;
  return (
    lexpr !== undefined && rexpr !== undefined && constant(lexpr) !== undefined && constant(lexpr) === constant(rexpr)
  );
}

function constant(node: Node): string | undefined {
  if (!('A_Const' in node)) return undefined;
  const { ival, sval, boolval } = node.A_Const;
  return JSON.stringify([ival, sval, boolval]);
}

function relationsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((one) => ('RangeVar' in one ? [nameOfRelation(one.RangeVar)] : []));
}

function lockedBy(node: Node): string[] {
  if ('LockStmt' in node) {
    return (node.LockStmt.mode ?? 0) >= EXCLUSIVE ? relationsOf(node.LockStmt.relations) : [];
  }
  if ('ClusterStmt' in node) return [nameOfRelation(node.ClusterStmt.relation)];
  if ('VacuumStmt' in node) {
    const { options, rels = [] } = node.VacuumStmt;
    if (!has(options, 'full')) return [];
    return rels.flatMap((one) => ('VacuumRelation' in one ? [nameOfRelation(one.VacuumRelation.relation)] : []));
  }
  if ('RefreshMatViewStmt' in node) {
    const { concurrent, relation } = node.RefreshMatViewStmt;
    return concurrent ? [] : [nameOfRelation(relation)];
  }
  if ('ReindexStmt' in node) {
    const { params, relation } = node.ReindexStmt;
    return has(params, 'concurrently') ? [] : [nameOfRelation(relation)];
  }
  return [];
}

function has(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((one) => 'DefElem' in one && one.DefElem.defname === name);
}
