import type { Allowance } from './allowances.ts';
import { Created } from './created.ts';
import type { Allowed, LintFinding } from './finding.ts';
import { judgeStatement, touchesOnlyNew } from './judge.ts';
import { type Judged, liveAt } from './live.ts';
import { type Functions, openStatements } from './open-statements.ts';
import type { Parser } from './parser.ts';
import { LINT_RULES } from './rules/rules.ts';
import { type Problem, readStatements, type SqlFile, type Statement } from './statements.ts';
import type { Version } from './versions.ts';

export interface Linted {
  findings: LintFinding[];
  allowed: Allowed[];
  statements: number;
}

export interface LintHow extends Against {
  together: boolean;
  /** The findings of squawk. */
  foreign?: readonly LintFinding[];
}

/** One version of the code that the files are judged against. */
interface Against {
  /** The files that are judged. The others were applied before. Default: all. */
  only?: ReadonlySet<string>;
  /** The files whose new tables and columns the version does not know. Default: all. */
  creates?: ReadonlySet<string>;
  version?: Pick<Version, 'name' | 'isAtLeast'>;
}

/**
 * Judges files against every version that was written before them. `together`: they are applied by one run, so what one
 * of them creates is new for all that follow. Otherwise each file stands alone, because a table that an old file created
 * may be in use today.
 */
export function lintFiles(
  files: readonly SqlFile[],
  parser: Parser,
  { together, foreign = [], ...against }: LintHow,
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
    const isJudged = ({ file }: { file: string }) => against.only?.has(file) ?? true;
    result.findings.push(...read.flatMap((one) => one.problems.filter(isJudged).map(toProblem)));
    result.statements += statements.filter(isJudged).length;
    const names = new Set(group.map(({ file }) => file));
    judgeTogether(
      statements,
      foreign.filter((one) => names.has(one.file) && isJudged(one)),
      against,
      result,
    );
  }
  return result;
}

function judgeTogether(
  statements: readonly Statement[],
  foreign: readonly LintFinding[],
  { only, creates, version }: Against,
  result: Linted,
): void {
  const created = new Created();
  statements.forEach(({ node, file }, place) => {
    if (creates === undefined || creates.has(file)) created.add(node, place);
  });
  const isJudged = ({ file }: Statement) => only === undefined || only.has(file);
  const used = new Set<Allowance>();
  const take = (finding: LintFinding, { allowances }: Statement) => {
    const allowance = allowances.find(({ codes }) => codes.includes(finding.code));
    if (allowance === undefined) return void result.findings.push(finding);
    used.add(allowance);
    const { code, file, line, object } = finding;
    const { reason, after } = allowance;
    const isProven = after === undefined || version === undefined ? undefined : version.isAtLeast(after);
    if (isProven === false || isProven === 'unknown') {
      result.findings.push({ ...finding, exception: wordException(after ?? '', version?.name ?? '', isProven) });
    } else {
      const from = after === undefined ? {} : { after: { release: after, proven: isProven === true } };
      result.allowed.push({ code, file, line, object, reason, ...from });
    }
  };
  const own = new Map<Statement, Set<string>>();
  statements.forEach((statement, place) => {
    if (!isJudged(statement)) return;
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
  for (const statement of statements.filter(isJudged)) {
    for (const allowance of statement.allowances.filter((one) => !used.has(one))) {
      used.add(allowance);
      result.findings.push(toFinding({ code: 'allowance-unused', object: allowance.codes.join(', ') }, statement));
    }
  }
}

function wordException(release: string, version: string, isProven: false | 'unknown'): string {
  const why = isProven === false ? 'is an older one' : 'may be an older one: nobody can say which release it is';
  return `an exception holds from release ${release} on, and ${version}, which can take traffic, ${why}`;
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
