import type { Allowance } from './allowances.ts';
import { Created } from './created.ts';
import type { Allowed, LintFinding } from './finding.ts';
import { judgeStatement, touchesOnlyNew } from './judge.ts';
import { type Judged, liveAt } from './live.ts';
import { type Functions, openStatements } from './open-statements.ts';
import type { Parser } from './parser.ts';
import { LINT_RULES } from './rules/rules.ts';
import { type Problem, readStatements, type SqlFile, type Statement } from './statements.ts';

export interface Linted {
  findings: LintFinding[];
  allowed: Allowed[];
  statements: number;
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
  // A function of an earlier file is known to all that follow.
  const functions: Functions = new Map();
  for (const group of groups) {
    const read = group.map((one) => readStatements(one, parser));
    const statements = openStatements(
      read.flatMap((one) => one.statements),
      parser,
      functions,
    );
    result.findings.push(...read.flatMap((one) => one.problems.map(toProblem)));
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
    const found = judgeStatement(statement.node, liveAt(created, place));
    const open = found.length === 0 ? statement.unknown : undefined;
    const judged = (open === undefined ? found : [{ code: 'not-judged', object: open } as const]).map((one) =>
      toFinding(one, statement),
    );
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
  return file === statement.file && line >= statement.line && line <= statement.lastLine;
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

function toProblem({ code, object, ...place }: Problem): LintFinding {
  return toFinding({ code, object }, { ...place, text: '' });
}

function toFinding(
  { code, object }: Judged,
  { file, line, text }: Pick<Statement, 'file' | 'line' | 'text'>,
): LintFinding {
  const { level, what, why, now, later } = LINT_RULES[code];
  return {
    code,
    level,
    file,
    line,
    object,
    cause: what.replace('%', object),
    why,
    wayOut: [now, later].filter((one) => one !== ''),
    statement: text,
  };
}
