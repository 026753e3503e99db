import { nearest } from '../core/base/did-you-mean.ts';
import type { Comment } from './parser.ts';
import { LINT_RULES } from './rules/rules.ts';

/** A comment that allows one statement to break a rule: `-- ecs-migrate-allow column-dropped: unused since 42`, or
 * `-- ecs-migrate-allow column-dropped after v42: no version reads it`. */
export interface Allowance {
  codes: string[];
  reason: string;
  /** The release from which on it holds: a commit, a tag, a digest or FAMILY:REVISION. */
  after?: string;
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
    const whole = text.split(MARK)[1];
    if (whole === undefined) continue;
    // A release may have colons: web:41, sha256:….
    const after = /^[^:]*?\safter\s+(\S+?)\s*:(?=\s)/.exec(whole)?.[1];
    const rest = after === undefined ? whole : whole.replace(/\safter\s+\S+?\s*:(?=\s)/, ':');
    const [, list = '', said = ''] = /^[\s:]*([\w/, -]*?)\s*(?::([\s\S]*))?(?:\*\/)?\s*$/.exec(rest) ?? [];
    const codes = list.split(/[\s,]+/).filter((code) => code !== '');
    const reason = said.replace(/\*\/\s*$/, '').trim();
    const unknown = codes.find((code) => !(code in LINT_RULES) && !code.includes('/'));
    if (codes.length === 0) bad.push({ problem: 'it names no code', at: start });
    else if (unknown !== undefined) bad.push({ problem: wordUnknown(unknown), at: start });
    else if (reason.length < 3) bad.push({ problem: `it gives no reason for ${codes.join(', ')}`, at: start });
    else if (after?.startsWith('-')) bad.push({ problem: `${after} is no release`, at: start });
    else good.push({ codes, reason, at: start, ...(after === undefined ? {} : { after }) });
  }
  return { good, bad };
}

function wordUnknown(code: string): string {
  const near = nearest(code, Object.keys(LINT_RULES));
  return `there is no code ${code}${near ? ` (did you mean ${near}?)` : '; a rule of squawk is written squawk/RULE'}`;
}
