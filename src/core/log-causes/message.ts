import { SQL_START } from './read-line.ts';

/** The text that tools put before the message of the database. The last marker in a line counts. */
const MARKERS = new RegExp(
  [
    // PostgreSQL and its drivers
    String.raw`(?:^|[\s:(\]"'])(?:ERROR|FATAL|PANIC):\s+(?:[0-9A-Z]{5}: )?`,
    String.raw`\bpq: `,
    String.raw`\bSQLSTATE\[\w{5}\](?: \[\d+\]|:)(?: [A-Z][\w ,]*: (?:\d+ )?)? ?(?:ERROR:\s+)?`,
    String.raw`\bERROR [0-9A-Z]{5} \(\w+\) `,
    String.raw`Exception(?: \(0x[0-9a-fA-F]+\))?: [0-9A-Z]{5}: `,
    String.raw`\b(?:PG::\w+|Mysql2::Error(?:::\w+)?|psycopg\w*\.[\w.]+|pymysql\.[\w.]+|MySQLdb\.[\w.]+|asyncpg\.[\w.]+)\)?:? `,
    // MySQL and MariaDB and their drivers
    String.raw`\bError:? \d{4}(?: \([0-9A-Z]{5}\))?(?: at line \d+[^:]*)?: `,
    String.raw`\(\d{4}, ["']`,
    String.raw`failed to connect: \*\* \([\w.]+\) `,
    String.raw`\(conn=\d+\) `,
    String.raw`\berror returned from database: (?:\d{4} \(\w{5}\): )?`,
    String.raw`\b(?:Original error|db error|database error|driverError|Reason|Message\s+): (?:error: )?`,
  ].join('|'),
  'gi',
);

/** Words before a message that only say that it is an error. */
const PREFIX = new RegExp(
  `^(?:${[
    String.raw`\[?\d{4}[-/]\d\d[-/]\d\d[T ]?[\d:.,Z+ -]*\]?\s*`,
    String.raw`\[\d\d?:\d\d:\d\d(?: [AP]M)?\]\s*`,
    String.raw`psql:\S+ `,
    String.raw`\[?(?:uncaught |unhandled )?(?:fatal |critical |db |database )?(?:error|fatal|panic|critical|crit|err|fail|severe|exception|failure|failed)\]?\s*(?::|!|-|\s\s)\s*`,
    String.raw`\[(?:error|fatal|critical|cause|ERRO)\]:?\s*`,
    String.raw`[✗✘✖×❌*]+\s+`,
    '---> ',
    String.raw`(?:Caused by|Context|Reason|Exception Primary Reason|Original error|driverError|Error message|Message\s*|DETAIL|ERROR DETAIL|detail|sqlMessage|message|cause|original|parent|CommandError|\w+ aborted!)\s*:\s*`,
    "(?:Acquire connection error|migration failed with error|could not connect to postgres|Unable to ensure migrations table|Can't take lock to run migrations|MigrationLocked|Error querying the database|Error during migration run): ",
    String.raw`(?:[\w$]+(?:\.|::))*[\w$]*(?:Error|Exception|Errors)(?:\(\w*\))?(?: \[\w+\])?: `,
    'Migration "[^"]*" failed, error: ',
    String.raw`Migration \S+ \(up\) failed: `,
    'ifError got unwanted exception: ',
    'goose run: ',
    String.raw`Failed to run \S+ with: `,
    String.raw`ERROR \[[\w.]+\] `,
    String.raw`\*\* \([\w.]+\) `,
    String.raw`\([\w.]+\) `,
    String.raw`\S+\.rb:\d+:in [\`'][^']*': `,
    'Exception in thread "[^"]*" ',
  ].join('|')})`,
  'i',
);

/** What follows a message: the statement, or a code that is found in another way. */
const SUFFIX =
  /\s*(?:\[(?:Failed )?SQL: .*|\((?:Connection: [^,]*, (?:[^()]{0,200}, )?)?SQL: .*|\((?:SQLSTATE )?(?=(?:[A-Z]*\d){2})[0-9A-Z]{5}\)|\[(?:\d+;)*\d+m|\(\w+::\w+\)| @ "[^"]*"| in \/\S+:\d+|:? ?\{|,)$/;

/** A quoted statement that a tool says it was executing. */
const QUOTED_SQL = new RegExp(String.raw`(["'\`])\s*${SQL_START}.*?\1(?=[\s:,.)]|$)`, 'gi');
/** A statement, valid or not, then a hyphen, and then the message of the database. */
const SQL_THEN_MESSAGE =
  /(^|: )(?:select|insert|update|delete|merge|truncate|alter|create|drop|comment|grant|revoke|begin|commit|rollback|set|do|with|lock|call|copy|refresh|vacuum|reindex|cluster|analyze|explain|declare|fetch|rename|use|replace|load|execute|prepare|savepoint|release)\b.* - (?=\S)/i;
/** A statement without a message on the same line. */
const SQL_ALONE = new RegExp(String.raw`(?:^|: )${SQL_START}(?!.* - \S)`, 'i');

/** The line without values of rows, because those are not words of the database either. */
export function withoutValues(line: string): string {
  return line.replace(VALUES, '$1$2…');
}

const VALUES =
  /((?:right syntax to use near|Duplicate entry|value:|invalid input (?:syntax|value) for [^:\n]*:) ?)(?:'.*'(?= for | at |$)|".*"|'.*)|(\)=)\(.*\)(?= already| is )/;

/** The line without SQL statements, so that only the words of the tool and the database remain. */
export function withoutSql(line: string): string {
  return line
    .replace(QUOTED_SQL, '…')
    .replace(SQL_THEN_MESSAGE, '$1')
    .replace(/\[(?:Failed )?SQL: .*$|\((?:Connection: [^\n]*?)?\bSQL: .*$/, '')
    .replace(/^(\s*)- /, '$1');
}

/** Whether a statement begins here that continues in the next lines. */
export function startsWithSql(line: string): boolean {
  if (/^Error executing:$|^query failed: /.test(line)) return true;
  if (/[[(](?:Failed )?SQL: (?![^\n]*[\])]$)/.test(line)) return true;
  return SQL_ALONE.test(line) && /error:? |failed/i.test(line);
}

/** The message itself, without prefixes of tools, statements and codes. Empty if the line contains nothing else. */
export function messageIn(line: string): string {
  const said = withoutSql(line).replaceAll("\\'", "'");
  let start = 0;
  for (const marker of said.matchAll(MARKERS)) start = marker.index + marker[0].length;
  const tuple = /\(\d{4}, (["'])$/.exec(said.slice(0, start))?.[1];
  let message = said.slice(start).trim();
  if (tuple !== undefined) message = message.replace(new RegExp(`${tuple}\\)*$`), '');
  for (let before = ''; before !== message; ) {
    before = message;
    const shorter = stripQuotes(message.replace(PREFIX, '').replace(SUFFIX, '').trim());
    // A single word says less than its prefix, as in UnknownHostException: db.internal.
    if (shorter === '' || shorter.includes(' ')) message = shorter;
  }
  return message;
}

/**
 * Removes a quotation mark or bracket without a partner. The line quotes the message, and the marker already removed
 * the other one.
 */
function stripQuotes(message: string): string {
  if (message.endsWith(')') && !message.includes('(')) return message.slice(0, -1);
  for (const mark of ['"', "'", '`']) {
    const inner = message.slice(1, -1);
    if (message.length > 1 && message.startsWith(mark) && message.endsWith(mark) && !inner.includes(mark)) return inner;
    const isOdd = message.split(mark).length % 2 === 0 && !(mark === "'" && /\w'\w/.test(message));
    if (isOdd && message.endsWith(mark)) return message.slice(0, -1);
    if (isOdd && message.startsWith(mark)) return message.slice(1);
  }
  return message;
}

const BEGINS = new RegExp(
  [
    String.raw`^\s*(?:\[?[\d:. TZ/,+-]{8,35}(?: [AP]M)?\]?\s+)?(?:\S+:\s)?[[(]?(?:uncaught|unhandled|fatal|panic|critical|error|err|exception|failed|failure|abort\w*|severe)\b`,
    String.raw`^\s*(?:[\w$]+(?:\.|::))*[\w$]*(?:Error|Exception)\b`,
    String.raw`^\s*(?:could not|couldn't|cannot|can't|unable to|invalid|no such|unknown|missing|Caused by|Oops|E: |[✗✘✖×❌])`,
    String.raw`\b(?:error|exception): `,
    String.raw`\bfailed\b`,
  ].join('|'),
  'i',
);

/** Whether a line begins like an error. */
export function beginsAsError(line: string): boolean {
  return BEGINS.test(line);
}

/** Texts that report a failure without its cause. */
const HEADERS = new RegExp(
  `^(?:${[
    '(?:an? )?(?:error|exception|failure|fatal|unexpected error)(?: (?:has )?occurred| details| executing| during [^:]*| while [^:]*| running [^:]*)?[.:!]*',
    '(?:rake|rails) aborted!?',
    String.raw`(?:StandardError: )?An error has occurred,[^\n]*(?:canceled|cancelled):?`,
    String.raw`external connector error|Exception Primary (?:Class|Source)[^\n]*|Validation Failed:|Validation error`,
    String.raw`(?:migration file|migration|migrating|deploy(?:ing|ment)?|command|process|task|script|query|statement|database migration)s?\b[^:\n]{0,80}\b(?:failed|aborted|exited)\b[^:\n]{0,40}[.:!]*`,
    String.raw`(?:failed|unable|could not|error) (?:to )?(?:run|running|apply|applying|execute|executing|perform)(?: the| any)? [^:\n]{0,60}[.:!]*`,
    String.raw`[^:\n]{0,60}exit(?:ed)? (?:with )?(?:code|status)[^\n]*|exit status \d+`,
    String.raw`Error: P\d{4}|P\d{4}`,
    String.raw`Tasks: TOP[^\n]*|\(See full trace[^\n]*|For more information[^\n]*`,
    String.raw`(?:[\w$]+(?:\.|::))*[\w$]*(?:Error|Exception):?`,
    String.raw`Failed to release [^\n]*`,
    String.raw`Validate failed: Migrations have failed validation|Failed query: [^\n]*|Application run failed|\S+ FAIL`,
  ].join('|')})$`,
  'i',
);

/** Whether a message says only that there was an error. */
export function isHeader(message: string): boolean {
  return message === '' || HEADERS.test(message);
}
