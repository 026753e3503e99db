import * as z from 'zod';
import { AwsError } from '../errors.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';
import { bounded, invalid } from './jobs.ts';

const input = z.looseObject({
  jobId: text,
  continuationToken: text,
  executionDetails: z.looseObject({ summary: text, externalExecutionId: text, percentComplete: number }).optional(),
  outputVariables: z.record(z.string(), z.string()).optional(),
});

/** Maximum number of characters of all output variables of an action together. */
const MAX_VARIABLES_CHARACTERS = 122_880;

export const putJobSuccessResult = operation(input, (request, { jobs }) => {
  const job = jobs.inProgress(request.jobId);
  const { continuationToken, executionDetails = {}, outputVariables = {} } = request;
  bounded('continuationToken', continuationToken, 2_048);
  bounded('executionDetails.summary', executionDetails.summary, 2_048);
  bounded('executionDetails.externalExecutionId', executionDetails.externalExecutionId, 1_500);
  const { percentComplete = 0 } = executionDetails;
  if (percentComplete < 0 || percentComplete > 100) {
    throw invalid('executionDetails.percentComplete', 'be between 0 and 100');
  }
  const names = Object.keys(outputVariables);
  if (names.some((name) => !/^[A-Za-z0-9@\-_]+$/.test(name))) {
    throw invalid('outputVariables', 'satisfy regular expression pattern: [A-Za-z0-9@\\-_]+');
  }
  if (continuationToken !== undefined && names.length > 0) {
    throw invalid('outputVariables', 'be empty when a continuation token is given');
  }
  if (JSON.stringify(outputVariables).length > MAX_VARIABLES_CHARACTERS) {
    throw new AwsError('OutputVariablesSizeExceededException', 'The output variables exceed the maximum size.');
  }
  jobs.finish(job, 'Succeeded', request, continuationToken);
  return {};
});
