import * as z from 'zod';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';
import { bounded, invalid } from './jobs.ts';

const TYPES = [
  'JobFailed',
  'ConfigurationError',
  'PermissionError',
  'RevisionOutOfSync',
  'RevisionUnavailable',
  'SystemUnavailable',
];

const input = z.looseObject({
  jobId: text,
  failureDetails: z.looseObject({ type: text, message: text, externalExecutionId: text }).optional(),
});

export const putJobFailureResult = operation(input, (request, { jobs }) => {
  const job = jobs.inProgress(request.jobId);
  const { type, message, externalExecutionId } = request.failureDetails ?? {};
  if (type === undefined || !TYPES.includes(type)) {
    throw invalid('failureDetails.type', `satisfy enum value set: [${TYPES.join(', ')}]`);
  }
  if (message === undefined) throw invalid('failureDetails.message', 'not be null');
  bounded('failureDetails.message', message, 5_000);
  bounded('failureDetails.externalExecutionId', externalExecutionId, 1_500);
  jobs.finish(job, 'Failed', request);
  return {};
});
