import { withoutNulls } from '../core/base/json.ts';
import type { Result } from '../core/base/result.ts';
import { describeJsonError } from './json-error.ts';

/** A row of a targets file, not checked yet. `at`: where it stands, for people. */
export interface TargetEntry {
  at: string;
  value: unknown;
}

type Read = Result<TargetEntry[], { at: string; problem: string; fix: string }>;

/** The rows of a targets file. The ending of its name decides the format. */
export async function readEntries(text: string, file: string): Promise<Read> {
  const [, ending = ''] = /\.(\w+)$/.exec(file.toLowerCase()) ?? [];
  // A byte order mark is no part of the content.
  const content = text.replace(/^\uFEFF/, '');
  if (ending === 'csv') return readCsv(content, file);
  if (ending === 'jsonl' || ending === 'ndjson') return readJsonLines(content, file);
  if (ending === 'json') {
    const problem = problemOfJson(content);
    if (problem !== undefined) return refuse(file, `it is not JSON: ${problem}`, 'fix the syntax');
  }
  return readYaml(content, file);
}

/** JSON is YAML, and the parser of YAML knows the lines. */
async function readYaml(text: string, file: string): Promise<Read> {
  const { parseYamlItems } = await import('./parse-yaml.ts');
  const parsed = parseYamlItems(text, 'targets');
  if (!parsed.ok) return refuse(file, parsed.failure.problem, parsed.failure.fix);
  const entries = parsed.value.map(({ line, value }) => ({ at: `${file}:${line}`, value: withoutNulls(value) }));
  return { ok: true, value: entries };
}

function readJsonLines(text: string, file: string): Read {
  const entries: TargetEntry[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const at = `${file}:${index + 1}`;
    const problem = problemOfJson(line);
    if (problem !== undefined) return refuse(at, `the line is not JSON: ${problem}`, 'give one object per line');
    entries.push({ at, value: withoutNulls(JSON.parse(line)) });
  }
  return { ok: true, value: entries };
}

function refuse(at: string, problem: string, fix: string): Read {
  return { ok: false, failure: { at, problem, fix } };
}

/** Node's own message may quote a secret. */
function problemOfJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return describeJsonError(text);
  }
}

/** Keys of maps: a column `env.TENANT` is the variable TENANT. */
const MAPS = ['env', 'secret', 'tag'];

/** Where the comma is in numbers, spreadsheets separate cells by semicolons. No key of a header has one. */
function delimiterOf(text: string): string {
  const [header = ''] = text.trimStart().split(/\r?\n/);
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

async function readCsv(text: string, file: string): Promise<Read> {
  const { parse } = await import('csv-parse/sync');
  let header: string[] = [];
  try {
    const records = parse(text, {
      columns: (names: string[]) => {
        header = names.map((name) => name.trim());
        return header;
      },
      delimiter: delimiterOf(text),
      info: true,
      skip_empty_lines: true,
      // A spreadsheet leaves such rows below its last one.
      skip_records_with_empty_values: true,
      relax_column_count: false,
      trim: true,
    }) as unknown as { info: { lines: number }; record: Record<string, string> }[];
    const twice = header.find((name, index) => header.indexOf(name) < index);
    if (twice !== undefined) {
      return refuse(`${file}:1`, `two columns have the name ${twice}`, 'give each column a name of its own');
    }
    const entries = records.map(({ info, record }) => ({ at: `${file}:${info.lines}`, value: fromCells(record) }));
    return { ok: true, value: entries };
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    const at = lines === undefined ? file : `${file}:${lines}`;
    const problem =
      code === 'CSV_RECORD_INCONSISTENT_COLUMNS'
        ? 'the row has another number of cells than the header'
        : 'it is not CSV';
    return refuse(at, problem, 'check the commas (or semicolons) and quotes; the first line has the names of the keys');
  }
}

/** An empty cell is an absent key. */
function fromCells(record: Record<string, string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(record)) {
    if (cell === '') continue;
    const [, map = '', name = ''] = /^(\w+)\.(.+)$/.exec(column) ?? [];
    if (MAPS.includes(map)) values[map] = { ...(values[map] as object | undefined), [name]: cell };
    else values[column] = cell;
  }
  return values;
}
