/** The codes that databases give to their errors. */
export interface ErrorCodes {
  /** SQLSTATEs. */
  states: string[];
  /** Error numbers of MySQL and MariaDB, and names such as ER_DUP_ENTRY. */
  errors: (number | string)[];
}

/** At least two digits, because five capital letters may be a word. */
const STATE = String.raw`(?=(?:[A-Z]*\d){2})[0-9A-Z]{5}`;

const STATES = new RegExp(
  [
    String.raw`SQL ?STATE\b[^0-9A-Z\n]{1,10}(${STATE})\b`,
    // lib/pq puts the code at the end of a message. MySQL puts it in front: Error 1265 (01000).
    String.raw`\((${STATE})\)\s*$`,
    String.raw`\bERROR (${STATE}) \(\w+\)`,
    String.raw`\b(?:pg)?code["']?[:=]\s*["']?(${STATE})\b`,
    String.raw`^(?:[\w. ]{0,80}Exception(?: \(0x[0-9a-fA-F]+\))?: )?(${STATE}): `,
    String.raw`\bSqlState: (${STATE})\b`,
  ].join('|'),
  'gi',
);

const ERRORS = new RegExp(
  [
    String.raw`\bERROR:? (\d{4})\b(?! *(?:ms|s|rows)\b)`,
    String.raw`\berrno["']?[:=]\s*(\d{3,4})\b`,
    String.raw`Error Code\s*:\s*(\d{3,4})\b`,
    String.raw`\((\d{4}), ["']`,
    String.raw`SQLSTATE\[\w{5}\] \[(\d{4})\]`,
    String.raw`SQLSTATE\[\w{5}\]:[^:\n]{1,60}: (\d{4}) `,
    String.raw`\(conn=\d+\) |\b(ER_[A-Z][A-Z0-9_]+)\b`,
  ].join('|'),
  'gi',
);

/** The names of PostgreSQL's error conditions in drivers, which have an own class or exception for each. */
const CONDITIONS: Record<string, string> = {
  ActiveSqlTransaction: '25001',
  AdminShutdown: '57P01',
  CannotConnectNow: '57P03',
  CardinalityViolation: '21000',
  CheckViolation: '23514',
  ConnectionBad: '08001',
  CrashShutdown: '57P02',
  DatatypeMismatch: '42804',
  DeadlockDetected: '40P01',
  DependentObjectsStillExist: '2BP01',
  DiskFull: '53100',
  DivisionByZero: '22012',
  DuplicateColumn: '42701',
  DuplicateObject: '42710',
  DuplicateSchema: '42P06',
  DuplicateTable: '42P07',
  FeatureNotSupported: '0A000',
  ForeignKeyViolation: '23503',
  IdleInTransactionSessionTimeout: '25P03',
  InFailedSqlTransaction: '25P02',
  InsufficientPrivilege: '42501',
  InvalidCatalogName: '3D000',
  InvalidForeignKey: '42830',
  InvalidPassword: '28P01',
  InvalidSchemaName: '3F000',
  InvalidTextRepresentation: '22P02',
  LockNotAvailable: '55P03',
  NotNullViolation: '23502',
  NumericValueOutOfRange: '22003',
  ObjectInUse: '55006',
  OutOfMemory: '53200',
  QueryCanceled: '57014',
  RaiseException: 'P0001',
  ReadOnlySqlTransaction: '25006',
  StringDataRightTruncation: '22001',
  SyntaxError: '42601',
  TooManyConnections: '53300',
  UndefinedColumn: '42703',
  UndefinedFile: '58P01',
  UndefinedFunction: '42883',
  UndefinedObject: '42704',
  UndefinedTable: '42P01',
  UniqueViolation: '23505',
  // The Ruby driver has other names for these.
  TRDeadlockDetected: '40P01',
  TRSerializationFailure: '40001',
};

const CONDITION = /\b(?:PG::|errors\.|exceptions\.|SqlState\()(?:E_)?([A-Z]\w+?)(?:Error)?\b/g;

/** The codes in a line. */
export function codesIn(line: string): ErrorCodes {
  const states = [...matches(line, STATES)].map((state) => state.toUpperCase());
  const named = [...matches(line, CONDITION)].flatMap((name) => CONDITIONS[name] ?? []);
  const errors = [...matches(line, ERRORS)].map((one) => (/^\d/.test(one) ? Number(one) : one.toUpperCase()));
  return { states: [...states, ...named], errors };
}

function* matches(line: string, pattern: RegExp): Generator<string> {
  for (const [, ...groups] of line.matchAll(pattern)) {
    const found = groups.find((group) => group !== undefined);
    if (found !== undefined) yield found;
  }
}
