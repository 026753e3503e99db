import type { SettingKey } from '../../src/core/settings/settings-table.ts';

const ECS = 'https://docs.aws.amazon.com/AmazonECS/latest';
const RUN_TASK = `${ECS}/APIReference/API_RunTask.html`;

/**
 * For each setting, the AWS document that its rule comes from. Not in the table of settings, because every start loads
 * that table.
 */
export const AWS_DOCUMENTS: Partial<Record<SettingKey, string>> = {
  cluster: RUN_TASK,
  region: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html',
  profile: 'https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html',
  roleArn: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  externalId: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
  endpointUrl: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html',
  taskDefinition: `${ECS}/APIReference/API_RegisterTaskDefinition.html`,
  container: `${ECS}/APIReference/API_ContainerDefinition.html`,
  imageFrom: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html',
  command: `${ECS}/APIReference/API_ContainerOverride.html`,
  env: `${ECS}/APIReference/API_ContainerOverride.html`,
  secret: `${ECS}/APIReference/API_Secret.html`,
  cpu: `${ECS}/developerguide/fargate-tasks-services.html`,
  memory: `${ECS}/developerguide/fargate-tasks-services.html`,
  tag: `${ECS}/developerguide/ecs-using-tags.html`,
  runTaskInput: RUN_TASK,
  subnets: `${ECS}/APIReference/API_AwsVpcConfiguration.html`,
  securityGroups: `${ECS}/APIReference/API_AwsVpcConfiguration.html`,
  assignPublicIp: `${ECS}/APIReference/API_AwsVpcConfiguration.html`,
  launchType: RUN_TASK,
  capacityProvider: `${ECS}/APIReference/API_CapacityProviderStrategyItem.html`,
  platformVersion: `${ECS}/developerguide/platform-fargate.html`,
  buildTimeout: 'https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html',
  onRollback: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html',
  pipeline: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html',
};
