import type { GuessRule } from './guess.ts';

/** The migration reached the database, and something there stood in the way. */
export const DATABASE_GUESSES: readonly GuessRule[] = [
  {
    pattern:
      /ConcurrentMigrationError|another migration (?:process )?is (?:currently |already )?running|migration (?:table|lock) is already locked|MigrationLocked|take lock to run migrations|change ?log lock|lock is held by other session|acquiring database lock|(?:unable to|failed to|can't|cannot|could not|couldn't|attempting to|timed out trying to) (?:acquire|obtain|get|take) (?:[\w\s]{0,60} )?lock\b(?! on)|advisory lock[^\n]*(?:not available|timed? ?out|failed|held)/i,
    guess: 'probably another migration holds the lock of the migration tool, or one that died has left it behind',
    next: 'see whether another migration is running (sessions of the database); if none is, release the lock with the tool (knex migrate:unlock, liquibase releaseLocks) or end the session that holds it; through a pooler in transaction mode, connect directly',
  },
  {
    pattern:
      /due to lock timeout|LockNotAvailable|lock wait timeout exceeded|LockWaitTimeout|could not obtain lock on|\b55P03\b|lock request time ?out|database is locked|waiting for table metadata lock/i,
    guess: 'probably another session holds a lock on a table that the migration changes',
    next: 'look for long transactions (pg_stat_activity and pg_locks, or performance_schema.metadata_locks), let them end, and run again at a quiet time; lock_timeout sets how long it waits',
  },
  {
    pattern: /deadlock (?:detected|found)|\b40P01\b|ER_LOCK_DEADLOCK|\bDeadlocked\b/i,
    guess:
      'probably the migration and another session waited for each other (deadlock), and the database ended the migration',
    next: 'run again at a quiet time; if it comes back, lock the tables in the order of the application, or split the migration',
  },
  {
    pattern:
      /due to statement timeout|maximum statement execution time exceeded|QueryCanceled|max_execution_time|ER_QUERY_TIMEOUT/i,
    guess: 'probably a statement took longer than the database allows',
    next: 'raise statement_timeout (MySQL: max_execution_time) for the migration, or split the statement into batches',
  },
  {
    pattern:
      /could not (?:extend|write to) file|(?:STATE|code)\W{1,6}53100|The table '[^']*' is full|disk (?:is )?full|ORA-01653/i,
    guess: 'probably the disk of the database is full',
    next: 'raise the storage of the database (RDS: allocated storage, and its autoscaling), and look for old replication slots and temporary files',
  },
  {
    pattern: /no space left on device|\bENOSPC\b|\bErrno 28\b/i,
    guess: 'probably a disk is full: that of the container, or that of the database',
    next: 'see which of the two the line names; raise ephemeralStorage.sizeInGiB of the task, or the storage of the database',
  },
  {
    pattern:
      /read-only transaction|--read-only option|--super-read-only|(?:STATE|code)\W{1,6}25006|database is read-?only|read only sql transaction/i,
    guess: 'probably the migration is connected to a reader (replica) of the database',
    next: 'use the writer: for Aurora the cluster endpoint, not the one with cluster-ro; after a failover, connect anew',
  },
  {
    pattern:
      /permission denied (?:for|to)|must be (?:owner of|superuser|able to SET ROLE)|command denied to user|InsufficientPrivilege|insufficient privilege|(?:STATE|code)\W{1,6}42501|you need[^\n]*privilege|access denied; you|ORA-01031/i,
    guess: 'probably the database user lacks a right that the migration needs',
    next: 'grant it (since PostgreSQL 15: GRANT CREATE ON SCHEMA public), or run the migration as the owner of the tables',
  },
  {
    pattern:
      /dirty database version|contains a failed migration|failed migration to (?:repeatable|version)|\bP3009\b|\bP3018\b|migrate found failed migrations|previous migration failed|partially applied/i,
    guess: 'probably an earlier run of a migration failed half way, and the tool waits for somebody to look',
    next: 'see how much of it was done, mend the database, then mark it: migrate force VERSION, prisma migrate resolve, flyway repair, atlas migrate set',
  },
  {
    pattern:
      /checksum mismatch|was modified after it was applied|applied migration not resolved locally|can't locate revision|InconsistentMigrationHistory|migration[^\n]{0,80} (?:was )?not found locally|Validate failed/i,
    guess:
      'probably the migrations in the image are not those that the database has seen: an old image, or a file changed after it was applied',
    next: 'check the image tag; never change an applied migration, add a new one',
  },
  {
    pattern:
      /Key \([^\n]*already exists|is not present in table|is still referenced from|violates (?:foreign key|not-null|unique|check)|could not create unique index|Duplicate entry|contains null values|foreign key constraint (?:fails|is incorrectly)|Cannot add (?:or update )?(?:foreign|a child)/i,
    guess: 'probably the data in the database does not meet a constraint that the migration adds or relies on',
    next: 'find the rows that the line names, mend them in a step before, then run again',
  },
  {
    pattern:
      /(?:relation|table|column|type|index|constraint|schema|function|sequence|object) [^\n]{0,100}already exists|Duplicate(?:Table|Column|Object| column| key name)|\b42P07\b|(?:STATE|code)\W{1,6}42701/i,
    guess: 'probably the change was made already, by hand or by a run that failed half way',
    next: 'compare the database with the migration; undo the rest, or mark the migration as applied with the tool',
  },
  {
    pattern:
      /(?:relation|column|table|schema|type|function) [^\n]{0,100}does(?: not|n't) exist|Table '[^']*' doesn't exist|Unknown column|Undefined(?:Table|Column|Object)|no such (?:table|column)|\b42P01\b/i,
    guess: 'probably a migration before this one is missing, or the connection looks at another database or schema',
    next: 'check the database name, the search_path, and that the image holds all migrations',
  },
  {
    pattern: /syntax error at or near|error in your SQL syntax|near "[^"]*": syntax error|SyntaxError: [^\n]*SQL/i,
    guess: 'probably a statement is not valid SQL for this database and its version',
    next: 'run the migration against a database of the same version first; the line names the place',
  },
  {
    pattern:
      /administrator command|closed the connection unexpectedly|connection (?:terminated|closed) unexpectedly|database system is (?:starting up|shutting down|in recovery)|server has gone away|lost connection to (?:MySQL|MariaDB) server|\bECONNRESET\b|connection reset|broken pipe|\b57P0[13]\b|PROTOCOL_CONNECTION_LOST|unexpected EOF|P1017/i,
    guess: 'probably the database ended the connection: a restart, a failover, or an idle limit on the way',
    next: 'look at the events of the database, and at how far the migration came, before you run it again',
  },
  {
    pattern:
      /heap out of memory|OutOfMemoryError|\bMemoryError\b|cannot allocate memory|fatal error: runtime: out of memory/i,
    guess: 'probably the migration needs more memory than the container has',
    next: 'raise the memory of the task and of the container, or make it work in smaller batches; Node also has --max-old-space-size',
  },
  {
    pattern:
      /Cannot find module|ModuleNotFoundError|cannot load such file|Could not find gem|ClassNotFoundException|no such file or directory|command not found|: not found$|\bENOENT\b/i,
    guess: 'probably the image lacks a file or program that the command needs',
    next: 'check the command and its working directory against the image; development dependencies may have been left out of it',
  },
];
