import type { Result } from './result.ts';

/** Names and values, or the first line that cannot be parsed. `problem` quotes no value. */
type Parsed = Result<Record<string, string>, { line: number; problem: string; fix: string }>;

/** The form of the names: that of variables, or any word, because ARNs contain colons and slashes. */
type Names = 'variables' | 'any';

const NAMES: Readonly<Record<Names, RegExp>> = {
  variables: /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:=|:(?=[ \t]))/y,
  any: /[ \t]*(?:export[ \t]+)?([^#\s=][^\s=]*)[ \t]*=/y,
};
/** A line without a name, or what may follow a quoted value. */
const NOTHING = /[ \t]*(?:#.*)?(?:\n|$)/y;
/** Spaces before a value. Spaces before a comment are part of the comment. */
const SPACES = /[ \t]*(?=[^ \t#])/y;
const BARE = /.*/y;
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /"((?:\\.|[^"\\])*)"/sy,
  "'": /'((?:\\'|[^'])*)'/y,
  '`': /`((?:\\`|[^`])*)`/y,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$', '`': '`' };

/**
 * Parses a dotenv file in the dialect of python-dotenv and Docker Compose. npm's dotenv and Node's parseEnv are not
 * used, because they cut a URL at its `#` and do not know an escaped quote.
 * - `#` begins a comment at the start of a line and after a space. Inside a value it is kept.
 * - In double quotes, `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes; any other backslash is kept. In single quotes
 *   and backticks, everything is kept, except that the escaped quote itself is read. Quoted values may have several
 *   lines.
 * - `${NAME}`, without quotes or in double quotes, is the value of a NAME above it in the same file. Any other `$` is
 *   kept.
 * - `export NAME=VALUE` and `NAME: VALUE` are allowed. If a name occurs twice, the last value counts.
 */
export function parseDotenv(text: string, names: Names = 'variables'): Parsed {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const env = new Map<string, string>();
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at = pattern.lastIndex;
    return found ?? undefined;
  };
  while (at < source.length) {
    if (take(NOTHING)) continue;
    const line = source.slice(0, at).split('\n').length;
    const name = take(NAMES[names])?.[1];
    if (name === undefined)
      return { ok: false, failure: { line, problem: 'it is not NAME=VALUE', fix: 'fix or remove it' } };
    take(SPACES);
    const quote = source[at] ?? '';
    const form = QUOTED[quote];
    if (form === undefined) {
      env.set(name, expandVariables(withoutComment(take(BARE)?.[0] ?? ''), env));
      continue;
    }
    const quoted = take(form)?.[1];
    if (quoted === undefined)
      return { ok: false, failure: { line, problem: 'a quote is not closed', fix: 'close it' } };
    if (!take(NOTHING)) {
      const problem = 'there is text after the closing quote';
      return { ok: false, failure: { line, problem, fix: 'put this text into the quotes' } };
    }
    env.set(name, quote === '"' ? readEscapes(quoted, env) : quoted.replaceAll(`\\${quote}`, quote));
  }
  return { ok: true, value: Object.fromEntries(env) };
}

function withoutComment(value: string): string {
  return value.replace(/[ \t]#.*$/, '').trim();
}

function expandVariables(value: string, env: ReadonlyMap<string, string>): string {
  return value.replace(/\$\{(\w+)\}/g, (whole, name: string) => env.get(name) ?? whole);
}

function readEscapes(value: string, env: ReadonlyMap<string, string>): string {
  return value.replace(/\\(.)|\$\{(\w+)\}/gs, (whole, escaped: string | undefined, name: string) =>
    escaped === undefined ? (env.get(name) ?? whole) : (ESCAPES[escaped] ?? whole),
  );
}
