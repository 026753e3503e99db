import type { LintRule } from './row.ts';

/** What happens behind the running version's back: triggers, rules, rights. */
export const BEHAVIOUR = {
  'trigger-added': {
    level: 'error',
    what: 'table % gets a trigger or a rule',
    why: 'it also runs for each statement of the running version, which was never tested with it: it can refuse, change or slow down its writes',
    now: 'let the trigger do nothing for rows of the old form, and test the running version with it',
    later: 'let it act when only versions that expect it can take traffic',
  },
  'trigger-removed': {
    level: 'error',
    what: 'a trigger or rule of % is dropped or switched off',
    why: 'the running version relies on what it does (a copy, an audit, a time of change)',
    now: 'deploy a version that does that itself, beside the trigger',
    later: 'drop the trigger',
  },
  'right-revoked': {
    level: 'error',
    what: 'a right on % is revoked',
    why: 'the running version may still need it: "permission denied"',
    now: 'deploy a version that does not need the right',
    later: 'revoke it',
  },
  'row-security-changed': {
    level: 'error',
    what: 'row level security of % changes',
    why: 'rows disappear for the running version, or its writes are refused',
    now: 'add permissive policies for what the running version does, and deploy a version that sets what the policies need',
    later: 'switch row level security on, or narrow the policies',
  },
  'role-changed': {
    level: 'error',
    what: 'role % is dropped or changed',
    why: 'the running version may log in with it, or rely on its settings at its next connection',
    now: 'create a second role, and deploy a version that uses it',
    later: 'change or drop the old role',
  },
} as const satisfies Record<string, LintRule>;
