import { isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Result } from '../core/base/result.ts';

type Parsed = Result<unknown, { problem: string; fix: string }>;

/** Parses YAML. The error says where the mistake is, and quotes nothing, because the text may contain a secret. */
export function parseYaml(text: string): Parsed {
  // Only the first of several documents is read, and its errors alone count.
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, failure: { problem: `it is not YAML: ${withoutQuote(error.message)}`, fix: 'fix the syntax' } };
  }
  const [tag] = document.warnings.flatMap(({ message }) => /Unresolved tag: (!\w+)/.exec(message)?.[1] ?? []);
  if (tag !== undefined) {
    const problem = `it has the tag ${tag}, which only CloudFormation understands`;
    return { ok: false, failure: { problem, fix: AS_JSON } };
  }
  try {
    return { ok: true, value: document.toJS() };
  } catch {
    const problem = 'it is not YAML: a value that begins with * is an alias, and there is no such anchor';
    return { ok: false, failure: { problem, fix: 'put the value in quotes' } };
  }
}

/** How to get a task definition in the form that ECS accepts. */
export const AS_JSON =
  'deploy it and give its family; or write the registered task definition to a file: aws ecs describe-task-definition --task-definition FAMILY > taskdef.json';

/** Keeps what is wrong and where; some messages of the parser quote the value. */
function withoutQuote(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/: .* at line /, ' at line ').replace(/:$/, '');
}

type Items = Result<{ line: number; value: unknown }[], { problem: string; fix: string }>;

/** The items of a list, each with the line where it begins: the document itself, or the list under `key` of it. */
export function parseYamlItems(text: string, key: string): Items {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { logLevel: 'silent', lineCounter });
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, failure: { problem: `it is not YAML: ${withoutQuote(error.message)}`, fix: 'fix the syntax' } };
  }
  const { contents } = document;
  if (contents === null) return { ok: true, value: [] };
  const stray = isMap(contents) ? strayKeyOf(contents, key) : undefined;
  const fix = `give a list, or a list under ${key}`;
  if (stray !== undefined) return { ok: false, failure: { problem: `there is no such key: ${stray}`, fix } };
  const list = isMap(contents) ? contents.get(key) : contents;
  if (!isSeq(list)) return { ok: false, failure: { problem: 'it is not a list', fix } };
  try {
    const values = list.toJS(document) as unknown[];
    const items = list.items.map((item, index) => {
      const [offset = 0] = (item as { range?: number[] } | null)?.range ?? [];
      return { line: lineCounter.linePos(offset).line, value: values[index] };
    });
    return { ok: true, value: items };
  } catch {
    const problem = 'it is not YAML: a value that begins with * is an alias, and there is no such anchor';
    return { ok: false, failure: { problem, fix: 'put the value in quotes' } };
  }
}

function strayKeyOf(map: YAMLMap, key: string): string | undefined {
  const names = map.items.map((pair) => String(pair.key));
  return names.find((name) => name !== key && name !== '$schema');
}
