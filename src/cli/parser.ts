import yargs, { type Argv, type Options } from 'yargs';
import { nearest } from '../core/near.ts';
import { flagName } from '../core/settings.ts';
import { SETTINGS, type SettingKey } from '../core/settings-table.ts';
import { declareFlags } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** A command as the parser sees it: its words and flags, without what it does. */
export interface Declaration {
  name: string;
  /** Its positional words as yargs writes them, such as `<task>`. */
  words: string;
  about: string;
  /** The settings that it takes as flags. */
  settings: readonly SettingKey[];
  /** Flags that are no settings, by name. */
  flags: Record<string, Options>;
  /** Command lines with what they do. */
  examples: readonly (readonly [string, string])[];
}

/** What the words of a command line come to. */
export interface Parsed {
  command: string;
  argv: Record<string, unknown>;
}

/** Reads argv. Answers text where help or the version was asked for; throws a {@link UsageError} for bad words. */
export async function parse(
  words: readonly string[],
  declarations: readonly Declaration[],
  version: string,
  columns: number,
): Promise<Parsed | { text: string }> {
  checkCommand(words, declarations);
  let parsed: Parsed | undefined;
  let text = '';
  const program = newProgram(version, columns);
  for (const declaration of declarations) {
    program.command({
      command: `${declaration.name} ${declaration.words}`.trim(),
      describe: declaration.about,
      builder: (sub: Argv) => build(sub, declaration),
      handler: (argv) => {
        parsed = { command: declaration.name, argv };
        checkWords(argv, declaration);
        checkRepeatedSwitches(words, declaration);
      },
    });
  }
  await program.parseAsync([...words], {}, (error: unknown, _argv: unknown, output: string) => {
    if (error) throw error;
    text = output;
  });
  return parsed ?? { text: `${text}\n` };
}

function newProgram(version: string, columns: number): Argv {
  return yargs()
    .scriptName('ecs-migrate')
    .usage('$0 COMMAND\n\nRuns a database migration as a one-off ECS task, shows its log and exits with its code.')
    .locale('en')
    .exitProcess(false)
    .parserConfiguration({
      ...{ 'camel-case-expansion': false, 'dot-notation': false, 'populate--': true },
      ...{ 'parse-numbers': false, 'parse-positional-numbers': false },
    })
    .version(version)
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, columns))
    .example('$0 run --cluster staging --task-definition app-migrate', 'Run a migration and wait for its end')
    .example('$0 run --local --task-definition taskdef.json', 'The same on this machine, without AWS')
    .epilogue(
      'ecs-migrate COMMAND --help tells more. Exit codes: the container’s own, or 64 to 143 as the README lists.',
    )
    .fail((message, error) => {
      // yargs' own errors come either way; anything else was thrown by a handler.
      const ours = error !== undefined && error.name !== 'YError';
      throw ours ? error : new UsageError(lowerFirst(message ?? error?.message), 'see ecs-migrate --help');
    });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function build(sub: Argv, { about, settings, flags, examples, name, words }: Declaration): Argv {
  const lines = examples.map(([line, does]) => `  # ${does}\n  ecs-migrate ${line}`);
  sub.usage(`$0 ${`${name} ${words}`.trim()} [flags]\n\n${about}.`).epilogue(`Examples:\n${lines.join('\n')}`);
  declareFlags(sub, settings);
  for (const [flag, options] of Object.entries(flags)) sub.option(flag, options);
  return sub;
}

function checkCommand([first]: readonly string[], declarations: readonly Declaration[]): void {
  const names = declarations.map(({ name }) => name);
  if (first === undefined) {
    throw new UsageError('no command was given', `give one of ${names.join(', ')}, or see ecs-migrate --help`);
  }
  if (first.startsWith('-') || names.includes(first)) return;
  const near = nearest(first, names);
  throw new UsageError(
    `there is no command ${first}`,
    near ? `did you mean ${near}?` : `there are: ${names.join(', ')}`,
  );
}

/** Refuses flags and words that the command does not take; yargs' own check knows no "did you mean" for flags. */
function checkWords(argv: Record<string, unknown>, declaration: Declaration): void {
  const known = [...declaration.settings.map((key) => flagName(key).slice(2)), ...Object.keys(declaration.flags)];
  const positional = [...declaration.words.matchAll(/[<[](\w+)[>\]]/g)].map(([, name]) => name ?? '');
  const allowed = new Set([...known, ...positional, '_', '$0', '--', 'help', 'h', 'version']);
  const unknown = Object.keys(argv).find((key) => !allowed.has(key));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    const mend = near ? `did you mean --${near}?` : `see ecs-migrate ${declaration.name} --help`;
    throw new UsageError(`there is no flag ${unknown.length > 1 ? '--' : '-'}${unknown}`, mend);
  }
  const [, stray] = argv['_'] as unknown[];
  if (stray !== undefined) {
    const mend = declaration.settings.includes('command')
      ? 'the command to run goes after --'
      : `see ecs-migrate ${declaration.name} --help`;
    // The second of two values for one --env comes here: its value may be a secret.
    throw new UsageError(`unexpected word ${String(stray).replace(/=.*/s, '=…')}`, mend);
  }
  if (argv['--'] !== undefined && !declaration.settings.includes('command') && declaration.name !== 'local') {
    throw new UsageError('this command takes nothing after --', `see ecs-migrate ${declaration.name} --help`);
  }
}

/** yargs keeps only the last of repeated switches, and `--x --no-x` contradicts itself. */
function checkRepeatedSwitches(words: readonly string[], { settings }: Declaration): void {
  const end = words.indexOf('--');
  const flags = (end < 0 ? words : words.slice(0, end)).map((word) =>
    word.replace(/^--no-/, '--').replace(/=.*$/s, ''),
  );
  for (const key of settings.filter((one) => SETTINGS[one].kind.placeholder === '')) {
    const times = flags.filter((flag) => flag === flagName(key)).length;
    if (times > 1) throw new UsageError(`${flagName(key)} was given ${times} times`, 'give it once');
  }
}
