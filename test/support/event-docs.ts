import type { JsonSchema } from './event-schema.ts';

/** The events as sections, each with a list of its fields: in a table, such long cells could not be read. */
export function describeEvents({ definitions = {} }: JsonSchema): string {
  const sections = Object.entries(definitions).map(([name, { description, properties = {} }]) => {
    const own = Object.entries(properties).filter(([field]) => !['type', 'at', 'target'].includes(field));
    const fields = own.map(([field, its]) => `- \`${field}\`: ${wordsOf(its)}`);
    return [`### ${name}`, '', description, '', ...fields].join('\n');
  });
  return sections.join('\n\n');
}

function wordsOf({ description = '', anyOf = [], type, enum: values, properties, items }: JsonSchema): string {
  const [main] = anyOf;
  const choice = values ?? main?.enum ?? [];
  const members = Object.keys(properties ?? items?.properties ?? main?.properties ?? {});
  const nullable = anyOf.some((one) => one.type === 'null') && !description.includes('null');
  const code = (words: readonly unknown[]) => words.map((one) => `\`${one}\``).join(', ');
  const more = [
    ...(choice.length === 0 || choice.length > 8 ? [] : [`one of ${code(choice)}`]),
    ...(members.length === 0 ? [] : [`${type === 'array' ? 'each with ' : ''}${code(members)}`]),
    ...(nullable ? ['or null'] : []),
  ].join('; ');
  const sentence = description.replace(/\.$/, '');
  return more === '' ? sentence : `${sentence} (${more})`;
}
