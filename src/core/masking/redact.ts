import { maskText, maskUrls } from '../base/mask.ts';
import type { EventBody } from '../events/events.ts';
import type { Settings } from '../settings/settings-table.ts';
import { readOwnStop, reasonOfOwnStop } from '../verdict/own-stop.ts';
import { hideSecrets, type Speaker } from './hide.ts';
import { knownSecrets, type SecretFiles } from './known-secrets.ts';

/** Members that scripts read, and by which people identify tasks. They contain no foreign text. */
const PLAIN = new Set([
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
  'ending',
  'reasons',
  'again',
  'taskArn',
  'taskDefinition',
  'taskDefinitionArn',
  'cluster',
  'container',
  'name',
  'image',
  'attach',
  'region',
  'group',
  'stream',
  'startedBy',
  'launchType',
  'runtimeId',
  'build',
  'execution',
  'commit',
]);
/** Sentences of ecs-migrate. Their foreign parts were masked when they arrived. */
const SENTENCES = new Set(['text', 'cause', 'next', 'mend']);
/** Text from ECS or a container. */
const FOREIGN = new Set(['reason', 'stoppedReason', 'detail', 'causeLine']);

/** Masks secrets in everything that ecs-migrate shows. */
export interface Redactor {
  /** Masks text from AWS, a container or another program. Call it before the text becomes part of a sentence. */
  text(foreign: string): string;
  /** The event with secrets masked. The container's own lines pass unchanged. */
  event(event: EventBody): EventBody;
  /** Adds names of containers, families, clusters and similar, which are never masked. */
  know(names: Iterable<string>): void;
}

/**
 * Masks the values of environment overrides and of a task definition file, user information in URLs, and password-like
 * arguments. The words of ecs-migrate itself and known names are never masked: with `APP_ENV=staging`, the cluster
 * `staging` keeps its name.
 */
export function createRedactor(settings: Settings, files: SecretFiles = {}): Redactor {
  const { env: _env, command: _command, ...open } = settings;
  const secrets = knownSecrets(settings, files);
  const { taskDefinition } = files;
  const defined = taskDefinition && [
    taskDefinition.family,
    ...taskDefinition.containerDefinitions.map(({ name }) => name),
  ];
  const names = new Set([...textsIn(open).map((one) => maskText(one)), ...(defined ?? [])]);

  const hide = (text: string, by: Speaker) => hideSecrets(text, secrets, names, by);
  const foreign = (text: string) => (isOwnReason(text) ? text : maskText(hide(text, 'foreign')));

  function show(text: string, key: string): string {
    if (SENTENCES.has(key)) return maskUrls(hide(text, 'own'));
    if (PLAIN.has(key)) return maskText(text);
    return FOREIGN.has(key) ? foreign(text) : maskText(hide(text, 'given'));
  }

  function mask(value: unknown, key: string): unknown {
    if (typeof value === 'string') return show(value, key);
    if (Array.isArray(value)) return value.map((item) => mask(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mask(member, name)]));
  }

  const know = (more: Iterable<string>) => {
    for (const name of more) names.add(name);
  };
  return {
    text: foreign,
    know,
    event(event) {
      if (event.type === 'log') return event;
      if (event.type === 'launched') know(textsIn(event));
      return mask(event, '') as EventBody;
    },
  };
}

/** ECS returns the reason that our StopTask call gave. */
function isOwnReason(text: string): boolean {
  const why = readOwnStop({ stoppedReason: text });
  return why !== undefined && text === reasonOfOwnStop(why);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
