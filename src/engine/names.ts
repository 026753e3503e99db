import type { Random } from '../core/base/clock.ts';

/** The region and account that the engine simulates. */
export interface Place {
  region: string;
  account: string;
}

export const ecsArn = ({ region, account }: Place, resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
export const logsArn = ({ region, account }: Place, group: string) =>
  `arn:aws:logs:${region}:${account}:log-group:${group}`;
export const pipelineArn = ({ region, account }: Place, name: string) =>
  `arn:aws:codepipeline:${region}:${account}:${name}`;

/** 32 hexadecimal digits, as in task ids. */
export const hexId = (random: Random) => random.uuid().replaceAll('-', '');
