import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { texts } from '../shapes.ts';
import { operation } from '../world.ts';

/** Revisions of services are loaded: nothing is deployed here. */
export const describeServiceRevisions = operation(
  z.looseObject({ serviceRevisionArns: texts }),
  ({ serviceRevisionArns: asked = [] }, { store }) => {
    if (asked.length === 0) throw invalidParameter('Service revision ARNs cannot be empty.');
    if (asked.length > 20) throw invalidParameter('Too many service revision ARNs: at most 20.');
    const found = asked.flatMap((arn) => store.serviceRevisions.get(arn) ?? []);
    const missing = asked.filter((arn) => !store.serviceRevisions.has(arn));
    return { serviceRevisions: found, failures: missing.map((arn) => ({ arn, reason: 'MISSING' })) };
  },
);
