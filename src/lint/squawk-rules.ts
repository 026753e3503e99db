import type { Level } from './rules/row.ts';

interface SquawkRule {
  level: Level;
  why: string;
  later: string;
}

const LOCKS: SquawkRule = {
  level: 'error',
  why: 'the statement keeps a lock for long, and the running version waits behind it',
  later: '',
};
const BREAKS: SquawkRule = {
  level: 'error',
  why: 'the version that is still running may fail on it',
  later: 'in a later release, when no version that uses the old form can take traffic: the statement itself',
};
const FAILS: SquawkRule = {
  level: 'error',
  why: 'PostgreSQL refuses it, or leaves a half-done state behind',
  later: '',
};
/** Matters of style and of good custom. They never fail a build. */
const STYLE: SquawkRule = { level: 'note', why: '', later: '' };

/** What squawk's rules mean for the version that is running. A rule that is not here counts as squawk counts it. */
const SQUAWK_RULES: Readonly<Record<string, SquawkRule>> = {
  'adding-field-with-default': LOCKS,
  'adding-foreign-key-constraint': LOCKS,
  'adding-serial-primary-key-field': LOCKS,
  'constraint-missing-not-valid': LOCKS,
  'disallowed-unique-constraint': LOCKS,
  'require-concurrent-index-creation': LOCKS,
  'require-concurrent-index-deletion': LOCKS,
  'require-concurrent-partition-detach': LOCKS,
  'require-concurrent-reindex': LOCKS,
  'ban-concurrent-index-creation-in-transaction': FAILS,
  'ban-uncommitted-transaction': FAILS,
  'syntax-error': FAILS,
  'ban-char-field': STYLE,
  'ban-create-domain-with-constraint': STYLE,
  'ban-duplicate-column-assignments': FAILS,
  'identifier-too-long': STYLE,
  'require-enum-value-ordering': STYLE,
  'require-lock-timeout': STYLE,
  'require-statement-timeout': STYLE,
  'require-table-schema': STYLE,
  'require-timeout-settings': STYLE,
  'transaction-nesting': STYLE,
};

export function squawkRule(name: string): SquawkRule {
  return SQUAWK_RULES[name] ?? (name.startsWith('prefer-') ? STYLE : BREAKS);
}
