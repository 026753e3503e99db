import yargs, { type Argv } from 'yargs';
import type { SettingGroup } from '../core/setting-row.ts';
import { flagName } from '../core/settings.ts';
import { describeSetting, type SettingKey, settingOf } from '../core/settings-table.ts';
import type { Declaration } from './parser.ts';

const HEADINGS: Record<SettingGroup, string> = {
  where: 'Where:',
  what: 'What:',
  how: 'How:',
  while: 'While it runs:',
  output: 'Output:',
  local: 'Rehearsing:',
};

/** The text of `--help`: of one command, or of the program. yargs lays it out; the words are read by the parser. */
export async function helpText(
  declarations: readonly Declaration[],
  command: string | undefined,
  columns: number,
): Promise<string> {
  const declaration = declarations.find(({ name }) => name === command);
  const page = yargs([])
    .scriptName('ecs-migrate')
    .locale('en')
    .exitProcess(false)
    .version(false)
    .help(false)
    .wrap(Math.min(110, columns));
  return `${await (declaration === undefined ? ofProgram(page, declarations) : ofCommand(page, declaration)).getHelp()}\n`;
}

function ofProgram(page: Argv, declarations: readonly Declaration[]): Argv {
  for (const { name, words, about } of declarations) page.command(`${name} ${words}`.trim(), about);
  return general(page)
    .usage('$0 COMMAND\n\nRuns a database migration as a one-off ECS task, shows its log and exits with its code.')
    .example('$0 run --cluster staging --task-definition app-migrate', 'Run a migration and wait for its end')
    .example('$0 run --local --task-definition taskdef.json', 'The same on this machine, without AWS')
    .epilogue(
      'ecs-migrate COMMAND --help tells more. Exit codes: the container’s own, or 64 to 143 as the README lists.',
    );
}

function ofCommand(page: Argv, { about, settings, flags, examples, name, words }: Declaration): Argv {
  const lines = examples.map(([line, does]) => `  # ${does}\n  ecs-migrate ${line}`);
  for (const key of settings) addSetting(page, key);
  for (const [flag, { describe, type, group }] of Object.entries(flags)) {
    page.option(flag, { describe, type, ...(group && { group }) });
  }
  return general(page)
    .usage(`$0 ${`${name} ${words}`.trim()} [flags]\n\n${about}.`)
    .epilogue(`Examples:\n${lines.join('\n')}`);
}

function general(page: Argv): Argv {
  return page
    .option('help', { alias: 'h', describe: 'Show help', type: 'boolean' })
    .option('version', { alias: 'V', describe: 'Show version number', type: 'boolean' });
}

function addSetting(page: Argv, key: SettingKey): void {
  const { kind, group, secondName } = settingOf(key);
  const about = describeSetting(key);
  page.option(flagName(key).slice(2), {
    ...(secondName && { alias: secondName }),
    describe: kind.placeholder ? `${about} [${kind.placeholder}]` : about,
    group: HEADINGS[group],
    type: kind.flag === 'switch' ? 'boolean' : 'string',
  });
}
