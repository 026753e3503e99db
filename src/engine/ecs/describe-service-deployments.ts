import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { texts } from '../shapes.ts';
import { operation } from '../world.ts';

export const describeServiceDeployments = operation(
  z.looseObject({ serviceDeploymentArns: texts }),
  ({ serviceDeploymentArns: asked = [] }, { deployments }) => {
    if (asked.length === 0) throw invalidParameter('Service deployment ARNs cannot be empty.');
    if (asked.length > 20) throw invalidParameter('Too many service deployment ARNs: at most 20.');
    const found = asked.flatMap((arn) => deployments.find(arn) ?? []);
    const missing = asked.filter((arn) => deployments.find(arn) === undefined);
    return { serviceDeployments: found, failures: missing.map((arn) => ({ arn, reason: 'MISSING' })) };
  },
);
