import type { Node, RangeVar } from 'libpg-query';

/** The text of a node that is a name; undefined for any other node. */
export function textOf(node: Node | undefined): string | undefined {
  return node !== undefined && 'String' in node ? node.String.sval : undefined;
}

/** A qualified name as people write it. The schema `public` is left out, so that both forms are the same name. */
export function joinName(parts: readonly (string | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined && part !== '');
  return (given.length > 1 && given[0] === 'public' ? given.slice(1) : given).join('.');
}

export function nameOfRelation(relation: RangeVar | undefined): string {
  return joinName([relation?.schemaname, relation?.relname]);
}

export function nameOfList(nodes: readonly Node[] | undefined): string {
  return joinName((nodes ?? []).map(textOf));
}

/** The name in any node that DROP, RENAME or SET SCHEMA can have as its object. */
export function nameOfObject(node: Node | undefined): string {
  if (node === undefined) return '';
  if ('List' in node) return nameOfList(node.List.items);
  if ('ObjectWithArgs' in node) return nameOfList(node.ObjectWithArgs.objname);
  if ('TypeName' in node) return nameOfList(node.TypeName.names);
  if ('RangeVar' in node) return nameOfRelation(node.RangeVar);
  return textOf(node) ?? '';
}

/** `app.orders.total` is in the table `app.orders`. */
export function withoutLast(name: string): string {
  return name.split('.').slice(0, -1).join('.');
}

/** Every node of one kind below a node, itself included. */
export function findNodes<Found>(node: unknown, kind: string): Found[] {
  if (Array.isArray(node)) return node.flatMap((one) => findNodes<Found>(one, kind));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === kind ? [value as Found] : []),
    ...findNodes<Found>(value, kind),
  ]);
}
