import type { ActionExecution } from '../ecs/pipeline.ts';

/** What the pipeline shows of the stage that this build runs in. */
export interface StageFacts {
  /** When the stage began, by AWS's clock. Milliseconds since the epoch. */
  beganAt?: number;
  /** The deploy actions beside this build have ended. False if there are none. */
  deployed: boolean;
}

/** `actions`: the latest first, as CodePipeline lists them. A retried action is listed once for each try. */
export function readStage(actions: readonly ActionExecution[], stage: string): StageFacts {
  const latest = new Map<string, ActionExecution>();
  for (const one of actions) if (one.stage === stage && !latest.has(one.action)) latest.set(one.action, one);
  const ours = [...latest.values()];
  const times = ours.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt]));
  const deploys = ours.filter(({ category }) => category === 'Deploy');
  return {
    ...(times.length === 0 ? {} : { beganAt: Math.min(...times) }),
    deployed: deploys.length > 0 && deploys.every(({ status }) => status !== 'InProgress'),
  };
}
