import { causeRows } from './cause.ts';

/** Permissions, space and health of the database. */
export const SERVER = causeRows([
  {
    code: 'read-only',
    words:
      /read-only transaction|--read-only option|--super-read-only|super_read_only|database is read-?only|read only sql transaction|ReadOnlySqlTransaction|transaction_read_only|\(read.?only\) (?:replica|instance)|attempt to write a readonly database|cannot execute [A-Z ]+ during recovery/i,
    states: ['25006'],
    errors: [
      1290,
      1792,
      1836,
      'ER_OPTION_PREVENTS_STATEMENT',
      'ER_READ_ONLY_MODE',
      'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
    ],
    means: 'the connection goes to a reader (replica), or the user or database is read-only',
    next: 'use the writer: for Aurora the cluster endpoint, not the one with cluster-ro; after a failover connect again; check default_transaction_read_only of role and database',
    again: 'no',
  },
  {
    code: 'permission-denied',
    words:
      /permission denied (?:for|to) (?!open|access|execute)|must be (?:owner of|superuser|member of|able to (?:SET ROLE|CREATE))|must have \w+ (?:privilege|option)|command denied to user|InsufficientPrivilege|insufficient privilege|you need[^\n]*privilege|access denied; you|ORA-01031|no privilege|not have the SUPER privilege|only (?:superusers|roles with)/i,
    states: ['42501'],
    errors: [
      1142,
      1143,
      1227,
      1370,
      1410,
      1419,
      'ER_TABLEACCESS_DENIED_ERROR',
      'ER_SPECIFIC_ACCESS_DENIED_ERROR',
      'ER_COLUMNACCESS_DENIED_ERROR',
    ],
    means: 'the database user does not have a privilege that the migration needs',
    next: 'grant it (since PostgreSQL 15 also GRANT CREATE ON SCHEMA public), or run the migration as the owner of the tables',
    again: 'no',
  },
  {
    code: 'database-disk-full',
    words:
      /could not (?:extend|write to) (?:file|relation)|The table '[^']*' is full|(?:data)?disk (?:is )?full|ORA-01653|DiskFull|temporary file size exceeds/i,
    states: ['53100', '53400'],
    errors: [1021, 1114, 3, 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL'],
    means: 'the disk of the database is full',
    next: 'raise the storage of the database (RDS: allocated storage, and its autoscaling), and look for old replication slots and temporary files',
    again: 'later',
  },
  {
    code: 'database-out-of-memory',
    words:
      /out of shared memory|max_locks_per_transaction|memory exhausted|Out of sort memory|Out of memory \(Needed|\bFailed on request of size\b|Out of resources when opening|total number of locks exceeds/i,
    states: ['53200', '53000', '54001'],
    errors: [1037, 1038, 1041, 1206, 1436, 'ER_OUT_OF_SORTMEMORY', 'ER_OUTOFMEMORY', 'ER_LOCK_TABLE_FULL'],
    means: 'the database has run out of memory, or of space for locks',
    next: 'split the migration into smaller ones; raise max_locks_per_transaction, the memory settings, or the instance class',
    again: 'no',
  },
  {
    code: 'connection-killed',
    words:
      /administrator command|Connection was killed|terminating connection due to|(?:session|connection) (?:was )?killed|idle[- ]in[- ]transaction (?:session )?timeout|idle-session timeout|AdminShutdown|kill state/i,
    states: ['57P01', '57P05', '25P03', '57P04'],
    errors: [1927, 1053, 1152, 4031, 'ER_CONNECTION_KILLED', 'ER_SERVER_SHUTDOWN'],
    means:
      'the database closed the connection: a person or a time-out killed it, or the database restarts or fails over',
    next: 'check the events of the database, and how far the migration came',
    again: 'depends',
  },
  {
    code: 'database-not-ready',
    words:
      /database system is (?:starting up|shutting down|in recovery|not accepting|not yet accepting)|CannotConnectNow|is not yet accepting connections|Server is (?:starting|not ready)/i,
    states: ['57P03'],
    connecting: true,
    means: 'the database is starting, stopping or in recovery',
    next: 'wait until it is available',
    again: 'later',
  },
  {
    code: 'database-crashed',
    words:
      /terminating connection because of crash|database system was (?:interrupted|not properly shut down)|CrashShutdown|could not (?:read|open) (?:block|file) |invalid page in block|(?:Index|Table) [^\n]* (?:is )?(?:corrupt|marked as crashed)/i,
    states: ['57P02', 'XX001', 'XX002', '58030'],
    errors: [126, 127, 145, 1194, 1712],
    means: 'the database had to close all connections, or its files are damaged',
    next: 'check the log and the events of the database first, and how far the migration came',
    again: 'depends',
  },
  {
    code: 'packet-too-large',
    words: /max_allowed_packet|Got a packet bigger than/i,
    errors: [1153, 2020, 'ER_NET_PACKET_TOO_LARGE'],
    means: 'a statement is larger than the database allows',
    next: 'raise max_allowed_packet of the database and the client, or split the statement',
    again: 'no',
  },
  {
    code: 'connection-lost',
    words:
      /closed the connection unexpectedly|connection (?:terminated|closed|ended|aborted)(?: unexpectedly)?\b|Client has encountered a connection error|server has gone away|lost connection to|\bECONNRESET\b|connection reset|broken pipe|\bEPIPE\b|PROTOCOL_CONNECTION_LOST|unexpected EOF|unexpected end of file|\bP1017\b|driver: bad connection|invalid connection$|connection is (?:closed|already closed|not open)|connection already closed|SSL connection has been closed|SSL SYSCALL error|An I\/O error occurred while sending|socket hang up|server conn crashed|\bconn closed\b|Connection lost|Server has closed the connection|communication packets?/i,
    states: ['08006', '08003', '08007', '08P01', '08S01'],
    errors: [2006, 2013, 2055],
    vague: 'much',
    means: 'the connection to the database broke: a restart, a failover, or an idle time-out on the way',
    next: 'check the events of the database, and how far the migration came',
    again: 'depends',
  },
  {
    code: 'transaction-aborted',
    words: /current transaction is aborted|InFailedSqlTransaction|transaction (?:is|has been) (?:aborted|rolled back)/i,
    states: ['25P02'],
    vague: 'much',
    means: 'an earlier statement failed, so the rest of the transaction fails too',
    next: 'look for the first error in the log above this line',
    again: 'no',
  },
]);
