/**
 * Literals in lower case, one of which a text must contain if the pattern matches it. `undefined` if there are none.
 * Searching for literals is much cheaper than compiling and running the pattern, and few rows of the catalogue share a
 * word with a log.
 */
export function literalsOf({ source }: RegExp): string[] | undefined {
  const groups: Group[] = [newGroup(false)];
  for (const [token] of source.matchAll(TOKENS)) {
    const group = groups.at(-1) as Group;
    if (token.startsWith('(')) {
      endRun(group);
      groups.push(newGroup(/^\(\?[^:]/.test(token)));
    } else if (token === ')') {
      const { isAssertion, alternatives } = endAlternative(groups.pop() as Group);
      const outer = groups.at(-1) as Group;
      outer.inner = isAssertion || alternatives.includes(undefined) ? undefined : (alternatives.flat() as string[]);
    } else if (token === '|') endAlternative(group);
    else if (QUANTIFIER.test(token)) quantify(group, OPTIONAL.test(token));
    else if (LITERAL.test(token)) addLiteral(group, token);
    else endRun(group);
  }
  const [whole] = groups;
  const { alternatives } = endAlternative(whole as Group);
  return alternatives.includes(undefined) ? undefined : (alternatives.flat() as string[]);
}

/** Shorter literals occur in too many texts. */
const SHORTEST = 3;

/** Escapes, classes, groups, quantifiers and single special characters, with the literals between them. */
const TOKENS = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:))?|[)|.^$]|[?*+]\??|\{\d+(?:,\d*)?\}\??|[^\\[()|.^$?*+{]+/g;
const QUANTIFIER = /^[?*+{]/;
const OPTIONAL = /^(?:[?*]|\{0)/;
const LITERAL = /^(?:\\\W|[^\\[()|.^$?*+{])/;

/** A group that is being parsed: for each alternative, the literals of which a text must contain one. */
interface Group {
  isAssertion: boolean;
  alternatives: (string[] | undefined)[];
  /** For the current alternative: the best literals so far, the literal at its end, and a group at its end. */
  best: string[] | undefined;
  run: string;
  inner: string[] | undefined;
}

function newGroup(isAssertion: boolean): Group {
  return { isAssertion, alternatives: [], best: undefined, run: '', inner: undefined };
}

function addLiteral(group: Group, token: string): void {
  takeInner(group);
  group.run += (token.startsWith('\\') ? token.slice(1) : token).toLowerCase();
}

/** What precedes a quantifier may be absent or may be repeated, so the literal cannot continue after it. */
function quantify(group: Group, optional: boolean): void {
  if (optional) {
    group.inner = undefined;
    group.run = group.run.slice(0, -1);
  }
  endRun(group);
}

function endRun(group: Group): void {
  takeInner(group);
  addGroup(group, [group.run]);
  group.run = '';
}

function takeInner(group: Group): void {
  if (group.inner !== undefined) addGroup(group, group.inner);
  group.inner = undefined;
}

function endAlternative(group: Group): Group {
  endRun(group);
  group.alternatives.push(group.best);
  group.best = undefined;
  return group;
}

/** A longer literal is rarer, so it is better. In a set of literals, the shortest one counts. */
function addGroup(group: Group, literals: string[]): void {
  const length = shortestOf(literals);
  if (length >= SHORTEST && (group.best === undefined || length > shortestOf(group.best))) group.best = literals;
}

function shortestOf(literals: readonly string[]): number {
  return literals.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
}
