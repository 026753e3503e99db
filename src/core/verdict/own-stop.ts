/** Why ecs-migrate asked ECS to stop a task. */
export type OwnStop = 'timeout' | 'start-timeout' | 'interrupt' | 'lost-race' | 'ended' | 'asked';

/**
 * The `reason` of our StopTask call, which ECS shows as the task's `stoppedReason`: a code for ecs-migrate, then words
 * for people.
 */
const WORDS: Record<OwnStop, string> = {
  timeout: 'it did not end within --timeout',
  'start-timeout': 'no container had started within --start-timeout',
  interrupt: 'the run was interrupted',
  'lost-race': 'another migration was there first',
  ended: 'the migration container has ended, and the rest of the task is not needed',
  asked: 'ecs-migrate stop',
};

const PREFIX = 'ecs-migrate:';

/** The `reason` that StopTask is given, from which {@link readOwnStop} reads the cause again. */
export function reasonOfOwnStop(why: OwnStop): string {
  return `${PREFIX}${why} (${WORDS[why]})`;
}

/**
 * Why ecs-migrate stopped a task, by its `stoppedReason`. `undefined` if something else stopped it. Only this function
 * reads the code.
 */
export function readOwnStop({ stoppedReason }: { stoppedReason?: string | undefined }): OwnStop | undefined {
  const code = /^ecs-migrate:([a-z-]+)/.exec(stoppedReason ?? '')?.[1];
  return code !== undefined && Object.hasOwn(WORDS, code) ? (code as OwnStop) : undefined;
}
