import { BEHAVIOUR } from './behaviour.ts';
import { CHECKS } from './checks.ts';
import { DATA } from './data.ts';
import type { LintRule } from './row.ts';
import { SHAPE } from './shape.ts';

/** Every rule of our own, by code. */
export const LINT_RULES = { ...SHAPE, ...CHECKS, ...BEHAVIOUR, ...DATA } satisfies Record<string, LintRule>;

export type LintCode = keyof typeof LINT_RULES;
