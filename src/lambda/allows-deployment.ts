import type { ResultEvent } from '../core/events/events.ts';

/** Whether the deployment may continue: the migration succeeded, or it was skipped for a rollback. */
export function allowsDeployment({ outcome }: Pick<ResultEvent, 'outcome'>): boolean {
  return outcome === 'succeeded' || outcome === 'skipped';
}
