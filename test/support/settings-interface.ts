import path from 'node:path';
import ts from 'typescript5';
import { flagName, variableName } from '../../src/core/settings/flag-names.ts';
import { SETTING_KEYS, type SettingKey, settingOf } from '../../src/core/settings/settings-table.ts';
import { AWS_DOCUMENTS } from './aws-documents.ts';
import { ROOT } from './paths.ts';

const TABLE = path.join(ROOT, 'src/core/settings/settings-table.ts');
const WIDTH = 116;

/**
 * Generates the source of `src/core/settings/migration-settings.ts`: an interface of all settings, with the text of the
 * settings table as comments.
 */
export function makeSettingsInterface(): string {
  const types = typesOfSettings();
  const members = SETTING_KEYS.map((key) => `${commentOf(key)}\n${memberOf(key, types.get(key) ?? '')}`);
  return `// Written by npm run docs from the table of settings: change the rows in rows/ instead.
import type { CapacityProvider } from '../ecs/cluster.ts';

/**
 * The settings of a migration, with the same names as in config files. All are optional: a missing setting comes from
 * the tags of the task definition, or has its default. A value that is not valid ends the run with exit code 64 before
 * anything is launched, and the result names it.
 */
export interface MigrationSettings {
${members.join('\n')}
}
`;
}

/** Laid out as the formatter does it. */
function memberOf(key: SettingKey, type: string): string {
  const line = `  ${key}?: ${type};`;
  return line.length <= WIDTH
    ? line
    : `  ${key}?:${type
        .split(' | ')
        .map((one) => `\n    | ${one}`)
        .join('')};`;
}

/** The type of each setting's value in the library. */
function typesOfSettings(): Map<SettingKey, string> {
  const program = ts.createProgram([TABLE], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(TABLE);
  const alias = source?.statements.find(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === 'SettingsInput',
  );
  if (alias === undefined) throw new Error(`${TABLE} has no type SettingsInput`);
  const single = ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias | single;
  const properties = checker.getTypeAtLocation(alias.name).getProperties();
  return new Map(
    properties.map((property) => {
      const type = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      const text = checker.typeToString(type, alias, flags);
      return [property.name as SettingKey, spell(text)];
    }),
  );
}

/** Writes the type as a person would. */
function spell(type: string): string {
  return type.replaceAll(/import\("[^"]*"\)\./g, '').replaceAll(/\{ \[x: string\]: (\w+); \}/g, 'Record<string, $1>');
}

function commentOf(key: SettingKey): string {
  const { about, kind, default: always, defaultNote, notInLibrary } = settingOf(key);
  const where = `Flag \`${flagName(key)}\`, variable \`${variableName(key)}\`.`;
  const other = defaultNote === undefined ? [] : [`Default: ${defaultNote}.`];
  const missing = notInLibrary === undefined ? [] : [`Not in the library: ${notInLibrary.problem}.`];
  const text = [`${upperFirst(about)}.`, `Value: ${kind.expected}.`, ...other, ...missing, where];
  const tags = [
    ...(always === undefined ? [] : [`@default ${JSON.stringify(always)}`]),
    ...(AWS_DOCUMENTS[key] === undefined ? [] : [`@see ${AWS_DOCUMENTS[key]}`]),
  ];
  const lines = [...text.flatMap((sentence) => wrap(sentence)), ...tags];
  return ['  /**', ...lines.map((line) => `   * ${line.replaceAll('*/', '*\\/')}`), '   */'].join('\n');
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > WIDTH - 5) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
