import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { type Parsed, parse } from '../../src/cli/parser.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

/** What the words come to, or the message of the usage error. */
function read(...words: string[]): Parsed | string {
  try {
    return parse(words, COMMANDS);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message}: ${error.fix}`;
    throw error;
  }
}

const NAMES = COMMANDS.map(({ name }) => name);
const WORDS = [
  ...NAMES,
  '',
  '-',
  '--',
  '-h',
  '--help',
  '-V',
  '--version',
  '-v',
  '-hV',
  '-x',
  '--hepl',
  '--help=false',
  '--no-help',
  'help',
  '--cluster',
  '--cluster=',
  '--cluster=x',
  '--clutser',
  '--env',
  '--env=A=1',
  'A=1',
  '--env-file',
  '--local',
  '--local=yes',
  '--local=maybe',
  '--no-local',
  '--no-cluster',
  '--detach',
  'yes',
  'false',
  '--faults',
  '--port',
  '--get-yargs-completions',
  '--_=x',
  '--$0',
  '--__proto__',
  '--__proto__=x',
  '--constructor',
  '--=x',
  '---',
  '-=',
  'app',
  'psql',
  '-U',
  '\n',
  '-1',
  '--command',
  'toString',
  '__proto__',
  '--report',
  'x.xml',
  '--config',
  '--lock',
];
const anyWord = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...WORDS) }, fc.string());

describe('whatever the words are', () => {
  test('nothing but a word for help or version is answered with 0, and nothing but a command is performed', () => {
    fc.assert(
      fc.property(fc.array(anyWord, { maxLength: 7 }), (words) => {
        const parsed = read(...words);
        if (typeof parsed === 'string') return;
        const end = words.indexOf('--');
        const ours = end < 0 ? words : words.slice(0, end);
        if ('command' in parsed) {
          expect(NAMES).toContain(parsed.command);
          expect(ours).toContain(parsed.command);
          expect(ours.some((word) => word === '--help' || word === '--version')).toBe(false);
        } else {
          expect(ours.some((word) => /^(--help|--version|-[hV]+)$/.test(word))).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('help and version', () => {
  test.each<[string[], Parsed]>([
    [['--help'], { help: undefined }],
    [['-h'], { help: undefined }],
    [['run', '--help'], { help: 'run' }],
    [['run', '--help', 'all'], { help: 'run', all: true }],
    [['--help=all'], { help: undefined, all: true }],
    [['attach', '-h', 'all'], { help: 'attach', all: true }],
    [['--cluster', 'x', 'run', '-h'], { help: 'run' }],
    [['attach', '--help'], { help: 'attach' }],
    [['--version'], { version: true }],
    [['-V'], { version: true }],
    [['run', '--version'], { version: true }],
  ])('%j', (words, parsed) => {
    expect(read(...words)).toEqual(parsed);
  });

  test.each<[string[], string]>([
    // Each would run a migration if one word were another: a 0 would let the deployment go on without it.
    [['run', '--version', '1.4.0'], 'unexpected word 1.4.0'],
    [['run', '--cluster', 'x', 'psql', '-h', 'db'], 'unexpected word psql'],
    [['run', '-h', 'db'], 'unexpected word db'],
    [['run', '--help=false'], '--help takes no value'],
    [['run', '--version=1.4.0'], '--version takes no value'],
    [['run', '--no-help'], 'there is no flag --no-help'],
    [['run', '--command', '--help'], '--command needs a value'],
    [['help'], 'there is no command help: did you mean --help?'],
    [['version'], 'there is no command version: did you mean --version?'],
    [['deploy', '--help'], 'there is no command deploy'],
    [['run', '--clutser', 'x', '--help'], 'there is no flag --clutser: did you mean --cluster?'],
  ])('%j is a usage error', (words, message) => {
    expect(read(...words)).toContain(message);
  });
});

describe('no command', () => {
  test.each<[string[], string]>([
    [[], 'no command was given: give one of run'],
    [['--'], 'no command was given'],
    [['--', 'run'], 'no command was given'],
    [['--cluster', 'staging', '--task-definition', 'app'], 'no command was given: put one before the flags'],
    [['--hepl'], 'there is no flag --hepl: did you mean --help?'],
    [['-v'], 'there is no flag -v: did you mean --verbose, or --version (-V)?'],
    [['--foo', 'bar'], 'there is no flag --foo'],
    [[''], 'there is no command ""'],
    [['A=secret'], 'there is no command A=…'],
    [['rnu'], 'did you mean run?'],
  ])('%j', (words, message) => {
    expect(read(...words)).toContain(message);
    expect(read(...words)).not.toContain('secret');
  });
});

describe('flags', () => {
  const argv = (...words: string[]) => {
    const parsed = read('run', ...words);
    return typeof parsed === 'object' && 'argv' in parsed ? parsed.argv : parsed;
  };
  test.each<[string[], object]>([
    [['--local'], { local: true }],
    [['--no-local'], { local: false }],
    // What a switch is given is read as a setting, like a variable.
    [['--local=yes'], { local: 'yes' }],
    [['--local', 'off', '--detach'], { local: 'off', detach: true }],
    [['--env', 'A=1', '--env=B=x=y'], { env: ['A=1', 'B=x=y'] }],
    [['--env-from', 'a.env', '--env-file', 'b.env'], { 'env-file': ['a.env', 'b.env'] }],
    [['--command=-x'], { command: '-x' }],
    [['--detach', '--', 'a', '--', '--detach'], { detach: true, '--': ['a', '--', '--detach'] }],
    [['--', '--help'], { '--': ['--help'] }],
  ])('%j', (words, expected) => {
    expect(argv(...words)).toEqual(expected);
  });

  test.each<[string[], string]>([
    [['--local', 'maybe'], 'unexpected word maybe'],
    [['--no-local=yes'], '--no-local takes no value'],
    [['--no-cluster'], 'there is no flag --no-cluster'],
    [['--detach', '--no-detach'], '--detach was given 2 times'],
    [['--cluster'], '--cluster needs a value'],
    [['--cluster', '--local'], '--cluster needs a value'],
    [['--env', 'A=1', 'B=secret'], 'unexpected word B=…'],
    [['--port', '1'], 'run has no flag --port: this flag belongs to local'],
    [['-x'], 'there is no flag -x'],
  ])('%j is a usage error', (words, message) => {
    expect(argv(...words)).toContain(message);
  });
});

test('a positional word is required where the command has one', () => {
  expect(read('attach')).toContain('no task was given');
  expect(read('attach', '')).toContain('no task was given');
  expect(read('attach', 'a', 'b')).toContain('unexpected word b');
  expect(read('attach', 'a', '--', 'b')).toContain('accepts nothing after --');
  expect(read('attach', 'a')).toEqual({ command: 'attach', argv: { task: 'a' } });
});

describe('words of other tools, and shortened ones', () => {
  test.each<[words: string[], hint: string]>([
    [['run', '--task-def', 'x'], '--task-definition'],
    [['run', '--dry-run'], 'ecs-migrate plan'],
    [['run', '--follow'], '--detach'],
    [['run', '--service', 'web'], '--like-service'],
    [['run', '--subnets', 'a', 'b'], 'repeat the flag for a second value of --subnets'],
    [['run', '--cluster', 'a', 'b'], 'goes after --'],
    [['local', 'aws', 'ecs'], 'ecs-migrate local -- COMMAND'],
    [['attach'], 'ecs-migrate list'],
  ])('%j: %s', (words, hint) => {
    expect(read(...words)).toContain(hint);
  });
});
