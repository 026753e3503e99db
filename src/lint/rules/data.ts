import type { LintRule } from './row.ts';

/** What happens to rows, and what could not be judged. */
export const DATA = {
  'update-without-where': {
    level: 'error',
    what: 'every row of % is updated at once',
    why: 'each row stays locked until the end of the transaction, so writes of the running version wait; and it sees all its rows changed',
    now: 'update in batches of some thousand rows, each in its own transaction, outside of the migration',
    later: 'rely on the new values when the last batch is done',
  },
  'delete-without-where': {
    level: 'error',
    what: 'every row of % is deleted',
    why: 'the running version finds none of its rows',
    now: 'deploy a version that does not need the rows',
    later: 'delete them, in batches',
  },
  truncated: {
    level: 'error',
    what: 'table % is emptied',
    why: 'the running version finds none of its rows, and waits for the lock',
    now: 'deploy a version that does not need the rows',
    later: 'empty the table',
  },
  'table-locked': {
    level: 'error',
    what: '% is locked while the statement works',
    why: 'the running version can neither write nor, for most of these, read it until the statement has ended',
    now: 'use the form with CONCURRENTLY (REFRESH, REINDEX), or a tool that rewrites a table online (pg_repack) instead of VACUUM FULL and CLUSTER',
    later: '',
  },
  'not-judged': {
    level: 'note',
    what: '% is not judged',
    why: 'nobody can say before it runs what it will do',
    now: 'write the statement out, or look at what it will do',
    later: '',
  },
  'syntax-error': {
    level: 'error',
    what: 'the SQL cannot be read: %',
    why: 'PostgreSQL would refuse the file, and nothing in it was judged',
    now: 'fix the statement; for other databases this lint has no rules (see docs/lint.md)',
    later: '',
  },
  'allowance-not-valid': {
    level: 'error',
    what: 'a comment that allows something is not valid: %',
    why: 'an exception without a reason is one that nobody can check later',
    now: 'write: -- ecs-migrate-allow CODE: the reason, before the statement',
    later: '',
  },
  'allowance-unused': {
    level: 'note',
    what: 'a comment allows %, which the statement does not do',
    why: 'the exception would hide a later mistake',
    now: 'remove the comment',
    later: '',
  },
} as const satisfies Record<string, LintRule>;
