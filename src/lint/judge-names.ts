import type { AlterObjectSchemaStmt, DropStmt, ObjectType, RenameStmt } from 'libpg-query';
import type { Kind } from './created.ts';
import type { Judged, Live } from './live.ts';
import { joinName, nameOfObject, nameOfRelation, withoutLast } from './names.ts';
import type { LintCode } from './rules/rules.ts';

interface NamedThing {
  kind: Kind;
  dropped: LintCode;
  /** Absent if another name harms nobody. */
  renamed?: LintCode;
}

const TABLE: NamedThing = { kind: 'relation', dropped: 'table-dropped', renamed: 'table-renamed' };
const VIEW: NamedThing = { kind: 'relation', dropped: 'view-dropped', renamed: 'view-renamed' };
const TYPE: NamedThing = { kind: 'type', dropped: 'type-dropped', renamed: 'type-renamed' };
const FUNCTION: NamedThing = { kind: 'function', dropped: 'function-dropped', renamed: 'function-renamed' };
const TRIGGER: NamedThing = { kind: 'trigger', dropped: 'trigger-removed' };

const THINGS: Partial<Record<ObjectType, NamedThing>> = {
  OBJECT_TABLE: TABLE,
  OBJECT_FOREIGN_TABLE: TABLE,
  OBJECT_VIEW: VIEW,
  OBJECT_MATVIEW: VIEW,
  OBJECT_TYPE: TYPE,
  OBJECT_DOMAIN: TYPE,
  OBJECT_COLLATION: TYPE,
  OBJECT_FUNCTION: FUNCTION,
  OBJECT_PROCEDURE: FUNCTION,
  OBJECT_ROUTINE: FUNCTION,
  OBJECT_AGGREGATE: FUNCTION,
  OBJECT_OPERATOR: FUNCTION,
  OBJECT_SCHEMA: { kind: 'schema', dropped: 'schema-dropped', renamed: 'schema-renamed' },
  OBJECT_SEQUENCE: { kind: 'relation', dropped: 'sequence-dropped', renamed: 'sequence-dropped' },
  OBJECT_EXTENSION: { kind: 'extension', dropped: 'extension-dropped' },
  OBJECT_INDEX: { kind: 'relation', dropped: 'index-dropped' },
  OBJECT_TRIGGER: TRIGGER,
  OBJECT_RULE: TRIGGER,
  OBJECT_POLICY: { kind: 'trigger', dropped: 'row-security-changed' },
  OBJECT_ROLE: { kind: 'role', dropped: 'role-changed', renamed: 'role-changed' },
};

export function judgeDrop({ objects = [], removeType, behavior }: DropStmt, live: Live): Judged[] {
  const thing = removeType === undefined ? undefined : THINGS[removeType];
  if (thing === undefined) return [];
  const { kind, dropped } = thing;
  return objects.map(nameOfObject).flatMap((name): Judged[] => {
    if (live.isNew(kind, name)) return [];
    const isCascade = behavior === 'DROP_CASCADE';
    if (!live.comesLater(kind, name) || removeType === 'OBJECT_TABLE') return [{ code: dropped, object: name }];
    // A trigger that is created again is judged there.
    if (kind === 'trigger' || dropped === 'index-dropped') return [];
    return [{ code: isCascade ? dropped : 'recreated', object: name }];
  });
}

export function judgeRename(statement: RenameStmt, live: Live): Judged[] {
  const { renameType, relationType, relation, object, subname, newname } = statement;
  if (renameType === 'OBJECT_COLUMN' || renameType === 'OBJECT_ATTRIBUTE') {
    const owner = nameOfRelation(relation);
    const name = joinName([owner, subname]);
    if (live.isNew('column', name) || (renameType === 'OBJECT_ATTRIBUTE' && live.isNew('type', owner))) return [];
    const ofView = relationType === 'OBJECT_VIEW' || relationType === 'OBJECT_MATVIEW';
    const ofTable = ofView ? 'view-renamed' : 'column-renamed';
    return [{ code: renameType === 'OBJECT_ATTRIBUTE' ? 'type-renamed' : ofTable, object: name }];
  }
  // The name of a schema or role is where the name of a column would be.
  const name = relation || object ? nameOfRelation(relation) || nameOfObject(object) : (subname ?? '');
  return newname === name ? [] : judgeMoved(renameType, name, live);
}

export function judgeSetSchema({ objectType, relation, object }: AlterObjectSchemaStmt, live: Live): Judged[] {
  return judgeMoved(objectType, nameOfRelation(relation) || nameOfObject(object), live);
}

function judgeMoved(type: ObjectType | undefined, name: string, live: Live): Judged[] {
  const thing = type === undefined ? undefined : THINGS[type];
  if (thing?.renamed === undefined || live.isNew(thing.kind, name)) return [];
  if (thing.kind === 'trigger' && live.isNew('relation', withoutLast(name))) return [];
  // A view with the old name lets the running version go on.
  return [{ code: live.comesLater(thing.kind, name) ? 'recreated' : thing.renamed, object: name }];
}
