import type { Node } from 'libpg-query';
import { type Allowance, hasAllowances, readAllowances } from './allowances.ts';
import { Created } from './created.ts';
import type { Allowed, LintFinding } from './finding.ts';
import { judgeStatement, touchesOnlyNew } from './judge.ts';
import { type Judged, liveAt } from './live.ts';
import type { Parser } from './parser.ts';
import { LINT_RULES } from './rules/rules.ts';
import { sqlToApply } from './sections.ts';

/** A file to be judged. */
export interface SqlFile {
  /** The path as it is shown. */
  file: string;
  text: string;
}

export interface Linted {
  findings: LintFinding[];
  allowed: Allowed[];
  statements: number;
}

/** A statement with its place in the file. */
interface Statement {
  node: Node;
  file: LaidOut;
  line: number;
  /** The next line after it, for findings that only know a line. */
  lastLine: number;
  text: string;
  /** The comments that allow something here. */
  allowances: Allowance[];
}

interface LaidOut {
  name: string;
  bytes: Buffer;
  /** Where each line begins. */
  lines: number[];
}

/**
 * Judges files against every version that was written before them. `together`: they are applied by one run, so what one
 * of them creates is new for all that follow. Otherwise each file stands alone, because a table that an old file created
 * may be in use today.
 */
export function lintFiles(
  files: readonly SqlFile[],
  parser: Parser,
  { together, foreign = [] }: { together: boolean; foreign?: readonly LintFinding[] },
): Linted {
  const result: Linted = { findings: [], allowed: [], statements: 0 };
  const groups = together ? [files] : files.map((one) => [one]);
  for (const group of groups) {
    const read = group.map((one) => readStatements(one, parser));
    const statements = read.flatMap((one) => one.statements);
    result.findings.push(...read.flatMap((one) => one.problems));
    result.statements += statements.length;
    const names = new Set(group.map(({ file }) => file));
    judgeTogether(
      statements,
      foreign.filter(({ file }) => names.has(file)),
      result,
    );
  }
  return result;
}

function judgeTogether(statements: readonly Statement[], foreign: readonly LintFinding[], result: Linted): void {
  const created = new Created();
  statements.forEach(({ node }, place) => {
    created.add(node, place);
  });
  const used = new Set<Allowance>();
  const take = (finding: LintFinding, { allowances }: Statement) => {
    const allowance = allowances.find(({ codes }) => codes.includes(finding.code));
    if (allowance === undefined) return void result.findings.push(finding);
    used.add(allowance);
    const { code, file, line, object } = finding;
    result.allowed.push({ code, file, line, object, reason: allowance.reason });
  };
  const own = new Map<Statement, Set<string>>();
  statements.forEach((statement, place) => {
    const judged = judgeStatement(statement.node, liveAt(created, place)).map((one) => toFinding(one, statement));
    own.set(statement, new Set(judged.map(({ code }) => code)));
    for (const finding of judged) take(finding, statement);
  });
  for (const finding of foreign) {
    const place = statements.findIndex((one) => isAt(finding, one));
    const statement = statements[place];
    if (statement === undefined) result.findings.push(finding);
    else if (touchesOnlyNew(statement.node, liveAt(created, place))) continue;
    else if (!own.get(statement)?.has(SAME[finding.code] ?? '')) take(finding, statement);
  }
  for (const statement of statements) {
    for (const allowance of statement.allowances.filter((one) => !used.has(one))) {
      used.add(allowance);
      result.findings.push(toFinding({ code: 'allowance-unused', object: allowance.codes.join(', ') }, statement));
    }
  }
}

function isAt({ file, line }: LintFinding, statement: Statement): boolean {
  return file === statement.file.name && line >= statement.line && line <= statement.lastLine;
}

/** Rules of squawk that say the same as one of ours. */
export const SAME: Readonly<Record<string, string>> = {
  'squawk/ban-drop-column': 'column-dropped',
  'squawk/ban-drop-table': 'table-dropped',
  'squawk/renaming-column': 'column-renamed',
  'squawk/renaming-table': 'table-renamed',
  'squawk/changing-column-type': 'column-type-changed',
  'squawk/adding-required-field': 'column-required',
  'squawk/adding-not-nullable-field': 'not-null-added',
  'squawk/ban-drop-not-null': 'not-null-dropped',
  'squawk/ban-alter-domain-with-add-constraint': 'domain-narrowed',
  'squawk/ban-truncate-cascade': 'truncated',
  'squawk/require-concurrent-reindex': 'table-locked',
};

function toFinding({ code, object }: Judged, { file, line, text }: Statement): LintFinding {
  const { level, what, why, now, later } = LINT_RULES[code];
  return {
    code,
    level,
    file: file.name,
    line,
    object,
    cause: what.replace('%', object),
    why,
    wayOut: [now, later].filter((one) => one !== ''),
    statement: text,
  };
}

/** Parses a file. What cannot be parsed is a finding. */
function readStatements({ file, text }: SqlFile, parser: Parser): { statements: Statement[]; problems: LintFinding[] } {
  const sql = sqlToApply(text);
  const laidOut = layOut(file, sql);
  const parsed = parser.parse(sql);
  const at = (offset: number, code: 'syntax-error' | 'allowance-not-valid', object: string) => {
    const line = lineAt(laidOut, offset);
    const statement = { node: {} as Node, file: laidOut, line, lastLine: line, text: '', allowances: [] };
    return toFinding({ code, object }, statement);
  };
  if ('message' in parsed) return { statements: [], problems: [at(parsed.at, 'syntax-error', parsed.message)] };

  const { good, bad } = hasAllowances(sql) ? readAllowances(parser.comments(sql)) : { good: [], bad: [] };
  let end = 0;
  const statements = (parsed.stmts ?? []).flatMap(({ stmt, stmt_location = 0, stmt_len }): Statement[] => {
    const to = stmt_len === undefined || stmt_len === 0 ? laidOut.bytes.length : stmt_location + stmt_len;
    const from = skipComments(laidOut.bytes, stmt_location, to);
    const raw = laidOut.bytes.toString('utf8', from, to);
    // A comment belongs to the statement that it stands before or in, or at the end of whose line it stands.
    const after = laidOut.bytes.indexOf('\n', to);
    const until = after < 0 ? laidOut.bytes.length : after;
    const allowances = good.filter(({ at }) => at >= end && at < until);
    end = until;
    if (stmt === undefined) return [];
    const line = lineAt(laidOut, from);
    const shown = shorten(raw);
    const lastLine = line + raw.trimEnd().split('\n').length - 1;
    const statement = { node: stmt, file: laidOut, line, lastLine, text: shown, allowances };
    return 'DoStmt' in stmt ? [statement, ...statementsIn(raw, statement, parser)] : [statement];
  });
  return { statements, problems: bad.map(({ problem, at: where }) => at(where, 'allowance-not-valid', problem)) };
}

/** The statements in a DO block. A statement that only exists while it runs is one that nobody can judge. */
function statementsIn(raw: string, block: Statement, parser: Parser): Statement[] {
  // PL/pgSQL counts the lines of the body, which begins after the dollar quotes.
  const before = (/^[\s\S]*?(?:\$\w*\$|')/.exec(raw)?.[0] ?? '').split('\n').length - 1;
  return parser.statementsOfBlock(raw).flatMap(({ sql, line, dynamic }): Statement[] => {
    const place = { ...block, line: block.line + before + line, text: shorten(sql) };
    if (dynamic) return [{ ...place, node: DYNAMIC(sql) }];
    const parsed = parser.parse(sql);
    // SELECT … INTO a variable and the like, which only PL/pgSQL knows.
    if ('message' in parsed) return [];
    return (parsed.stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [{ ...place, node: stmt }]));
  });
}

/** EXECUTE as a node: the parser has none for it. */
const DYNAMIC = (sql: string): Node => ({ ExecuteStmt: { name: shorten(sql) } });

function layOut(name: string, sql: string): LaidOut {
  const bytes = Buffer.from(sql);
  const lines = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines.push(at + 1);
  return { name, bytes, lines };
}

/** The line of a place, by halving: a dump has many lines and many statements. */
function lineAt({ lines }: LaidOut, offset: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

/** The parser counts the blanks and comments before a statement to it. Returns where the statement itself begins. */
function skipComments(bytes: Buffer, from: number, to: number): number {
  const text = bytes.toString('utf8', from, to);
  const blanks = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? '';
  return from + Buffer.byteLength(blanks);
}

const SHOWN_CHARACTERS = 160;

function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}
