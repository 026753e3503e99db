import * as z from 'zod';
import { act } from '../deployments/play.ts';
import { invalidParameter } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';

/** Left out, the action is CONTINUE. */
export const continueServiceDeployment = operation(
  z.looseObject({ serviceDeploymentArn: text, hookId: text, action: text }),
  ({ serviceDeploymentArn, hookId, action = 'CONTINUE' }, { deployments, random }) => {
    if (!hookId) throw invalidParameter('hookId can not be blank.');
    if (action !== 'CONTINUE' && action !== 'ROLLBACK') throw invalidParameter(`Invalid action: ${action}.`);
    const deployment = deployments.get(serviceDeploymentArn);
    if (!act(deployment, { hookId, action }, deployments.now(), random)) {
      throw invalidParameter(`The hook ${hookId} is not awaiting an action, or the deployment is not in progress.`);
    }
    return { serviceDeploymentArn: deployment.serviceDeploymentArn };
  },
);
