import { causeRows } from './cause.ts';

/** Other sessions hold locks, or a timeout was too short. */
export const LOCKS = causeRows([
  {
    code: 'tool-lock',
    words:
      /ConcurrentMigrationError|try lock failed|another migration (?:process )?is (?:currently |already )?running|migration (?:table|lock) is already locked|change ?log lock|lock is held by other session|acquiring database lock|(?:unable to|failed to|can't|cannot|could not|couldn't|attempting to|timed out trying to|timeout[^\n]{0,20}) (?:acquire|obtain|get|take|acquiring) (?:[\w\s]{0,60} )?lock\b(?! on\b| to run migrations)|advisory lock[^\n]*(?:not available|timed? ?out|failed|held)|try(?:ing)? to lock schema|database is already locked|another instance of [^\n]{0,40}(?:migrat|Flyway|sqitch|deploy)|Blocked by (?:another|concurrent)|another (?:user|deploy)[^\n]{0,40}(?:lock|deploy)/i,
    means: 'another migration holds the lock of the tool, or a migration that was killed has left it locked',
    next: 'check whether another migration is running (sessions of the database); if none is, release the lock with the tool (knex migrate:unlock, liquibase release-locks, yarn kysely unlock) or end the session that holds it; through a pooler in transaction mode, connect directly',
    again: 'later',
  },
  {
    code: 'tool-lock-step',
    // Knex prints this for every failure while it takes its lock.
    words: /^(?:Can't take lock to run migrations|MigrationLocked)/i,
    vague: 'much',
    means: 'the tool could not take its own lock',
    next: 'read the next lines in the log; if no other migration is running, release the lock with the tool (knex migrate:unlock)',
    again: 'depends',
  },
  {
    code: 'lock-timeout',
    words:
      /due to lock timeout|LockNotAvailable|lock wait timeout exceeded|LockWaitTimeout|could not obtain lock on|lock request time ?out|database is locked|waiting for table metadata lock|NOWAIT is set/i,
    states: ['55P03'],
    errors: [1205, 3572, 'ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_NOWAIT'],
    means: 'another session holds a lock on a table or row that the migration changes',
    next: 'look for long transactions (pg_stat_activity and pg_locks, or performance_schema.metadata_locks) and let them end; run the migration at a quiet time; lock_timeout sets how long it waits',
    again: 'later',
  },
  {
    code: 'deadlock',
    words: /deadlock (?:detected|found)|\bDeadlocked\b/i,
    states: ['40P01'],
    errors: [1213, 'ER_LOCK_DEADLOCK'],
    means: 'the migration and another session waited for each other, and the database ended the migration',
    next: 'run the migration at a quiet time; if it happens again, lock the tables in the same order as the application, or split the migration',
    again: 'yes',
  },
  {
    code: 'serialization',
    words: /could not serialize access|could not serialize|Record has changed since last read|SerializationFailure/i,
    states: ['40001'],
    errors: [1020, 'ER_CHECKREAD'],
    means: 'another session has changed the same rows at the same time, and the isolation level does not allow that',
    next: 'run the migration at a quiet time, or with READ COMMITTED; split a long transaction',
    again: 'yes',
  },
  {
    code: 'statement-timeout',
    words:
      /due to statement timeout|maximum statement execution time exceeded|max_statement_time exceeded|max_execution_time|ER_QUERY_TIMEOUT|transaction timeout|Statement timeout|command timeout|Execution Timeout Expired|Timeout during reading attempt|Query timed out|query read timeout|Query read timeout/i,
    states: ['57014', '25P04'],
    errors: [1969, 3024, 'ER_STATEMENT_TIMEOUT', 'ER_QUERY_TIMEOUT'],
    means: 'a statement took longer than its time-out',
    next: 'raise statement_timeout for the migration (MySQL: max_execution_time, MariaDB: max_statement_time; or the time-out of the driver), or split the statement into batches; if the statement only waits for a lock, run it at a quiet time',
    again: 'no',
  },
  {
    code: 'canceled-by-user',
    words: /due to user request|Query execution was interrupted(?!,? ?\(?max)/i,
    errors: [1317, 'ER_QUERY_INTERRUPTED'],
    means: 'somebody canceled the statement in the database',
    next: 'find out who did it (pg_cancel_backend, KILL QUERY), and check how far the migration came',
    again: 'yes',
  },
  {
    code: 'in-use',
    words:
      /because it (?:has pending trigger events|is being used by active queries)|is being accessed by other users|(?:other|there (?:is|are)) \d* ?other sessions? using the database|object in use|is currently in use/i,
    states: ['55006'],
    means: 'a session, or the same transaction, still uses what the migration changes',
    next: 'let the other sessions end; if the same transaction has changed rows of the table before, put the two changes into separate migrations',
    again: 'depends',
  },
]);
