import type { AlterTableCmd, AlterTableStmt, ColumnDef, ColumnRef, Constraint, Node } from 'libpg-query';
import type { Judged, Live } from './live.ts';
import { findNodes, joinName, nameOfList, nameOfRelation, textOf } from './names.ts';
import type { LintCode } from './rules/rules.ts';

export function judgeAlterTable({ relation, cmds = [], objtype }: AlterTableStmt, live: Live): Judged[] {
  const table = nameOfRelation(relation);
  // ALTER TYPE of a composite type has the same form.
  if (live.isNew(objtype === 'OBJECT_TYPE' ? 'type' : 'relation', table)) return [];
  return cmds.flatMap((cmd) => ('AlterTableCmd' in cmd ? judgeCommand(cmd.AlterTableCmd, table, live) : []));
}

/** What each form of ALTER TABLE does to a column that is in use. */
const OF_COLUMN: Readonly<Record<string, LintCode>> = {
  AT_DropColumn: 'column-dropped',
  AT_ColumnDefault: 'default-changed',
  AT_AlterColumnType: 'column-type-changed',
  AT_SetNotNull: 'not-null-added',
  AT_DropNotNull: 'not-null-dropped',
  AT_DropIdentity: 'default-changed',
  AT_DropExpression: 'default-changed',
  AT_SetExpression: 'default-changed',
};

const OF_TABLE: Readonly<Record<string, LintCode>> = {
  AT_DropConstraint: 'constraint-dropped',
  AT_EnableRowSecurity: 'row-security-changed',
  AT_DisableRowSecurity: 'row-security-changed',
  AT_ForceRowSecurity: 'row-security-changed',
  AT_DisableTrig: 'trigger-removed',
  AT_DisableTrigAll: 'trigger-removed',
  AT_DisableTrigUser: 'trigger-removed',
  AT_DisableRule: 'trigger-removed',
  AT_EnableTrig: 'trigger-added',
  AT_EnableTrigAll: 'trigger-added',
  AT_EnableAlwaysTrig: 'trigger-added',
  AT_EnableRule: 'trigger-added',
};

function judgeCommand({ subtype: form, name = '', def }: AlterTableCmd, table: string, live: Live): Judged[] {
  const subtype: string = form ?? '';
  const column = joinName([table, name]);
  const ofColumn = OF_COLUMN[subtype];
  if (ofColumn !== undefined) return live.isNew('column', column) ? [] : [{ code: ofColumn, object: column }];
  const ofTable = OF_TABLE[subtype];
  if (ofTable !== undefined) return [{ code: ofTable, object: table }];
  if (def === undefined) return [];
  if ('ColumnDef' in def && subtype === 'AT_AddColumn') return judgeNewColumn(def.ColumnDef, table);
  if ('Constraint' in def && subtype === 'AT_AddConstraint') return judgeConstraint(def.Constraint, table, live);
  if (subtype === 'AT_AddIdentity' || subtype === 'AT_SetIdentity') {
    return isGeneratedAlways(def) && !live.isNew('column', column) ? [{ code: 'identity-added', object: column }] : [];
  }
  if ('PartitionCmd' in def && subtype.startsWith('AT_DetachPartition')) {
    return [{ code: 'partition-detached', object: nameOfRelation(def.PartitionCmd.name) }];
  }
  return [];
}

/** ADD GENERATED has the letter `a` for ALWAYS, SET GENERATED its character code. */
function isGeneratedAlways(def: Node): boolean {
  if ('Constraint' in def) return def.Constraint.generated_when === 'a';
  return findNodes<number>(def, 'ival').includes(97);
}

/** A column that must have a value, and that nothing gives one to. */
function judgeNewColumn({ colname, constraints = [], typeName }: ColumnDef, table: string): Judged[] {
  const kinds = constraints.map((one) => ('Constraint' in one ? one.Constraint.contype : undefined));
  const isRequired = kinds.includes('CONSTR_NOTNULL') || kinds.includes('CONSTR_PRIMARY');
  const hasValue =
    kinds.some((kind) => kind === 'CONSTR_DEFAULT' || kind === 'CONSTR_IDENTITY' || kind === 'CONSTR_GENERATED') ||
    /(^|\.)(small|big)?serial[248]?$/.test(nameOfList(typeName?.names));
  return isRequired && !hasValue ? [{ code: 'column-required', object: joinName([table, colname]) }] : [];
}

function judgeConstraint(constraint: Constraint, table: string, live: Live): Judged[] {
  const { contype, conname, keys, fk_attrs, raw_expr, exclusions, indexname } = constraint;
  // The unique index exists already, and was judged when it was created.
  if (indexname) return [];
  const names = contype === 'CONSTR_FOREIGN' ? fk_attrs : keys;
  const columns = [...(names ?? []).map(textOf), ...columnsIn(raw_expr), ...columnsIn(exclusions)];
  // Often a list of values that gets one more.
  if (live.isNew('dropped constraint', joinName([table, conname]))) {
    return [{ code: 'recreated', object: `constraint ${conname}` }];
  }
  // The running version does not write these columns.
  if (columns.length > 0 && columns.every((one) => live.isNew('column', joinName([table, one])))) return [];
  const required = contype === 'CONSTR_NOTNULL' || isNotNullCheck(raw_expr);
  if (required && columns.length > 0) return [{ code: 'not-null-added', object: joinName([table, columns[0]]) }];
  return [{ code: 'constraint-added', object: table }];
}

function isNotNullCheck(expression: Node | undefined): boolean {
  return expression !== undefined && 'NullTest' in expression && expression.NullTest.nulltesttype === 'IS_NOT_NULL';
}

function columnsIn(node: unknown): (string | undefined)[] {
  const refs = findNodes<ColumnRef>(node, 'ColumnRef').map(({ fields = [] }) => textOf(fields.at(-1)));
  const elements = findNodes<{ name?: string }>(node, 'IndexElem').map(({ name }) => name);
  return [...refs, ...elements].filter((one) => one !== undefined);
}
