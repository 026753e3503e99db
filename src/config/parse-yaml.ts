import { isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';

type Parsed = { content: unknown } | { problem: string; fix: string };

/** Parses YAML. The error says where the mistake is, and quotes nothing, because the text may contain a secret. */
export function parseYaml(text: string): Parsed {
  // Only the first of several documents is read, and its errors alone count.
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    return { problem: `it is not YAML: ${withoutQuote(error.message)}`, fix: 'fix the syntax' };
  }
  const [tag] = document.warnings.flatMap(({ message }) => /Unresolved tag: (!\w+)/.exec(message)?.[1] ?? []);
  if (tag !== undefined) {
    return { problem: `it has the tag ${tag}, which only CloudFormation understands`, fix: AS_JSON };
  }
  try {
    return { content: document.toJS() };
  } catch {
    const problem = 'it is not YAML: a value that begins with * is an alias, and there is no such anchor';
    return { problem, fix: 'put the value in quotes' };
  }
}

/** How to get a task definition in the form that ECS accepts. */
export const AS_JSON =
  'deploy it and give its family; or write the registered task definition to a file: aws ecs describe-task-definition --task-definition FAMILY > taskdef.json';

/** Keeps what is wrong and where; some messages of the parser quote the value. */
function withoutQuote(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/: .* at line /, ' at line ').replace(/:$/, '');
}

type Items = { items: { line: number; value: unknown }[] } | { problem: string; fix: string };

/** The items of a list, each with the line where it begins: the document itself, or the list under `key` of it. */
export function parseYamlItems(text: string, key: string): Items {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { logLevel: 'silent', lineCounter });
  const [error] = document.errors;
  if (error !== undefined) return { problem: `it is not YAML: ${withoutQuote(error.message)}`, fix: 'fix the syntax' };
  const { contents } = document;
  if (contents === null) return { items: [] };
  const stray = isMap(contents) ? strayKeyOf(contents, key) : undefined;
  if (stray !== undefined)
    return { problem: `there is no such key: ${stray}`, fix: `give a list, or a list under ${key}` };
  const list = isMap(contents) ? contents.get(key) : contents;
  if (!isSeq(list)) return { problem: 'it is not a list', fix: `give a list, or a list under ${key}` };
  try {
    const values = list.toJS(document) as unknown[];
    return {
      items: list.items.map((item, index) => {
        const [offset = 0] = (item as { range?: number[] } | null)?.range ?? [];
        return { line: lineCounter.linePos(offset).line, value: values[index] };
      }),
    };
  } catch {
    const problem = 'it is not YAML: a value that begins with * is an alias, and there is no such anchor';
    return { problem, fix: 'put the value in quotes' };
  }
}

function strayKeyOf(map: YAMLMap, key: string): string | undefined {
  const names = map.items.map((pair) => String(pair.key));
  return names.find((name) => name !== key && name !== '$schema');
}
