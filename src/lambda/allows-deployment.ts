import type { ResultEvent } from '../core/events/events.ts';

/** Whether the deployment may go on: the migration succeeded, or its rollback asked for none. */
export function allowsDeployment({ outcome }: Pick<ResultEvent, 'outcome'>): boolean {
  return outcome === 'succeeded' || outcome === 'skipped';
}
