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
  /**
   * The SQL in a `DO` block, or in the body of a `CREATE FUNCTION`, that is written in PL/pgSQL. Undefined if the body
   * cannot be read.
   */
  readBody(statement: string): BodyPart[] | undefined;
}

export interface SyntaxProblem {
  message: string;
  /** Offset in bytes of UTF-8. */
  at: number;
}

export type Comment = Pick<ScanToken, 'start' | 'end' | 'text'>;

export interface BodyPart {
  sql: string;
  /** 0 for the first line of the body. */
  line: number;
  /** `expression`: a condition or a value. `dynamic`: an expression that makes the text of a statement (EXECUTE). */
  kind: 'statement' | 'expression' | 'dynamic';
}

/** Loads the parser: about 50 ms, once. */
export async function loadParser(): Promise<Parser> {
  await loadModule();
  return { parse, comments, readBody };
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

function readBody(statement: string): BodyPart[] | undefined {
  try {
    // The package says that this is a tree of SQL, and it is one of PL/pgSQL.
    const bodies: unknown = parsePlPgSQLSync(statement);
    const found: BodyPart[] = [];
    collect(bodies, 0, found);
    // A body in another language has no action.
    return JSON.stringify(bodies).includes('"action"') ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What PL/pgSQL calls the expressions whose value is a statement. */
const DYNAMIC = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors']);

/** `parseMode` of a whole statement; the others are types, expressions and assignments. */
const WHOLE_STATEMENT = 0;

/** Walks the tree of PL/pgSQL and picks everything that is SQL. */
function collect(node: unknown, line: number, found: BodyPart[], isDynamic = false): void {
  if (Array.isArray(node)) {
    for (const one of node) collect(one, line, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const own = typeof value?.lineno === 'number' ? value.lineno - 1 : line;
    if (key === 'PLpgSQL_expr') {
      const { query, parseMode } = value as { query: string; parseMode?: number };
      const kind = parseMode === WHOLE_STATEMENT ? 'statement' : 'expression';
      found.push({ sql: query, line, kind: isDynamic ? 'dynamic' : kind });
    } else if (DYNAMIC.has(key)) {
      const { query, ...rest } = value;
      collect(query, own, found, true);
      collect(rest, own, found);
    } else collect(value, own, found, key === 'dynquery');
  }
}
