import type { Happening } from './events.ts';
import type { RunTaskInput } from './run-task-input.ts';
import { maskCommand, maskText } from './secrets.ts';
import type { Settings } from './settings-table.ts';
import type { TaskDefinitionInput } from './task-definition.ts';

/** Values shorter than this occur in ordinary words: masking `1` or `app` would garble every sentence. */
export const SHORTEST_SECRET = 4;

/** Members that scripts branch on and people follow tasks by. No foreign text is in them. */
const PLAIN = new Set([
  ...[
    'type',
    'code',
    'severity',
    'outcome',
    'phase',
    'origin',
    'lastStatus',
    'desiredStatus',
    'stopCode',
    'causeCode',
    'again',
  ],
  ...['taskArn', 'taskDefinition', 'taskDefinitionArn', 'cluster', 'container', 'name', 'image', 'attach'],
  ...['region', 'group', 'stream', 'startedBy', 'launchType', 'runtimeId', 'build', 'execution', 'commit'],
]);

/** Masks secrets in what the tool itself says. */
export interface Redactor {
  /** The event as it may be shown. A container's own lines are passed on unaltered. */
  event(event: Happening): Happening;
  /** Any other text as it may be shown. */
  text(text: string): string;
}

/**
 * Masks the values of environment overrides and of a task definition file, userinfo in URLs and password-like
 * arguments. A value that is part of another setting, or of the task's own names, is shown there anyway and is no
 * secret: with `APP_ENV=staging` the cluster `staging` keeps its name.
 */
export function createRedactor(settings: Settings, files: SecretFiles = {}): Redactor {
  const { env: _env, command: _command, ...open } = settings;
  const shown = textsIn(open).map((one) => maskText(one));
  let secrets = spellings(secretValues(settings, files)).filter((one) => !isShown(one, shown));
  const text = (given: string) => maskText(hideValues(given, secrets));

  function mask(value: unknown, key: string): unknown {
    if (typeof value === 'string') return PLAIN.has(key) ? maskText(value) : text(value);
    if (Array.isArray(value)) return value.map((item) => mask(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mask(member, name)]));
  }

  return {
    text,
    event(event) {
      if (event.type === 'log') return event;
      if (event.type === 'launched') secrets = secrets.filter((one) => !isShown(one, textsIn(event)));
      return mask(event, '') as Happening;
    },
  };
}

/** The text without any of these values, wherever they stand and also where they overlap. */
export function hideValues(text: string, values: readonly string[]): string {
  const spans = values.flatMap((value) => occurrences(text, value)).toSorted(([a], [b]) => a - b);
  let shown = '';
  let end = 0;
  for (const [from, to] of spans) {
    if (from > end || shown === '') shown += `${text.slice(end, from)}***`;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}

function occurrences(text: string, value: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let at = text.indexOf(value); at >= 0 && value !== ''; at = text.indexOf(value, at + 1)) {
    found.push([at, at + value.length]);
  }
  return found;
}

function isShown(secret: string, shown: readonly string[]): boolean {
  return shown.some((text) => text.includes(secret));
}

function secretValues(
  { env = {}, command = [], endpointUrl = '' }: Settings,
  { taskDefinition, runTaskInput }: SecretFiles,
): string[] {
  const containers = [
    ...(taskDefinition?.containerDefinitions ?? []),
    ...(runTaskInput?.overrides?.containerOverrides ?? []),
  ] as FileContainer[];
  const values = [
    ...Object.values(env),
    ...containers.flatMap(({ environment = [] }) => environment.map(({ value }) => value)),
  ];
  const inside: string[] = [];
  for (const value of [...values, endpointUrl]) maskText(value, (secret) => inside.push(secret));
  const commands = [command, ...containers.flatMap((one) => [one.command ?? [], one.entryPoint ?? []])];
  for (const words of commands) maskCommand(words, (secret) => inside.push(secret));
  return [...values, ...inside];
}

/** Files whose values may be secrets. */
export interface SecretFiles {
  taskDefinition?: TaskDefinitionInput;
  runTaskInput?: RunTaskInput;
}

interface FileContainer {
  environment?: { name: string; value: string }[];
  command?: string[];
  entryPoint?: string[];
}

/** A value as it stands in sentences, JSON and URLs; of one with several lines also each line. */
function spellings(values: readonly string[]): string[] {
  const all = values.flatMap((value) =>
    [value, ...value.split(/\r?\n/)].flatMap((one) => {
      const json = JSON.stringify(one).slice(1, -1);
      return [one, json, JSON.stringify(json).slice(1, -1), encoded(one)];
    }),
  );
  return [...new Set(all)].filter((one) => one.length >= SHORTEST_SECRET);
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
