// biome-ignore-all lint/suspicious/noControlCharactersInRegex: this file removes control characters

import { linesOfJson } from './json-line.ts';

/** Longer lines are dumps. An error names its cause near the beginning. */
const LONGEST = 8_192;

/** The kind of a log line, for the search for the cause of a failure. */
export type LineKind =
  /** A line that may name the cause. */
  | 'text'
  /** What a database or tool adds to its error: DETAIL, or a member of an error object. */
  | 'detail'
  /** SQL that is shown again. Nothing in it is a message. */
  | 'sql'
  /** The tool continues, so an earlier error was not the reason to stop. */
  | 'progress'
  /** A stack frame, an empty line, a member without a value, or a notice. */
  | 'noise';

/** A spinner returns to the start of its line and overwrites it. */
const LINE_ENDS = /\r\n|\n|\r|(?:\u001b\[(?:2K|\d*G))+/;

/** The lines of a log event, without colours. A line of JSON is replaced by its content. */
export function splitLines(message: string): string[] {
  const lines = message.slice(0, 4 * LONGEST).split(LINE_ENDS);
  return lines.flatMap((line) => {
    const plain = stripControl(line.slice(0, LONGEST)).trimEnd();
    return linesOfJson(plain)?.flatMap((one) => one.split(LINE_ENDS)) ?? [plain];
  });
}

const CONTROL =
  /\u001b\[[0-9;:?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line without colours and other control sequences. */
export function stripControl(line: string): string {
  return line.replace(CONTROL, '');
}

const FRAME = new RegExp(
  [
    String.raw`^\s*at\s+\S`, // JavaScript, Java, .NET
    String.raw`^\s*File "[^"]+", line \d+`, // Python
    String.raw`^\s*(?:from )?\S+:\d+:in [\`'][^']*'$`, // Ruby
    String.raw`^\s*\.\.\. \d+ `, // Java
    String.raw`^#\d+ \S`, // PHP
    String.raw`^\s*\S+\.(?:go|rs|exs?|erl|php|js|ts|cs|java|py|rb|c|cc|cpp)(?::\d+)+(?:$| \+0x|:? in \`|\)?$)`,
    String.raw`^\s*(?:\([\w. ]+\) )?\S+\.exs?:\d+: `, // Elixir
    String.raw`^goroutine \d+ \[|^\S+\([^)]*\)$|^created by \S+`, // Go
    String.raw`^\s+\d+: (?:0x)?[\w:<>]+(?:::|$)|^\s+with \w+=`, // Rust
    String.raw`^\s*(?:[➜>]\s*)?\d+\s*[▕|]`, // an excerpt of the source
    String.raw`^\s*\d+\s+\S+\.php:\d+$`,
    String.raw`^(?:node:)?[\w./@-]+:\d+$`, // Node, before the source line
    String.raw`^\s*[\^~]+\s*$`, // a mark below a place
    String.raw`^\s*(?:raise|throw|return|self\.|yield)\b[^:]*$`, // a line of source after a frame
    String.raw`^Node\.js v\d|^Traceback \(most recent call last\)|^(?:During handling of|The above exception was)`,
    String.raw`^-{3,}$|^={3,}$|^\*{3,}$|^#{3,}`,
  ].join('|'),
);
const EMPTY_MEMBER = /^\s*[\w$"']+: (?:undefined|null|\[\]),?$/;
const CLOSING = /^[\s(){}[\],;'"]*$/;

/** Notices while the tool runs, even if they read like an error. */
const NOTICE =
  /^(?:psql:\S+ )?(?:\S{1,40} )?\[?(?:NOTICE|INFO|DEBUG|LOG|TRACE|WARN|WARNING|DEPRECAT\w+)\]?\b[:\s]|, skipping$|^(?:npm|yarn|pnpm) (?:warn|notice|ERR!)/i;

/** How an SQL statement begins. Two words are required if the first is a common English word. */
export const SQL_START = `(?:${[
  String.raw`select\s+\S`,
  String.raw`insert\s+into\s`,
  String.raw`update\s+\S+\s+set\b`,
  String.raw`delete\s+from\s`,
  String.raw`merge\s+into\s`,
  String.raw`truncate\s+(?:table\s)?\S+;?$`,
  String.raw`(?:alter|create|drop|comment\s+on)\s+(?:or\s+replace\s+|unique\s+|global\s+|temp\w*\s+|materialized\s+)*(?:table|index|view|type|schema|function|procedure|sequence|database|role|user|extension|trigger|policy|column|constraint|domain|publication|event)\b`,
  String.raw`(?:grant|revoke)\s+[^:\n]{1,80}\s+(?:on|to|from)\s`,
  String.raw`(?:begin|commit|rollback|start transaction)\s*;?$`,
  String.raw`set\s+(?:local\s+|session\s+)?[\w.]+\s*(?:=|to\b)`,
  String.raw`do\s+\$`,
  String.raw`with\s+\w+\s+as\b`,
].join('|')})`;

const SQL_LABEL = new RegExp(
  [
    String.raw`^(?:psql:\S+ )?(?:LINE \d+|STATEMENT|QUERY|CONTEXT): `,
    String.raw`^\s*["']?(?:query|sql|parameters|bindings|queryText|internalQuery|where)["']?: `,
    '^query(?: failed)?: ',
    String.raw`^\[(?:SQL|parameters): `,
    String.raw`^Statement\s+: `,
    String.raw`^\(Background on this error`,
  ].join('|'),
);
const SQL_LINE = new RegExp(String.raw`^\s*"?${SQL_START}`, 'i');

/** If a line begins with one of these, the tool has made progress. */
const PROGRESS =
  /^\s*(?:\[?[\d:. TZ/-]{8,30}(?: [AP]M)?\]? )?(?:INFO\s+\[\S+\] +)?(?:>\s*)?(?:-- ?|== |✓ |✔ |\[✓\] |\* )?(?:applying|applied|running|migrating|migrated|executing (?:migration|changeset)|connected|connection (?:established|ok|success\w*)|(?:the )?database (?:is )?(?:up|ready|available|started|connected)|retrying|starting migration|### MIGRATION|Successfully|Rolling up)\b(?![^\n]*(?:fail|error))/i;

const DETAIL =
  /^(?:psql:\S+ )?(?:ERROR )?(?:DETAIL|HINT|CONTEXT|Hint|Detail):|^\s+['"]?[\w$]+['"]?: |^\s+(?:HINT|DETAIL): /;

/** Members that contain an error of their own. */
const ERROR_MEMBER = /^\s+\[?(?:cause|driverError|original|parent|sqlMessage)\]?: \S/;

/** The kind of a line. The order matters, because a quoted statement may look like anything. */
export function kindOf(line: string): LineKind {
  if (line === '' || CLOSING.test(line) || EMPTY_MEMBER.test(line)) return 'noise';
  if (PROGRESS.test(line)) return 'progress';
  if (FRAME.test(line) || NOTICE.test(line)) return 'noise';
  if (SQL_LABEL.test(line) || SQL_LINE.test(line)) return RAISED.test(line) ? 'detail' : 'sql';
  return DETAIL.test(line) && !ERROR_MEMBER.test(line) ? 'detail' : 'text';
}

/** The place at which a function of the database raised an error. It is printed like a statement. */
const RAISED = /^(?:psql:\S+ )?CONTEXT: .* at RAISE$/;
