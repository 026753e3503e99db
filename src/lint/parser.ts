import {
  loadModule,
  type ParseResult,
  parsePlPgSQLSync,
  parseSync,
  type ScanToken,
  SqlError,
  scanSync,
} from 'libpg-query';

/** PostgreSQL's own parser, compiled to WebAssembly. Only this file knows the package. */
export interface Parser {
  parse(sql: string): ParseResult | SyntaxProblem;
  /** The comments, with their places in bytes of UTF-8. */
  comments(sql: string): Comment[];
  /** The SQL statements in a `DO` block, with the line of each within the block. Empty if it cannot be read. */
  statementsOfBlock(doStatement: string): BlockStatement[];
}

export interface SyntaxProblem {
  message: string;
  /** Offset in bytes of UTF-8. */
  at: number;
}

export type Comment = Pick<ScanToken, 'start' | 'end' | 'text'>;

export interface BlockStatement {
  sql: string;
  /** 0 for the first line of the block. */
  line: number;
  /** The text of `EXECUTE` is made while it runs, so nobody can read it before. */
  dynamic: boolean;
}

/** Loads the parser: about 50 ms, once. */
export async function loadParser(): Promise<Parser> {
  await loadModule();
  return { parse, comments, statementsOfBlock };
}

function parse(sql: string): ParseResult | SyntaxProblem {
  if (sql.trim() === '') return { stmts: [] };
  try {
    return parseSync(sql);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = error instanceof SqlError ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
    return { message: error.message, at };
  }
}

function comments(sql: string): Comment[] {
  try {
    return scanSync(sql).tokens.filter(({ tokenName }) => tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT');
  } catch {
    return []; // The parser reports what is wrong.
  }
}

function statementsOfBlock(doStatement: string): BlockStatement[] {
  const found: BlockStatement[] = [];
  try {
    collect(parsePlPgSQLSync(doStatement), 0, found);
  } catch {
    // A block in another language, or one that this version of PL/pgSQL does not know.
  }
  return found;
}

/** Walks the tree of PL/pgSQL and picks the statements that are SQL. */
function collect(node: unknown, line: number, found: BlockStatement[]): void {
  if (Array.isArray(node)) {
    for (const one of node) collect(one, line, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  for (const [kind, value] of Object.entries(node)) {
    const own = typeof value?.lineno === 'number' ? value.lineno - 1 : line;
    const sql = value?.sqlstmt?.PLpgSQL_expr?.query;
    if (kind === 'PLpgSQL_stmt_execsql' && typeof sql === 'string') found.push({ sql, line: own, dynamic: false });
    else if (kind === 'PLpgSQL_stmt_dynexecute') {
      const query = value?.query?.PLpgSQL_expr?.query;
      const literal = typeof query === 'string' ? literalIn(query) : undefined;
      found.push({ sql: literal ?? String(query), line: own, dynamic: literal === undefined });
    } else collect(value, own, found);
  }
}

/** The text of a single quoted literal, which is as good as the statement itself. */
function literalIn(expression: string): string | undefined {
  const quoted = /^\s*'((?:[^']|'')*)'\s*$/.exec(expression)?.[1];
  const dollars = /^\s*(\$\w*\$)([\s\S]*)\1\s*$/.exec(expression)?.[2];
  return quoted?.replaceAll("''", "'") ?? dollars;
}
