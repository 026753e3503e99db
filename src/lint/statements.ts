import type { Node } from 'libpg-query';
import { type Allowance, hasAllowances, readAllowances } from './allowances.ts';
import type { Parser } from './parser.ts';
import { sqlToApply } from './sections.ts';

/** A file to be judged. */
export interface SqlFile {
  /** The path as it is shown. */
  file: string;
  text: string;
}

/** A statement with its place in the file. */
export interface Statement {
  node: Node;
  /** The path of the file. */
  file: string;
  line: number;
  /** The next line after it, for findings that only know a line. */
  lastLine: number;
  /** The text as it is written. */
  raw: string;
  /** What is shown of it, on one line. */
  text: string;
  /** The comments that allow something here. */
  allowances: Allowance[];
  /** What of it nobody can say before it runs, if there is such a part: it is a note, unless something is found. */
  unknown?: string;
}

/** Something that keeps a part of the file from being judged. */
export interface Problem {
  code: 'syntax-error' | 'allowance-not-valid';
  object: string;
  file: string;
  line: number;
}

interface LaidOut {
  bytes: Buffer;
  /** Where each line begins. */
  lines: number[];
}

/** Parses a file. What cannot be parsed is a problem. */
export function readStatements(
  { file, text }: SqlFile,
  parser: Parser,
): { statements: Statement[]; problems: Problem[] } {
  const sql = sqlToApply(text);
  const laidOut = layOut(sql);
  const parsed = parser.parse(sql);
  const at = (offset: number, code: Problem['code'], object: string) => ({
    code,
    object,
    file,
    line: lineAt(laidOut, offset),
  });
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
    const allowances = good.filter(({ at: where }) => where >= end && where < until);
    end = until;
    if (stmt === undefined) return [];
    const line = lineAt(laidOut, from);
    const lastLine = line + raw.trimEnd().split('\n').length - 1;
    return [{ node: stmt, file, line, lastLine, raw, text: shorten(raw), allowances }];
  });
  return { statements, problems: bad.map(({ problem, at: where }) => at(where, 'allowance-not-valid', problem)) };
}

function layOut(sql: string): LaidOut {
  const bytes = Buffer.from(sql);
  const lines = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines.push(at + 1);
  return { bytes, lines };
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

/** The beginning of a statement, on one line. */
export function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}
