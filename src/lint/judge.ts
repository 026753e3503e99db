import type { Node } from 'libpg-query';
import type { Kind } from './created.ts';
import { judgeAlterTable } from './judge-alter-table.ts';
import { judgeDrop, judgeRename, judgeSetSchema } from './judge-names.ts';
import { judgeRows } from './judge-rows.ts';
import type { Judged, Live } from './live.ts';
import { joinName, nameOfList, nameOfObject, nameOfRelation, textOf } from './names.ts';
import type { LintCode } from './rules/rules.ts';

/**
 * Whether all that a statement changes was created by the migrations that are judged together. A lock on such a table
 * harms nobody.
 */
export function touchesOnlyNew(node: Node, live: Live): boolean {
  const targets = targetsOf(node);
  return targets.length > 0 && targets.every(([kind, name]) => live.isNew(kind, name));
}

function targetsOf(node: Node): [Kind, string][] {
  if ('AlterTableStmt' in node) return [['relation', nameOfRelation(node.AlterTableStmt.relation)]];
  if ('IndexStmt' in node) return [['relation', nameOfRelation(node.IndexStmt.relation)]];
  if ('RenameStmt' in node) return [['relation', nameOfRelation(node.RenameStmt.relation)]];
  if ('AlterDomainStmt' in node) return [['type', nameOfList(node.AlterDomainStmt.typeName)]];
  if ('TruncateStmt' in node) return (node.TruncateStmt.relations ?? []).map((one) => ['relation', nameOfObject(one)]);
  if ('DropStmt' in node) return (node.DropStmt.objects ?? []).map((one) => ['relation', nameOfObject(one)]);
  if ('CreateStmt' in node) return [['relation', nameOfRelation(node.CreateStmt.relation)]];
  return [];
}

/** Everything that a statement breaks for a version that was written before it. */
export function judgeStatement(node: Node, live: Live): Judged[] {
  if ('AlterTableStmt' in node) return judgeAlterTable(node.AlterTableStmt, live);
  if ('DropStmt' in node) return judgeDrop(node.DropStmt, live);
  if ('RenameStmt' in node) return judgeRename(node.RenameStmt, live);
  if ('AlterObjectSchemaStmt' in node) return judgeSetSchema(node.AlterObjectSchemaStmt, live);
  if ('AlterEnumStmt' in node) {
    const { typeName, oldVal } = node.AlterEnumStmt;
    const name = nameOfList(typeName);
    return oldVal && !live.isNew('type', name) ? [{ code: 'enum-value-renamed', object: name }] : [];
  }
  if ('IndexStmt' in node) return judgeIndex(node.IndexStmt, live);
  // EXECUTE, also in a DO block.
  if ('ExecuteStmt' in node) return [{ code: 'not-judged', object: node.ExecuteStmt.name ?? '' }];
  return [...judgeBehaviour(node, live), ...judgeRoles(node, live), ...judgeRows(node, live)];
}

function judgeIndex(statement: Extract<Node, { IndexStmt: unknown }>['IndexStmt'], live: Live): Judged[] {
  const { relation, indexParams = [], idxname, unique, concurrent, if_not_exists } = statement;
  const table = nameOfRelation(relation);
  const columns = indexParams.map((one) => ('IndexElem' in one ? one.IndexElem.name : undefined));
  const covered = columns.some((name) => name === undefined || !live.isNew('column', joinName([table, name])));
  const isNarrower = unique && covered && !live.isNew('relation', table);
  return [
    ...(isNarrower ? [{ code: 'constraint-added', object: table } as const] : []),
    ...(concurrent && if_not_exists
      ? [{ code: 'concurrent-index-if-not-exists', object: idxname ?? '' } as const]
      : []),
  ];
}

/** Triggers, rules, policies and rights. */
function judgeBehaviour(node: Node, live: Live): Judged[] {
  const onLive = (code: LintCode, table: string): Judged[] =>
    live.isNew('relation', table) ? [] : [{ code, object: table }];
  if ('CreateTrigStmt' in node) return onLive('trigger-added', nameOfRelation(node.CreateTrigStmt.relation));
  if ('RuleStmt' in node) return onLive('trigger-added', nameOfRelation(node.RuleStmt.relation));
  // A permissive policy only adds rows.
  if ('CreatePolicyStmt' in node && !node.CreatePolicyStmt.permissive) {
    return onLive('row-security-changed', nameOfRelation(node.CreatePolicyStmt.table));
  }
  if ('AlterPolicyStmt' in node) return onLive('row-security-changed', nameOfRelation(node.AlterPolicyStmt.table));
  if ('GrantStmt' in node && !node.GrantStmt.is_grant) return judgeRevoke(node.GrantStmt, live);
  if ('AlterDomainStmt' in node) return judgeDomain(node.AlterDomainStmt, live);
  return [];
}

function judgeRevoke(statement: Extract<Node, { GrantStmt: unknown }>['GrantStmt'], live: Live): Judged[] {
  const { objects = [], objtype, grantees = [] } = statement;
  const roles = grantees.map((one) => ('RoleSpec' in one ? (one.RoleSpec.rolename ?? '') : ''));
  if (roles.length > 0 && roles.every((role) => live.isNew('role', role))) return [];
  const kind: Kind = kindOfGrant(objtype);
  const names = objects.map((one) => {
    if ('RangeVar' in one) return nameOfRelation(one.RangeVar);
    return 'ObjectWithArgs' in one ? nameOfList(one.ObjectWithArgs.objname) : (textOf(one) ?? nameOfList([one]));
  });
  const old = names.filter((name) => !live.isNew(kind, name));
  return old.map((name) => ({ code: 'right-revoked', object: name }));
}

function kindOfGrant(objtype: string | undefined): Kind {
  if (objtype === 'OBJECT_FUNCTION' || objtype === 'OBJECT_PROCEDURE') return 'function';
  if (objtype === 'OBJECT_SCHEMA') return 'schema';
  return objtype === 'OBJECT_TYPE' || objtype === 'OBJECT_DOMAIN' ? 'type' : 'relation';
}

/** Subtypes: C adds a constraint, O sets NOT NULL, T changes the default. */
function judgeDomain(statement: Extract<Node, { AlterDomainStmt: unknown }>['AlterDomainStmt'], live: Live): Judged[] {
  const name = nameOfList(statement.typeName);
  if (live.isNew('type', name)) return [];
  const { subtype = '' } = statement;
  if (subtype === 'C' || subtype === 'O') return [{ code: 'domain-narrowed', object: name }];
  return subtype === 'T' ? [{ code: 'default-changed', object: name }] : [];
}

function judgeRoles(node: Node, live: Live): Judged[] {
  const changed = (role: string | undefined): Judged[] =>
    role && !live.isNew('role', role) ? [{ code: 'role-changed', object: role }] : [];
  const nameOf = (one: Node) => ('RoleSpec' in one ? one.RoleSpec.rolename : undefined);
  if ('DropRoleStmt' in node) return (node.DropRoleStmt.roles ?? []).flatMap((one) => changed(nameOf(one)));
  if ('DropOwnedStmt' in node) return (node.DropOwnedStmt.roles ?? []).flatMap((one) => changed(nameOf(one)));
  if ('AlterRoleStmt' in node) return changed(node.AlterRoleStmt.role?.rolename);
  // Other settings of a role, such as lock_timeout for the one that migrates, take no names away.
  if ('AlterRoleSetStmt' in node && node.AlterRoleSetStmt.setstmt?.name === 'search_path') {
    return changed(node.AlterRoleSetStmt.role?.rolename);
  }
  if ('GrantRoleStmt' in node && !node.GrantRoleStmt.is_grant) {
    return (node.GrantRoleStmt.grantee_roles ?? []).flatMap((one): Judged[] => {
      const role = nameOf(one);
      return role && !live.isNew('role', role) ? [{ code: 'right-revoked', object: role }] : [];
    });
  }
  return [];
}
