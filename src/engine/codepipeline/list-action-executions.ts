import * as z from 'zod';
import { AwsError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';
import type { StoredAction } from './store.ts';

const filter = z.looseObject({
  pipelineExecutionId: text,
  latestInPipelineExecution: z.looseObject({ pipelineExecutionId: text, startTimeRange: text }).optional(),
});

/** The latest execution is first, as in AWS. */
export const listActionExecutions = operation(
  z.looseObject({ pipelineName: text, filter: filter.optional(), maxResults: number, nextToken: text }),
  ({ pipelineName, filter, maxResults = 100, nextToken }, { pipelines }) => {
    const { name } = pipelines.pipeline(pipelineName).pipeline;
    if (maxResults < 1 || maxResults > 100) {
      throw new AwsError('ValidationException', 'maxResults must be between 1 and 100.');
    }
    const { latestInPipelineExecution: latest } = filter ?? {};
    const id = filter?.pipelineExecutionId ?? latest?.pipelineExecutionId;
    const known = pipelines.actions(name).filter((action) => id === undefined || action.pipelineExecutionId === id);
    const items = latest?.startTimeRange === 'Latest' ? latestOf(known) : known;
    const page = pageOrRefusal({ items, keyOf, limit: maxResults, nextToken, descending: true });
    return {
      actionExecutionDetails: page.items.map(({ pipelineName: _, ...details }) => details),
      nextToken: page.nextToken,
    };
  },
);

const keyOf = (action: StoredAction) => `${action.startTime.toFixed(3).padStart(20, '0')} ${action.actionExecutionId}`;

/** The last attempt of each action. */
function latestOf(actions: readonly StoredAction[]): StoredAction[] {
  const latest = new Map<string, StoredAction>();
  for (const one of actions.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    latest.set(`${one.stageName}/${one.actionName}`, one);
  }
  return [...latest.values()];
}

function pageOrRefusal<T>(request: Parameters<typeof pageOf<T>>[0]): ReturnType<typeof pageOf<T>> {
  try {
    return pageOf(request);
  } catch {
    throw new AwsError('InvalidNextTokenException', 'The next token was specified in an invalid format.');
  }
}
