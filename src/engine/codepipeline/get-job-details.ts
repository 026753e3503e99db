import * as z from 'zod';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';

export const getJobDetails = operation(z.looseObject({ jobId: text }), ({ jobId }, { jobs, place }) => {
  const { id, data } = jobs.find(jobId);
  return { jobDetails: { id, data, accountId: place.account } };
});
