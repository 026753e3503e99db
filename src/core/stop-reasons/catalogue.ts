import { ARCHITECTURES } from './architectures.ts';
import { CONTAINERS, CONTAINERS_AT_LARGE } from './containers.ts';
import { DEPENDENCIES, LINKS } from './dependencies.ts';
import { mayBelongTo } from './error-classes.ts';
import { IMAGES, IMAGES_AT_LARGE } from './images.ts';
import { INTERRUPTIONS } from './interruptions.ts';
import { LOGS, LOGS_AT_LARGE } from './logs.ts';
import { NETWORK } from './network.ts';
import { NETWORK_INTERFACES } from './network-interfaces.ts';
import { PLACEMENT } from './placement.ts';
import { REQUESTS } from './requests.ts';
import { ENVIRONMENT_FILES, SECRETS, SECRETS_AT_LARGE } from './secrets.ts';
import { STARTS } from './starts.ts';
import type { StopReason } from './stop-reason.ts';
import { STORAGE } from './storage.ts';

export type { StopReason } from './stop-reason.ts';

/**
 * The catalogue is matched in order against every text from ECS about a task, the most specific entries first. First
 * come causes that a text names, then the signs of a network failure, then texts that only say what failed. The failure
 * of a container comes before other containers that wait for it. A text is compared only with families that its own
 * error class can have. The texts are from section "Stopped tasks error messages" of the ECS developer guide, and from
 * the ECS agent. AWS sometimes rewords them, so a pattern contains only the part that stays.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const STOP_REASONS: readonly StopReason[] = [
  ...ARCHITECTURES,
  ...STORAGE,
  ...ENVIRONMENT_FILES,
  ...IMAGES,
  ...SECRETS,
  ...LOGS,
  ...NETWORK_INTERFACES,
  ...LINKS,
  ...CONTAINERS,
  ...NETWORK,
  ...IMAGES_AT_LARGE,
  ...LOGS_AT_LARGE,
  ...SECRETS_AT_LARGE,
  ...CONTAINERS_AT_LARGE,
  ...DEPENDENCIES,
  ...REQUESTS,
  ...PLACEMENT,
  ...INTERRUPTIONS,
  ...STARTS,
];

/** The first entry that matches any of the texts. */
export function findStopReason(texts: readonly (string | undefined)[]): StopReason | undefined {
  const all = texts.filter((text) => text !== undefined).map(toPlainText);
  return STOP_REASONS.find(({ family, pattern }) => {
    const heard = all.filter((text) => mayBelongTo(family, text));
    return heard.length > 0 && pattern.test(heard.join('\n'));
  });
}

/** The code of the stop reason that was found, as a list. */
export function codesOf(found: StopReason | undefined): string[] {
  return found === undefined ? [] : [found.code];
}

/**
 * Reasons after which the same RunTask may be accepted a little later: no space, or no instance that can take the task
 * yet.
 */
export function isCapacityReason(reason: string | undefined): boolean {
  const found = findStopReason([reason]);
  if (found === undefined) return false;
  // Of the problems of a container instance, only those that pass by themselves.
  const passes = found.family === 'instance' && found.retry === 'later';
  return passes || ['capacity', 'quota', 'placement'].includes(found.family);
}

/** AWS writes some texts with typographic quotes, some over several lines, and some with escaped inner quotes. */
function toPlainText(text: string): string {
  return text
    .replaceAll(/\\+(?=")/g, '')
    .replaceAll(/[‘’ʼ`]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(/\s+/g, ' ');
}
