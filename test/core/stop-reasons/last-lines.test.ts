import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GUESSES, guessFromLog } from '../../../src/core/stop-reasons/last-lines.ts';

/** Lines as the tools print them, by what they are taken for. */
const LINES: Record<string, string[]> = {
  'all connections of the database are taken': [
    'psql: error: connection to server at "db" (10.0.1.2), port 5432 failed: FATAL:  sorry, too many clients already',
    'FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute',
    'Error: ER_CON_COUNT_ERROR: Too many connections',
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
  ],
  'encrypted connections only': [
    'error: no pg_hba.conf entry for host "10.0.0.16", user "app", database "app", no encryption',
    'FATAL:  no pg_hba.conf entry for host "10.0.0.16", user "app", database "app", SSL off',
    'Error: Connections using insecure transport are prohibited while --require_secure_transport=ON.',
    'Error: SSL connection is required. Please specify SSL options and retry.',
  ],
  'lets nobody in from this address': [
    'FATAL:  no pg_hba.conf entry for host "10.0.0.16", user "app", database "app", SSL encryption',
    "ERROR 1130 (HY000): Host '10.0.0.16' is not allowed to connect to this MySQL server",
  ],
  'TLS is asked for': [
    'Error: pq: SSL is not enabled on the server',
    'Error: The server does not support SSL connections',
    'psql: error: server does not support SSL, but SSL was required',
  ],
  'does not trust the certificate': [
    'Error: self-signed certificate in certificate chain',
    "  code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'",
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'psycopg2.OperationalError: connection to server at "db" failed: SSL error: certificate verify failed',
    'Caused by: sun.security.validator.ValidatorException: PKIX path building failed',
    'root certificate file "/root/.postgresql/root.crt" does not exist',
    'Error: P1011: Error opening a TLS connection: bad certificate',
  ],
  'a host name is wrong': [
    'Error: getaddrinfo ENOTFOUND db.internal',
    'Error: getaddrinfo EAI_AGAIN db.internal',
    'psql: error: could not translate host name "db.internal" to address: Name or service not known',
    'Error: dial tcp: lookup db.internal on 10.0.0.2:53: no such host',
    'java.net.UnknownHostException: db.internal',
    'django.db.utils.OperationalError: (2005, "Unknown MySQL server host \'db.internal\' (-2)")',
    'ActiveRecord::DatabaseConnectionError: There is an issue connecting with your hostname: db.internal.',
    'could not translate host name "db" to address: Temporary failure in name resolution',
  ],
  'nothing listens at that address': [
    'Error: connect ECONNREFUSED 10.0.1.2:5432',
    "    code: 'ECONNREFUSED',",
    'connection to server at "10.0.1.2", port 5432 failed: Connection refused',
    '	Is the server running on that host and accepting TCP/IP connections? connection refused',
    'connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory',
    'Error: unable to connect to database: dial tcp 10.0.1.2:3306: connect: connection refused',
    "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/run/mysqld/mysqld.sock' (2)",
    "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on '10.0.1.2' ([Errno 111] Connection refused)\")",
    'Caused by: java.net.ConnectException: Connection refused',
  ],
  'cannot reach the database': [
    'Error: connect ETIMEDOUT 10.0.1.2:5432',
    'psql: error: connection to server at "10.0.1.2", port 5432 failed: Connection timed out',
    'psycopg2.OperationalError: connection to server at "10.0.1.2", port 5432 failed: timeout expired',
    'Error: dial tcp 10.0.1.2:5432: i/o timeout',
    "Error: P1001: Can't reach database server at `db.internal:5432`",
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    'org.postgresql.util.PSQLException: The connection attempt failed.',
    'SQL State  : 08001: Connection attempt timed out',
    'Error: timeout exceeded when trying to connect',
    'ActiveRecord::ConnectionTimeoutError: could not connect: connection timeout',
    "ERROR 2003 (HY000): Can't connect to MySQL server on '10.0.1.2:3306' (110)",
    'connection to server at "10.0.1.2", port 5432 failed: No route to host',
  ],
  'did not reach the container, or is empty': [
    'Error: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    'psql: error: connection to server at "db" failed: fe_sendauth: no password supplied',
    "Access denied for user 'app'@'10.0.0.16' (using password: NO)",
  ],
  'login by IAM': ['FATAL:  PAM authentication failed for user "app"'],
  'no rights on this database': ["Access denied for user 'app'@'%' to database 'shop'"],
  'user or password of the database is wrong': [
    'error: password authentication failed for user "app"',
    'pq: password authentication failed for user "app"',
    'Error: failed to connect to `user=app`: server error: FATAL: password authentication failed for user "app" (SQLSTATE 28P01)',
    "Error 1045 (28000): Access denied for user 'app'@'10.0.0.16' (using password: YES)",
    'Error: P1000: Authentication failed against database server at `db`, the provided database credentials for `app` are not valid.',
    'FATAL:  role "app" does not exist',
  ],
  'the database does not exist on this server': [
    'FATAL:  database "shop" does not exist',
    'Error: pq: database "shop" does not exist',
    "Error 1049 (42000): Unknown database 'shop'",
    'Error: P1003: Database `shop` does not exist on the database server at `db:5432`.',
    'ActiveRecord::NoDatabaseError: We could not find your database: shop.',
  ],
  'an environment variable': [
    'error: Environment variable not found: DATABASE_URL.',
    'Error: DATABASE_URL is not set',
    "KeyError: 'DATABASE_URL'",
  ],
  'the task role lacks': [
    'CredentialsProviderError: Could not load credentials from any providers',
    'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/task/0 is not authorized to perform: s3:GetObject',
  ],
  'another migration holds the lock': [
    'ActiveRecord::ConcurrentMigrationError: ',
    'Cannot run migrations because another migration process is currently running.',
    'Context: Timed out trying to acquire a postgres advisory lock (SELECT pg_advisory_lock(72707369)). Elapsed: 10000ms.',
    'Error: acquiring database lock: sql/schema: lock is held by other session',
    "error: can't acquire database lock",
    'timeout: can’t acquire lock'.replace('’', "'"),
    'Number of retries exceeded while attempting to acquire PostgreSQL advisory lock. Configure the number of retries',
    'Unable to obtain table lock - another Flyway instance may be running',
    "Can't take lock to run migrations: Migration table is already locked",
    'liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by ip-10-0-0-16',
    'Error: Another migration is already running',
  ],
  'holds a lock on a table': [
    'PG::LockNotAvailable: ERROR:  canceling statement due to lock timeout',
    'ERROR:  canceling statement due to lock timeout',
    'Error: Lock wait timeout exceeded; try restarting transaction',
    'ERROR:  could not obtain lock on relation "users"',
  ],
  'waited for each other (deadlock)': [
    'ERROR:  deadlock detected',
    'Error 1213 (40001): Deadlock found when trying to get lock; try restarting transaction',
    'ActiveRecord::Deadlocked: PG::TRDeadlockDetected: ERROR:  deadlock detected',
  ],
  'longer than the database allows': [
    'psycopg2.errors.QueryCanceled: canceling statement due to statement timeout',
    'Error 3024 (HY000): Query execution was interrupted, maximum statement execution time exceeded',
  ],
  'the disk of the database is full': [
    'ERROR:  could not extend file "base/16384/16385": No space left on device',
    "Error 1114 (HY000): The table 'users' is full",
  ],
  'a disk is full': ["Error: ENOSPC: no space left on device, write '/tmp/x'"],
  'connected to a reader': [
    'ERROR:  cannot execute CREATE TABLE in a read-only transaction',
    'The MySQL server is running with the --read-only option so it cannot execute this statement',
  ],
  'lacks a right that the migration needs': [
    'ERROR:  permission denied for schema public',
    'psycopg2.errors.InsufficientPrivilege: permission denied for table users',
    'ERROR:  must be owner of table users',
    'ERROR:  permission denied to create extension "pgcrypto"',
    "Error 1142 (42000): CREATE command denied to user 'app'@'10.0.0.16' for table 'users'",
    "  code: '42501',",
    'Access denied; you need (at least one of) the SUPER privilege(s) for this operation',
  ],
  'failed half way, and the tool waits': [
    'error: Dirty database version 7. Fix and force version.',
    'Error: P3009: migrate found failed migrations in the target database, new migrations will not be applied.',
    'Detected failed migration to version 5 (add price).',
  ],
  'not those that the database has seen': [
    'Migration checksum mismatch for migration version 3',
    'Error: checksum mismatch (atlas.sum): L2: 001.sql was edited',
    "alembic.util.exc.CommandError: Can't locate revision identified by '31b8ab83c7d'",
    'Detected applied migration not resolved locally: 4.',
  ],
  'does not meet a constraint': [
    'ERROR:  insert or update on table "a" violates foreign key constraint "fk"',
    'ERROR:  could not create unique index "users_email"',
    'DETAIL:  Key (email)=(x) already exists.',
    "Error 1062 (23000): Duplicate entry 'x' for key 'users.email'",
    'ERROR:  column "name" of relation "users" contains null values',
  ],
  'the change was made already': [
    'PG::DuplicateTable: ERROR:  relation "users" already exists',
    'ERROR:  column "name" of relation "users" already exists',
    "Error 1050 (42S01): Table 'users' already exists",
    "Error 1060 (42S21): Duplicate column name 'name'",
  ],
  'a migration before this one is missing': [
    'PG::UndefinedTable: ERROR:  relation "users" does not exist',
    "Error 1146 (42S02): Table 'shop.users' doesn't exist",
    "Unknown column 'name' in 'field list'",
    'sqlite3.OperationalError: no such table: users',
  ],
  'not valid SQL': [
    'ERROR:  syntax error at or near "TABEL"',
    'Error 1064 (42000): You have an error in your SQL syntax; check the manual',
  ],
  'the database ended the connection': [
    'FATAL:  terminating connection due to administrator command',
    'psycopg2.OperationalError: server closed the connection unexpectedly',
    'Error: Connection terminated unexpectedly',
    'FATAL:  the database system is starting up',
    'MySQL server has gone away',
    'Error: read ECONNRESET',
  ],
  'needs more memory': [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
  ],
  'the image lacks a file': [
    "Error: Cannot find module 'pg'",
    "ModuleNotFoundError: No module named 'psycopg2'",
    'sh: 1: migrate: not found',
    "Error: ENOENT: open '/app/migrations'",
  ],
};

const CASES = Object.entries(LINES).flatMap(([says, lines]) => lines.map((line) => ({ says, line })));

describe('a line of a failed container', () => {
  test.each(CASES)('$line', ({ says, line }) => {
    expect(guessFromLog(['> migrate', line, '    at run (/app/migrate.js:3:9)', ''])?.guess).toContain(says);
  });

  test('every rule is met by one of them', () => {
    const met = new Set(CASES.map(({ line }) => guessFromLog([line])?.guess));
    expect(GUESSES.filter(({ guess }) => !met.has(guess)).map(({ guess }) => guess)).toEqual([]);
  });

  test.each([
    'Applying 20240101_create_users.sql',
    'migrated 42501 rows in 53300 ms',
    'Successfully acquired the lock',
    'processed 3 files',
    'exit status 1',
    '',
  ])('no guess: %s', (line) => {
    expect(guessFromLog([line])).toBeUndefined();
  });
});

test('a message within a line of JSON, and a dump of a line', () => {
  const line = JSON.stringify({ level: 'error', msg: 'FATAL: database "shop" does not exist' });
  expect(guessFromLog([line])?.guess).toContain('the database does not exist');
  expect(guessFromLog([`${'x'.repeat(500_000)} ECONNREFUSED`])).toBeUndefined();
});

test('the last line that reads like something wins', () => {
  const lines = [
    'waiting for the database: connection refused',
    'waiting for the database: connection refused',
    'ERROR:  permission denied for schema public',
    'rake aborted!',
  ];
  expect(guessFromLog(lines)?.guess).toContain('lacks a right');
  expect(guessFromLog(lines.toReversed())?.guess).toContain('nothing listens');
  expect(guessFromLog([])).toBeUndefined();
});

test.each(GUESSES)('$guess', ({ guess, next, pattern }) => {
  expect(guess).toMatch(/^probably [^\n]*[^.\s]$/);
  expect(next).toMatch(/^[a-z][^\n]*[^.\s]$/);
  expect(pattern.flags).toBe('i');
});

test('arbitrary lines are no error', () => {
  const word = fc.constantFrom(...CASES.flatMap(({ line }) => line.split(' ')));
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word, { maxLength: 200 }).map((it) => it.join(' ')),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      guessFromLog(lines);
    }),
    { numRuns: 200 },
  );
});
