import { invalidParameter } from './errors.ts';

export interface PageRequest<T> {
  items: readonly T[];
  /** Unique and stable while the item exists, so that the next page is correct even if items were added or removed. */
  keyOf(item: T): string;
  limit: number;
  nextToken: string | undefined;
  descending?: boolean;
}

/** One page of a list, sorted by key. */
export function pageOf<T>(request: PageRequest<T>): { items: T[]; nextToken?: string } {
  const { keyOf, limit, nextToken, descending = false } = request;
  const direction = descending ? -1 : 1;
  const compare = (a: string, b: string) => direction * (Number(a > b) - Number(a < b));
  const after = nextToken === undefined ? undefined : decode(nextToken);
  const rest = request.items
    .filter((item) => after === undefined || compare(keyOf(item), after) > 0)
    .sort((a, b) => compare(keyOf(a), keyOf(b)));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return rest.length > limit && last !== undefined ? { items, nextToken: encode(keyOf(last)) } : { items };
}

const MARK = 'after:';
const encode = (key: string) => Buffer.from(MARK + key).toString('base64url');

function decode(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (!key.startsWith(MARK)) throw invalidParameter('Invalid token.');
  return key.slice(MARK.length);
}

/** The page size of ECS's list operations: 1 to 100, by default 100. */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults !== undefined && (maxResults < 1 || maxResults > 100)) {
    throw invalidParameter('maxResults must be between 1 and 100.');
  }
  return maxResults ?? 100;
}
