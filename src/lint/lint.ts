import { type Choice, chooseFiles } from './find-files.ts';
import type { Allowed, LintFinding } from './finding.ts';
import { lintFiles } from './lint-files.ts';
import { loadParser } from './parser.ts';
import { LintProblem } from './problem.ts';
import { findSquawk, runSquawk } from './squawk.ts';

export interface LintOptions extends Choice {
  squawk: 'auto' | 'required' | 'off';
}

/** Where the lint works: the folder that paths count from, and the variables of the process (PATH). */
export interface LintPlace {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

export interface LintResult {
  files: string[];
  statements: number;
  /** Sorted by file and line. */
  findings: LintFinding[];
  allowed: Allowed[];
  /** `missing`: it is not installed, so what locks a table was not judged. */
  squawk: 'run' | 'missing' | 'off';
  passedOver: { wayBack: number; notSql: string[] };
}

export const GET_SQUAWK = 'npm install --save-dev squawk-cli (or pip install squawk-cli), then run it again';

/** Judges SQL migrations. Throws a {@link LintProblem} if nothing can be judged. */
export async function lint(options: LintOptions, place: LintPlace): Promise<LintResult> {
  const { files, passedOver } = await chooseFiles(options, place.cwd);
  const program = options.squawk === 'off' ? undefined : findSquawk(place.cwd, place.env);
  if (options.squawk === 'required' && program === undefined) {
    throw new LintProblem('squawk is required (--squawk), and is not installed', GET_SQUAWK);
  }
  const foreign = program === undefined ? [] : await runSquawk(program, files, place.cwd);
  const together = options.pending !== undefined || options.since !== undefined || options.after !== undefined;
  const linted = lintFiles(files, await loadParser(), { together, foreign });
  const order = new Map(files.map(({ file }, index) => [file, index]));
  const placeOf = ({ file }: LintFinding) => order.get(file) ?? -1;
  const missing = options.squawk === 'off' ? 'off' : 'missing';
  return {
    ...linted,
    files: files.map(({ file }) => file),
    findings: linted.findings.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line),
    squawk: program === undefined ? missing : 'run',
    passedOver,
  };
}

export function errorsIn({ findings }: Pick<LintResult, 'findings'>): LintFinding[] {
  return findings.filter(({ level }) => level === 'error');
}
