import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../core/base/did-you-mean.ts';
import { flagName } from '../core/settings/flag-names.ts';
import { flag as yesOrNo } from '../core/settings/setting-kinds.ts';
import { SETTINGS, type SettingKey } from '../core/settings/settings-table.ts';
import { SECOND_NAMES } from './second-names.ts';
import { UsageError } from './usage-error.ts';

/** A flag that is not a setting. */
export interface FlagSpec {
  describe: string;
  /** A `boolean` is a switch. A `string` needs a value. */
  type: 'string' | 'boolean';
  /** The heading above it in --help. */
  group?: string;
}

/** A command as the parser sees it: its arguments and flags, without what it does. */
export interface Declaration {
  name: string;
  /**
   * The positional argument as help shows it: `<task>` must be given, `[file]` can be, and `…` in it means one or more.
   * Empty if there is none.
   */
  words: string;
  /** What the positional argument can be, for completion. Absent if it can be anything. */
  choices?: readonly string[];
  about: string;
  /** The settings that are flags of this command. */
  settings: readonly SettingKey[];
  /** The settings that its short help shows. Absent if it shows all of them. */
  common?: readonly SettingKey[];
  /** Flags that are not settings, by name. */
  flags: Record<string, FlagSpec>;
  /** Example command lines, each with what it does. */
  examples: readonly (readonly [string, string])[];
}

/** The parsed command line. */
export type Parsed =
  /** `argv`: flags by name (a list if one was repeated), positional arguments by name, and everything after `--`. */
  | { command: string; argv: Record<string, unknown> }
  /** Help was requested, for one command or for the program. `all`: with every flag (`--help all`). */
  | { help: string | undefined; all?: true }
  | { version: true };

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;
type Types = Map<string, 'string' | 'boolean'>;

const ASKS = { help: 'boolean', version: 'boolean' } as const;

/**
 * Parses a command line. Help and version are only shown if every other argument is valid too. Somebody who writes `-h
 * db.example.com`, or forgets the `--` before the command, wants a migration, and must not get exit code 0 without
 * one.
 * @throws {UsageError} If anything is not a known command with its own flags.
 */
export function parse(words: readonly string[], declarations: readonly Declaration[]): Parsed {
  const end = words.indexOf('--');
  const ours = end < 0 ? words : words.slice(0, end);
  const types = typesOf(declarations);
  const { flags, positionals } = readTokens(ours, types);
  const declaration = findCommand(words, { positionals, flags }, declarations, types);
  const known = declaration === undefined ? types : typesOf([declaration]);
  checkNames(flags, known, declaration, declarations);
  const values = readFlags(flags, known);
  checkStrays(positionals, declaration, ours);

  for (const name of ['help', 'version'] as const) {
    const asked = flags.find((one) => one.name === name);
    if (asked === undefined) continue;
    const all = name === 'help' && asked.value === 'all';
    if (asked.value !== undefined && !all) {
      const fix = name === 'help' ? '--help is short, and --help all has every flag' : 'see ecs-migrate --help';
      throw new UsageError(`--${name} takes no value`, fix);
    }
    return name === 'help' ? { help: declaration?.name, ...(all && { all }) } : { version: true };
  }
  if (declaration === undefined) throw noCommand(words, declarations);
  const argv: Record<string, unknown> = { ...values, ...positionalsOf(positionals, declaration) };
  if (end >= 0) argv['--'] = wordsAfter(words.slice(end + 1), declaration);
  return { command: declaration.name, argv };
}

/** The types of the flags of these commands, and of the flags that every command has. */
function typesOf(declarations: readonly Declaration[]): Types {
  const types: Types = new Map(Object.entries(ASKS));
  for (const { settings, flags } of declarations) {
    for (const key of settings) types.set(nameOf(key), SETTINGS[key].kind.flag === 'switch' ? 'boolean' : 'string');
    for (const [name, { type }] of Object.entries(flags)) types.set(name, type);
  }
  return types;
}

const nameOf = (key: SettingKey) => flagName(key).slice(2);

interface Flag {
  /** Without the dashes, and without `no-`. */
  name: string;
  /** As the user wrote it, for messages. */
  raw: string;
  value: string | undefined;
  negated: boolean;
}

/** The flags, as Node's parser knows them. */
function optionsOf(types: Types): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    [...types].map(([name, type]) => [name, { type, ...(name === 'help' && { short: 'h' }) }]),
  );
  Object.assign(options['version'] ?? {}, { short: 'V' });
  for (const [second, key] of Object.entries(SECOND_NAMES)) {
    const type = types.get(nameOf(key));
    if (type !== undefined) options[second] = { type };
  }
  return options;
}

/** Splits the arguments into flags with their values, and positional words. */
function readTokens(words: readonly string[], types: Types): { flags: Flag[]; positionals: string[] } {
  const { tokens } = parseArgs({
    args: [...words],
    options: optionsOf(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags: Flag[] = [];
  const positionals: string[] = [];
  let open: Flag | undefined;
  let help: Flag | undefined;
  for (const token of tokens) {
    if (token.kind === 'option') {
      const read = readOption(token, types);
      flags.push(read);
      help = read.name === 'help' && read.value === undefined ? read : undefined;
      open = types.get(read.name) === 'boolean' && !(read.name in ASKS) && read.value === undefined ? read : undefined;
    } else if (token.kind === 'positional') {
      // `--quiet false`: a switch takes the next word as its value only if the word reads as yes or no.
      if (help !== undefined && token.value === 'all') help.value = 'all';
      else if (open !== undefined && !open.negated && yesOrNo.read(token.value) !== undefined) open.value = token.value;
      else positionals.push(token.value);
      open = undefined;
      help = undefined;
    }
  }
  return { flags, positionals };
}

function readOption({ name, rawName, value, inlineValue }: OptionToken, types: Types): Flag {
  if (value !== undefined && !inlineValue && value.startsWith('-') && value !== '-') {
    throw new UsageError(`${rawName} needs a value`, `write ${rawName}=VALUE if the value begins with -`);
  }
  const second = Object.hasOwn(SECOND_NAMES, name) ? SECOND_NAMES[name] : undefined;
  if (second !== undefined) return { name: nameOf(second), raw: rawName, value, negated: false };
  const positive = name.replace(/^no-/, '');
  const isSwitch = types.get(positive) === 'boolean' && !(positive in ASKS);
  const negated = positive !== name && !types.has(name) && isSwitch;
  return { name: negated ? positive : name, raw: rawName, value, negated };
}

/** The command is the first word that is neither a flag nor a flag's value. Flags may come before it. */
function findCommand(
  words: readonly string[],
  { positionals, flags }: { positionals: string[]; flags: readonly Flag[] },
  declarations: readonly Declaration[],
  types: Types,
): Declaration | undefined {
  const first = positionals.shift();
  if (first === undefined) return undefined;
  const found = declarations.find(({ name }) => name === first);
  if (found !== undefined) return found;
  // An unknown flag has taken no value, so the word after it looks like the command.
  if (words[0] !== first) checkNames(flags, types, undefined, declarations);
  const names = declarations.map(({ name }) => name);
  const meant = Object.hasOwn(OTHER_COMMANDS, first) ? OTHER_COMMANDS[first] : undefined;
  if (meant !== undefined) throw new UsageError(`there is no command ${first}`, `did you mean ${meant}?`);
  const near = nearest(first, [...names, ...Object.keys(ASKS)]);
  const said = near !== undefined && near in ASKS ? `--${near}` : near;
  const fix = said ? `did you mean ${said}?` : `there are: ${names.join(', ')}`;
  throw new UsageError(`there is no command ${first === '' ? '""' : withoutValue(first)}`, fix);
}

/** Commands of other tools, and what they are here. */
const OTHER_COMMANDS: Readonly<Record<string, string>> = {
  migrate: 'run',
  start: 'run',
  exec: 'run',
  task: 'run',
  check: 'plan',
  validate: 'plan',
  diff: 'plan',
  status: 'list',
  ls: 'list',
  ps: 'list',
  logs: 'attach',
  log: 'attach',
  tail: 'attach',
  follow: 'attach',
  watch: 'attach',
  cancel: 'stop',
  kill: 'stop',
  why: 'explain',
  setup: 'init',
  pending: 'preview',
};

function noCommand(words: readonly string[], declarations: readonly Declaration[]): UsageError {
  const names = declarations.map(({ name }) => name).join(', ');
  if (words.length === 0 || words[0] === '--') {
    return new UsageError('no command was given', `give one of ${names}, or see ecs-migrate --help`);
  }
  return new UsageError('no command was given', `put one before the flags, such as ecs-migrate run ${words[0]} …`);
}

/** Flags of other tools, and what they are here. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  'dry-run': 'ecs-migrate plan shows what would happen, and launches nothing',
  follow: 'run follows the task and shows its log; --detach does not',
  wait: 'run waits for the end of the task; --detach does not',
  watch: 'run follows the task and shows its log; --detach does not',
  service: 'did you mean --like-service, which copies network and capacity of a service?',
  overrides: 'give the command after --, variables with --env, and anything else with --run-task-input FILE.json',
};

function checkNames(
  flags: readonly Flag[],
  types: Types,
  declaration: Declaration | undefined,
  declarations: readonly Declaration[],
): void {
  const unknown = flags.find(({ name }) => !types.has(name));
  if (unknown === undefined) return;
  const help = `see ecs-migrate ${declaration ? `${declaration.name} ` : ''}--help`;
  const meant = Object.hasOwn(OTHER_WORDS, unknown.name) ? OTHER_WORDS[unknown.name] : undefined;
  if (meant !== undefined) throw new UsageError(`there is no flag ${unknown.raw}`, meant);
  if (unknown.raw === '-v') throw new UsageError('there is no flag -v', 'did you mean --verbose, or --version (-V)?');
  const others = declarations.filter((one) => typesOf([one]).has(unknown.name)).map(({ name }) => name);
  if (declaration !== undefined && others.length > 0) {
    const [last = '', ...more] = [...others].reverse();
    const owners = more.length === 0 ? last : `${more.reverse().join(', ')} and ${last}`;
    const fix = `this flag belongs to ${owners}; ${help}`;
    throw new UsageError(`the command ${declaration.name} has no flag ${unknown.raw}`, fix);
  }
  const near = unknown.name.length > 1 ? nearest(unknown.name, [...types.keys()]) : undefined;
  throw new UsageError(`there is no flag ${unknown.raw}`, near ? `did you mean --${near}?` : help);
}

/** The values of flags, by name. A list if a flag was repeated. */
function readFlags(flags: readonly Flag[], types: Types): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  for (const { name, raw, value, negated } of flags) {
    if (name in ASKS) continue;
    if (types.get(name) === 'string' && value === undefined) throw new UsageError(`${raw} needs a value`, 'give one');
    if (negated && value !== undefined) throw new UsageError(`${raw} takes no value`, `write --${name}=VALUE`);
    values.set(name, [...(values.get(name) ?? []), value ?? !negated]);
  }
  for (const [name, given] of values) {
    if (types.get(name) === 'boolean' && given.length > 1) {
      throw new UsageError(`--${name} was given ${given.length} times`, 'give it once');
    }
  }
  return Object.fromEntries([...values].map(([name, given]) => [name, given.length > 1 ? given : given[0]]));
}

function checkStrays(
  positionals: readonly string[],
  declaration: Declaration | undefined,
  words: readonly string[],
): void {
  const accepted = declaration?.words ?? '';
  const stray = accepted.includes('…') ? undefined : positionals[accepted === '' ? 0 : 1];
  if (stray === undefined || declaration === undefined) return;
  const said = `unexpected word ${stray === '' ? '""' : withoutValue(stray)}`;
  if (declaration.name === 'local')
    throw new UsageError(said, 'the command goes after --: ecs-migrate local -- COMMAND');
  const list = listBefore(stray, words, declaration);
  const fix = declaration.settings.includes('command')
    ? `the command to run goes after --, such as -- ${withoutValue(stray)}${positionals.at(-1) === stray ? '' : ' …'}`
    : `see ecs-migrate ${declaration.name} --help`;
  throw new UsageError(said, list ? `repeat the flag for a second value of ${list}; ${fix}` : fix);
}

/** The flag whose value stands before this word, if that flag takes a list. */
function listBefore(word: string, words: readonly string[], { settings }: Declaration): string | undefined {
  const flag = words[words.indexOf(word) - 2];
  const key = settings.find((one) => flagName(one) === flag);
  return key !== undefined && SETTINGS[key].kind.repeatable ? flag : undefined;
}

/** If one --env gets two values, the second one is an unexpected word, and may be a secret. */
function withoutValue(word: string): string {
  return word.replace(/=.*/s, '=…');
}

function positionalsOf(given: readonly string[], { name, words }: Declaration): Record<string, unknown> {
  const expected = /\w+/.exec(words)?.[0];
  if (expected === undefined) return {};
  const [word] = given;
  if (words.startsWith('[') && word === undefined) return {};
  if (words.includes('…') && word) return { [expected]: [...given] };
  if (!word) {
    const fix =
      expected === 'task' ? 'give its id or ARN; ecs-migrate list shows them' : `ecs-migrate ${name} ${words}`;
    throw new UsageError(`no ${expected} was given`, fix);
  }
  return { [expected]: word };
}

function wordsAfter(words: readonly string[], { name, settings }: Declaration): string[] {
  if (!settings.includes('command') && name !== 'local') {
    throw new UsageError('this command accepts nothing after --', `see ecs-migrate ${name} --help`);
  }
  return [...words];
}
