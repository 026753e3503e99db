/** Why a migration that failed is not tried again, although `--retries` is set: the code, and a part of a sentence. */
export const NO_RETRY = {
  'no-attempts-left': 'that was the last attempt (--retries)',
  'other-error': 'its error is none of --retry-on',
  'several-errors': 'its log also shows errors of other kinds',
  'tool-lock': 'another migration holds the lock of the migration tool itself',
  concurrently: 'its log names CONCURRENTLY: an INVALID index may be left behind, which IF NOT EXISTS then accepts',
  'other-database': 'its log is of another database than PostgreSQL, whose DDL commits by itself',
  'tool-forbids': 'its tool marks a failed migration, or reverts some by itself',
  begun: 'it may have begun before the connection failed',
  'log-cut': 'the last lines of its log are too long to be read as a whole',
  'log-incomplete': 'its log could not be read to its end',
  'not-by-itself': 'it may not have ended by itself',
  'not-stopped': 'its task has not stopped yet',
  'not-ours': 'somebody else launched this task',
  'no-time-left': 'there is no time left for another attempt',
} as const;

export type NoRetry = keyof typeof NO_RETRY;
