import { getJobDetails } from './codepipeline/get-job-details.ts';
import { getPipeline } from './codepipeline/get-pipeline.ts';
import { getPipelineExecution } from './codepipeline/get-pipeline-execution.ts';
import { listActionExecutions } from './codepipeline/list-action-executions.ts';
import { putJobFailureResult } from './codepipeline/put-job-failure-result.ts';
import { putJobSuccessResult } from './codepipeline/put-job-success-result.ts';
import { continueServiceDeployment } from './ecs/continue-service-deployment.ts';
import { createCluster } from './ecs/create-cluster.ts';
import { deregisterTaskDefinition } from './ecs/deregister-task-definition.ts';
import { describeClusters } from './ecs/describe-clusters.ts';
import { describeServiceDeployments } from './ecs/describe-service-deployments.ts';
import { describeServiceRevisions } from './ecs/describe-service-revisions.ts';
import { describeServices } from './ecs/describe-services.ts';
import { describeTaskDefinition } from './ecs/describe-task-definition.ts';
import { describeTasks } from './ecs/describe-tasks.ts';
import { listClusters } from './ecs/list-clusters.ts';
import { listServiceDeployments } from './ecs/list-service-deployments.ts';
import { listServices } from './ecs/list-services.ts';
import { listTagsForResource } from './ecs/list-tags-for-resource.ts';
import { listTaskDefinitionFamilies } from './ecs/list-task-definition-families.ts';
import { listTaskDefinitions } from './ecs/list-task-definitions.ts';
import { listTasks } from './ecs/list-tasks.ts';
import { registerTaskDefinition } from './ecs/register-task-definition.ts';
import { runTask } from './ecs/run-task.ts';
import { stopServiceDeployment } from './ecs/stop-service-deployment.ts';
import { stopTask } from './ecs/stop-task.ts';
import { tagResource } from './ecs/tag-resource.ts';
import { untagResource } from './ecs/untag-resource.ts';
import { updateService } from './ecs/update-service.ts';
import { createLogGroup } from './logs/create-log-group.ts';
import { describeLogGroups } from './logs/describe-log-groups.ts';
import { describeLogStreams } from './logs/describe-log-streams.ts';
import { filterLogEvents } from './logs/filter-log-events.ts';
import { getLogEvents } from './logs/get-log-events.ts';
import type { Operation } from './world.ts';

interface Service {
  /** The name in fault words and IAM actions. */
  name: string;
  /** The prefix in the header X-Amz-Target. */
  prefix: string;
  operations: Readonly<Record<string, Operation>>;
}

const SERVICES: readonly Service[] = [
  {
    name: 'ecs',
    prefix: 'AmazonEC2ContainerServiceV20141113',
    operations: {
      CreateCluster: createCluster,
      DescribeClusters: describeClusters,
      ListClusters: listClusters,
      DescribeServices: describeServices,
      ListServices: listServices,
      UpdateService: updateService,
      DescribeServiceRevisions: describeServiceRevisions,
      ListServiceDeployments: listServiceDeployments,
      DescribeServiceDeployments: describeServiceDeployments,
      ContinueServiceDeployment: continueServiceDeployment,
      StopServiceDeployment: stopServiceDeployment,
      RegisterTaskDefinition: registerTaskDefinition,
      DeregisterTaskDefinition: deregisterTaskDefinition,
      DescribeTaskDefinition: describeTaskDefinition,
      ListTaskDefinitions: listTaskDefinitions,
      ListTaskDefinitionFamilies: listTaskDefinitionFamilies,
      RunTask: runTask,
      DescribeTasks: describeTasks,
      ListTasks: listTasks,
      StopTask: stopTask,
      TagResource: tagResource,
      UntagResource: untagResource,
      ListTagsForResource: listTagsForResource,
    },
  },
  {
    name: 'logs',
    prefix: 'Logs_20140328',
    operations: {
      CreateLogGroup: createLogGroup,
      DescribeLogGroups: describeLogGroups,
      DescribeLogStreams: describeLogStreams,
      GetLogEvents: getLogEvents,
      FilterLogEvents: filterLogEvents,
    },
  },
  {
    name: 'codepipeline',
    prefix: 'CodePipeline_20150709',
    operations: {
      GetPipeline: getPipeline,
      GetPipelineExecution: getPipelineExecution,
      ListActionExecutions: listActionExecutions,
      GetJobDetails: getJobDetails,
      PutJobSuccessResult: putJobSuccessResult,
      PutJobFailureResult: putJobFailureResult,
    },
  },
];

export interface NamedOperation {
  service: string;
  name: string;
  operation: Operation;
}

/** Finds the operation of an X-Amz-Target, such as `Logs_20140328.GetLogEvents`. */
export function operationOf(target: string): NamedOperation | undefined {
  const [prefix, name = ''] = target.split('.');
  const service = SERVICES.find((candidate) => candidate.prefix === prefix);
  const operation = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  return service === undefined || operation === undefined ? undefined : { service: service.name, name, operation };
}

/** The scopes that a fault can have. */
export const FAULT_SCOPES: readonly string[] = [
  '*',
  ...SERVICES.flatMap((service) => [service.name, ...Object.keys(service.operations)]),
];
