import { BEHAVIOUR } from './behaviour.ts';
import { CHECKS } from './checks.ts';
import { DATA } from './data.ts';
import type { LintRule } from './row.ts';
import { SHAPE } from './shape.ts';

/** Every rule of our own, by code. */
export const LINT_RULES = { ...SHAPE, ...CHECKS, ...BEHAVIOUR, ...DATA } satisfies Record<string, LintRule>;

export type LintCode = keyof typeof LINT_RULES;

/** What harms a version although its code was written with the migration: it locks, or nobody can say what it does. */
export const EVEN_IF_KNOWN: ReadonlySet<string> = new Set<LintCode>([
  'table-locked',
  'update-without-where',
  'concurrent-index-if-not-exists',
  'not-judged',
  'syntax-error',
  'allowance-not-valid',
  'allowance-unused',
]);
