import type { Node } from 'libpg-query';
import { nameOfList } from './names.ts';

/** The text of a statement that PL/pgSQL puts together, as far as it is written down. */
export interface Template {
  /** Names and values that are known only while it runs are `…`. */
  sql: string;
  /** Whether at most values are missing, but no names and no other parts of the statement. */
  exact: boolean;
}

const NAME = '"…"';
const VALUE = "'…'";

/** Reads the expression behind EXECUTE: literals, `||`, format(), quote_ident() and quote_literal(). */
export function readTemplate(expression: Node | undefined): Template {
  if (expression === undefined) return hole();
  if ('A_Const' in expression) {
    const { sval } = expression.A_Const;
    return sval === undefined ? hole() : { sql: sval.sval ?? '', exact: true };
  }
  if ('TypeCast' in expression) return readTemplate(expression.TypeCast.arg);
  if ('A_Expr' in expression) {
    const { name, lexpr, rexpr } = expression.A_Expr;
    if (nameOfList(name) !== '||') return hole();
    return join([readTemplate(lexpr), readTemplate(rexpr)]);
  }
  if (!('FuncCall' in expression)) return hole();
  const { funcname, args = [] } = expression.FuncCall;
  const name = nameOfList(funcname).replace(/^pg_catalog\./, '');
  if (name === 'concat') return join(args.map(readTemplate));
  if (name === 'format') return fill(readTemplate(args[0]));
  return name === 'quote_literal' || name === 'quote_nullable' ? { sql: VALUE, exact: true } : hole();
}

function hole(): Template {
  return { sql: NAME, exact: false };
}

function join(parts: readonly Template[]): Template {
  return { sql: parts.map(({ sql }) => sql).join(''), exact: parts.every(({ exact }) => exact) };
}

/** @see https://www.postgresql.org/docs/current/functions-string.html#FUNCTIONS-STRING-FORMAT */
function fill({ sql, exact }: Template): Template {
  let areNamed = exact;
  const filled = sql.replaceAll(/%(?:\d+\$)?(?:-?\d*)([sIL%])/g, (_, kind: string) => {
    if (kind === '%') return '%';
    if (kind === 'L') return VALUE;
    areNamed = false;
    return NAME;
  });
  return { sql: filled, exact: areNamed };
}
