import * as z from 'zod';
import { rollBack, stop } from '../deployments/play.ts';
import { AwsError } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';

export const stopServiceDeployment = operation(
  z.looseObject({ serviceDeploymentArn: text, stopType: text }),
  ({ serviceDeploymentArn, stopType = 'ROLLBACK' }, { deployments }) => {
    const deployment = deployments.get(serviceDeploymentArn);
    if (deployment.status !== 'IN_PROGRESS') {
      throw new AwsError('ConflictException', `The service deployment is ${deployment.status}.`);
    }
    if (stopType === 'ROLLBACK') rollBack(deployment, 'Service deployment rolled back by user.', deployments.now());
    else stop(deployment, 'Service deployment stopped by user.', deployments.now());
    return { serviceDeploymentArn: deployment.serviceDeploymentArn };
  },
);
