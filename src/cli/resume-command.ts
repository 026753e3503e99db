import path from 'node:path';
import { createRedactor } from '../core/masking/redact.ts';
import { flagName } from '../core/settings/flag-names.ts';
import { jsonAmong } from '../core/settings/setting-kinds.ts';
import { type SettingKey, type Settings, settingOf, settingsOfCommand } from '../core/settings/settings-table.ts';

/** Flags that the next process has otherwise, or must not have. */
const OWN: readonly SettingKey[] = ['targets', 'journal', 'resume', 'rerun'];

/** A fleet, as far as the command that continues it names it. */
interface Continued {
  /** The targets file. */
  source: string;
  /** The journal: an absolute path, or `s3://BUCKET/KEY`; or the ARN of an execution of Step Functions. */
  place: string;
  cwd: string;
}

/**
 * The command that continues a fleet: with all flags of this command line, quoted for a shell. The value of a variable of the
 * container is never shown: `--env NAME` takes it from the environment.
 */
export function resumeCommand(
  { source, place, cwd }: Continued,
  argv: Readonly<Record<string, unknown>>,
  settings: Settings,
): string {
  const journal = /^(?:s3:\/\/|arn:)/.test(place) ? place : path.relative(cwd, place);
  const flags = settingsOfCommand('run').filter((key) => !OWN.includes(key));
  const words = [
    ...['--targets', source, '--resume', journal],
    ...flags.flatMap((key) => wordsOf(key, argv[flagName(key).slice(2)])),
    ...wordsOfConfig(argv['config']),
    ...(Array.isArray(argv['--']) ? ['--', ...argv['--'].map(String)] : []),
  ];
  const { text } = createRedactor(settings);
  return ['npx ecs-migrate run', ...words.map((word) => quote(text(word)))].join(' ');
}

function wordsOf(key: SettingKey, value: unknown): string[] {
  if (value === undefined) return [];
  const flag = flagName(key);
  const { kind } = settingOf(key);
  if (kind.flag === 'switch') return [value === false ? flag.replace('--', '--no-') : flag];
  const items = [value].flat().map(String);
  // Values that must not be shown: those of variables.
  return kind.secret !== true || kind.mask === undefined
    ? items.flatMap((item) => [flag, item])
    : namesIn(items, kind.read(jsonAmong(items) ?? items)).flatMap((name) => [flag, name]);
}

function namesIn(items: readonly string[], read: unknown): string[] {
  if (typeof read === 'object' && read !== null) return Object.keys(read);
  return items.map((item) => item.replace(/=.*$/s, ''));
}

const wordsOfConfig = (file: unknown) => (file === undefined ? [] : ['--config', String(file)]);

/** A word as a POSIX shell reads it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
