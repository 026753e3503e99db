import { nearest } from '../core/base/did-you-mean.ts';
import type { Comment } from './parser.ts';
import { LINT_RULES } from './rules/rules.ts';

/** A comment that allows one statement to break a rule: `-- ecs-migrate-allow column-dropped: unused since 42`. */
export interface Allowance {
  codes: string[];
  reason: string;
  /** Where the comment is, in bytes of UTF-8. */
  at: number;
}

/** A comment that wants to allow something but cannot. */
export interface BadAllowance {
  problem: string;
  at: number;
}

const MARK = 'ecs-migrate-allow';

/** Whether a file has such comments at all: only then are its comments read. */
export function hasAllowances(sql: string): boolean {
  return sql.includes(MARK);
}

export function readAllowances(comments: readonly Comment[]): { good: Allowance[]; bad: BadAllowance[] } {
  const good: Allowance[] = [];
  const bad: BadAllowance[] = [];
  for (const { text, start } of comments) {
    const rest = text.split(MARK)[1];
    if (rest === undefined) continue;
    const [, list = '', said = ''] = /^[\s:]*([\w/, -]*?)\s*(?::([\s\S]*))?(?:\*\/)?\s*$/.exec(rest) ?? [];
    const codes = list.split(/[\s,]+/).filter((code) => code !== '');
    const reason = said.replace(/\*\/\s*$/, '').trim();
    const unknown = codes.find((code) => !(code in LINT_RULES) && !code.includes('/'));
    if (codes.length === 0) bad.push({ problem: 'it names no code', at: start });
    else if (unknown !== undefined) bad.push({ problem: wordUnknown(unknown), at: start });
    else if (reason.length < 3) bad.push({ problem: `it gives no reason for ${codes.join(', ')}`, at: start });
    else good.push({ codes, reason, at: start });
  }
  return { good, bad };
}

function wordUnknown(code: string): string {
  const near = nearest(code, Object.keys(LINT_RULES));
  return `there is no code ${code}${near ? ` (did you mean ${near}?)` : '; a rule of squawk is written squawk/RULE'}`;
}
