import { retryClasses, waitRange, wholeNumber } from '../retry-kinds.ts';
import * as kind from '../setting-kinds.ts';
import { rowsOf } from '../setting-row.ts';

const row = rowsOf('again');
const ONE_TRY = 'a Lambda function makes one attempt; retry the action of the pipeline';

/** Locks of a live database, and further attempts. */
export const AGAIN = {
  lockTimeout: row(
    kind.duration,
    'PostgreSQL: how long a statement of the migration may wait for a lock (lock_timeout). It is given to the container in PGOPTIONS; see docs/locks-and-retries.md for the drivers that read it',
    { tag: 'ecs-migrate:lock-timeout' },
  ),
  retries: row(
    wholeNumber(0, 20),
    'How many more times to try, if the container ended by itself with an error of --retry-on; needs --retry-safe transactional',
    { default: 0, notInLambda: ONE_TRY },
  ),
  retryOn: row(
    retryClasses,
    'After which errors to try again: lock (55P03), deadlock (40P01), serialization (40001), connect (before the first statement), an exit code, or an expression that a line of the log matches',
    { default: 'lock, deadlock, serialization, connect' },
  ),
  retrySafe: row(
    kind.choice('transactional', 'never'),
    'What you know about the migration. transactional: a failed attempt leaves nothing behind, because each migration runs in one transaction',
    { tag: 'ecs-migrate:retry-safe' },
  ),
  retryWait: row(
    waitRange,
    'How long to wait before another attempt: doubled after each, from the first duration to the second',
    { default: '5s..2m' },
  ),
} as const;
