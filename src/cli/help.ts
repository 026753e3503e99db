import { flagName } from '../core/settings/flag-names.ts';
import type { SettingGroup } from '../core/settings/setting-row.ts';
import { describeSetting, type SettingKey, settingOf } from '../core/settings/settings-table.ts';
import { layPage, type Page, type Row } from './layout.ts';
import type { Declaration } from './parser.ts';

/** The headings of flags in --help, in their order. */
const HEADINGS: Record<SettingGroup, string> = {
  hook: 'The deployment:',
  where: 'Where:',
  what: 'What:',
  how: 'How:',
  while: 'While it runs:',
  again: 'Locks and further attempts:',
  many: 'Many targets:',
  output: 'Output:',
  lint: 'Lint:',
  local: 'Rehearsing:',
};

const GENERAL: Row[] = [
  ['-h, --help [all]', 'Show the help, or all of it'],
  ['-V, --version', 'Show the version'],
];

/** The text of `--help`, for one command or for the program. `all`: with every flag. */
export function helpText(
  declarations: readonly Declaration[],
  command: string | undefined,
  columns: number,
  all = false,
): string {
  return layPage(helpPage(declarations, command, all), columns);
}

/**
 * The page of `--help`, before it is laid out. It is made entirely from the declarations. Short by default: the flags that
 * most people need.
 */
export function helpPage(declarations: readonly Declaration[], command: string | undefined, all = false): Page {
  const declaration = declarations.find(({ name }) => name === command);
  if (declaration !== undefined) return ofCommand(declaration, all);
  return all
    ? [...ofProgram(declarations), ...declarations.flatMap((one) => ofCommand(one, true))]
    : ofProgram(declarations);
}

function ofProgram(declarations: readonly Declaration[]): Page {
  const commands = declarations.map(({ name, words, about }): Row => [`${name} ${words}`.trim(), about]);
  return [
    { exact: 'ecs-migrate COMMAND' },
    'Runs a database migration as a one-off ECS task, shows its log and exits with its code.',
    ['Commands:', commands],
    ['Options:', GENERAL],
    examples([
      ['run --cluster staging --task-definition app-migrate', 'Run a migration and wait for its end'],
      ['run --local --task-definition taskdef.json', 'The same on this machine, without AWS'],
      ['explain 125', 'What an exit code or a message means, and what to do'],
    ]),
    'ecs-migrate COMMAND --help shows the flags that most people need, and COMMAND --help all shows every flag. The exit code is the container’s own, or one of 64 to 143: ecs-migrate explain lists them.',
  ];
}

function ofCommand({ name, words, about, settings, common, flags, examples: lines }: Declaration, all: boolean): Page {
  const shown = all || common === undefined ? settings : settings.filter((key) => common.includes(key));
  const groups = new Map<string, Row[]>(Object.values(HEADINGS).map((heading) => [heading, []]));
  const add = (heading: string, row: Row) => groups.set(heading, [...(groups.get(heading) ?? []), row]);
  for (const key of shown) add(HEADINGS[settingOf(key).group], settingRow(key));
  for (const [flag, { describe, type, group = 'Options:' }] of Object.entries(flags)) {
    add(group, [`--${flag}${type === 'string' ? ' TEXT' : ''}`, describe]);
  }
  for (const row of GENERAL) add('Options:', row);
  const hidden = settings.length - shown.length;
  return [
    { exact: `ecs-migrate ${`${name} ${words}`.trim()} [flags]` },
    `${about}.`,
    ...[...groups].filter(([, rows]) => rows.length > 0),
    examples(lines),
    ...(hidden > 0 ? [`${hidden} more flags: ecs-migrate ${name} --help all`] : []),
  ];
}

function settingRow(key: SettingKey): Row {
  const { kind, secondName } = settingOf(key);
  const names = [flagName(key), ...(secondName === undefined ? [] : [`--${secondName}`])].join(', ');
  return [`${names} ${kind.placeholder ?? ''}`.trim(), describeSetting(key)];
}

/** Whole command lines. They are not wrapped, so that they can be copied. */
function examples(lines: readonly (readonly [string, string])[]): { exact: string } {
  return { exact: ['Examples:', ...lines.map(([line, does]) => `  # ${does}\n  ecs-migrate ${line}`)].join('\n') };
}
