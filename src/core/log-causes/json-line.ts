/**
 * The content of a line that is a JSON object from a logger: the message, and the error with its code, in the form of a
 * text log. `undefined` if the line is not a JSON object.
 */
export function linesOfJson(line: string): string[] | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  const entry = parseEntry(line);
  if (entry === undefined) return undefined;
  if (isNoError(entry)) return [];
  const { code, ...said } = sayings(entry);
  return [...said.messages, ...(code === undefined ? [] : [`  code: '${code}'`])];
}

type Entry = Record<string, unknown>;

function parseEntry(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Decides by the level from the logger: a word, or a number from 40 (pino, bunyan). */
function isNoError({ level, severity, '@l': serilog }: Entry): boolean {
  const said = level ?? severity ?? serilog;
  return typeof said === 'number' ? said < 40 : /^(?:trace|debug|info\w*|notice)$/i.test(String(said ?? ''));
}

/** The error comes before the message, because the logger's message says less. */
function sayings(entry: Entry): { messages: string[]; code?: string } {
  const errors = ['err', 'error', 'exception', 'cause', 'reason'].map((name) => entry[name]);
  const nested = errors.find(isEntry);
  const inner = nested === undefined ? { messages: [] } : sayings(nested);
  const texts = [...errors, ...['message', 'msg', '@m', '@mt'].map((name) => entry[name])];
  const messages = texts.filter((text): text is string => typeof text === 'string' && text !== '');
  const own = ['code', 'sqlState', 'errno'].map((name) => entry[name]).find((one) => typeof one === 'string');
  const code = inner.code ?? (own as string | undefined);
  return { messages: [...inner.messages, ...messages.map((text) => `error: ${text}`)], ...(code && { code }) };
}
