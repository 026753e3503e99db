import type { Asked } from './policy.ts';
import type { Call } from './recorder.ts';

// Wire messages are read loosely: a member that is not there is an empty text, which no policy allows.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Loose = any;

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

const nameOf = (it: string | undefined, last = 1) => (it ?? 'default').split('/').slice(-last).join('/');
const clusterArn = (it: string | undefined) => arn('ecs', `cluster/${nameOf(it)}`);
const inCluster = ({ cluster }: Loose) => ({ 'ecs:cluster': clusterArn(cluster) });
const taskArn = ({ cluster }: Loose, task: string) => arn('ecs', `task/${nameOf(cluster)}/${nameOf(task)}`);
const tagKeys = (tags: Loose[] = [], of: string) =>
  Object.fromEntries(tags.map(({ key, value }) => [`aws:${of}/${key}`, value]));
const serviceArn = (cluster: string | undefined, service: string) =>
  arn('ecs', `service/${nameOf(cluster)}/${nameOf(service)}`);
/** The reference requires the service and the deployment. */
const ofDeployment = (action: string, deployment: string) => [
  one(action, deployment),
  one(action, deployment.replace(':service-deployment/', ':service/').replace(/\/[^/]+$/, '')),
];
const pipelineArn = (name: string) => arn('codepipeline', name);
const one = (action: string, resource: string, context: Record<string, string> = {}): Asked => ({
  action,
  resource,
  context,
});

/** Tags of tasks, by ARN: StopTask is judged by them. */
export type TaskTags = ReadonlyMap<string, Loose[]>;

function passed(roles: (string | undefined)[]): Asked[] {
  const service = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  return roles.filter((role) => role !== undefined).map((role) => one('iam:PassRole', role, service));
}

/**
 * What IAM is asked for a call, by the Service Authorization Reference: resource types and condition keys of each action, roles
 * that are passed, tags that are given with the call.
 */
const OPERATIONS: Record<string, (request: Loose, response: Loose, tags: TaskTags) => Asked[]> = {
  RunTask: (request, response) => {
    const [task] = response.tasks ?? [];
    // Since March 2024 IAM is asked about the revision, whatever the request names.
    const revision = task?.taskDefinitionArn ?? request.taskDefinition;
    const asked = {
      ...inCluster(request),
      'ecs:enable-execute-command': String(request.enableExecuteCommand ?? false),
      ...tagKeys(request.tags, 'RequestTag'),
    };
    const tagging = one('ecs:TagResource', arn('ecs', `task/${nameOf(request.cluster)}/*`), {
      'ecs:CreateAction': 'RunTask',
    });
    const { executionRoleArn, taskRoleArn } = request.overrides ?? {};
    return [
      one('ecs:RunTask', revision, asked),
      ...passed([ROLES.execution, ROLES.task, executionRoleArn, taskRoleArn]),
      ...((request.tags ?? []).length > 0 ? [tagging] : []),
    ];
  },
  StopTask: (request, _, tags) => {
    const task = taskArn(request, request.task);
    return [one('ecs:StopTask', task, { ...inCluster(request), ...tagKeys(tags.get(task), 'ResourceTag') })];
  },
  DescribeTasks: (request) =>
    request.tasks.map((task: string) => one('ecs:DescribeTasks', taskArn(request, task), inCluster(request))),
  // The reference says container-instance, which a list of a cluster's tasks does not have.
  ListTasks: (request) => [one('ecs:ListTasks', '*', inCluster(request))],
  DescribeTaskDefinition: () => [one('ecs:DescribeTaskDefinition', '*')],
  DescribeClusters: ({ clusters }) => clusters.map((it: string) => one('ecs:DescribeClusters', clusterArn(it))),
  ListClusters: () => [one('ecs:ListClusters', '*')],
  DescribeServices: (request) =>
    request.services.map((it: string) =>
      one('ecs:DescribeServices', arn('ecs', `service/${nameOf(request.cluster)}/${nameOf(it)}`), inCluster(request)),
    ),
  DescribeServiceRevisions: ({ serviceRevisionArns }) =>
    serviceRevisionArns.flatMap((it: string) => [
      one('ecs:DescribeServiceRevisions', it),
      one('ecs:DescribeServiceRevisions', it.replace(':service-revision/', ':service/').replace(/\/[^/]+$/, '')),
    ]),
  ListServiceDeployments: (request) => [
    one('ecs:ListServiceDeployments', serviceArn(request.cluster, request.service), inCluster(request)),
  ],
  DescribeServiceDeployments: ({ serviceDeploymentArns }) =>
    serviceDeploymentArns.flatMap((it: string) => ofDeployment('ecs:DescribeServiceDeployments', it)),
  ContinueServiceDeployment: ({ serviceDeploymentArn }) =>
    ofDeployment('ecs:ContinueServiceDeployment', serviceDeploymentArn),
  GetDeployment: (_, { deploymentInfo }) => {
    const group = `${deploymentInfo?.applicationName}/${deploymentInfo?.deploymentGroupName}`;
    return [one('codedeploy:GetDeployment', arn('codedeploy', `deploymentgroup:${group}`))];
  },
  GetApplicationRevision: ({ applicationName }) => [
    one('codedeploy:GetApplicationRevision', arn('codedeploy', `application:${applicationName}`)),
  ],
  DescribeImages: ({ repositoryName }) => [one('ecr:DescribeImages', arn('ecr', `repository/${repositoryName}`))],
  ListServices: (request) => [one('ecs:ListServices', '*', inCluster(request))],
  RegisterTaskDefinition: (request) => {
    const family = arn('ecs', `task-definition/${request.family}:*`);
    const privileged = (request.containerDefinitions ?? []).some((it: Loose) => it.privileged === true);
    const context = { 'ecs:privileged': String(privileged), ...tagKeys(request.tags, 'RequestTag') };
    return [
      one('ecs:RegisterTaskDefinition', family, context),
      ...passed([request.executionRoleArn, request.taskRoleArn]),
      ...((request.tags ?? []).length > 0
        ? [one('ecs:TagResource', family, { 'ecs:CreateAction': 'RegisterTaskDefinition' })]
        : []),
    ];
  },
  DeregisterTaskDefinition: () => [one('ecs:DeregisterTaskDefinition', '*')],
  GetLogEvents: ({ logGroupName, logGroupIdentifier, logStreamName }) => {
    const group = nameless(logGroupIdentifier) ?? logGroupName;
    return [one('logs:GetLogEvents', arn('logs', `log-group:${group}:log-stream:${logStreamName}`))];
  },
  FilterLogEvents: ({ logGroupName, logGroupIdentifier }) => [
    one('logs:FilterLogEvents', arn('logs', `log-group:${nameless(logGroupIdentifier) ?? logGroupName}:*`)),
  ],
  GetServiceQuota: ({ ServiceCode, QuotaCode }) => [
    one('servicequotas:GetServiceQuota', arn('servicequotas', `${ServiceCode}/${QuotaCode}`)),
  ],
  GetAWSDefaultServiceQuota: () => [one('servicequotas:GetAWSDefaultServiceQuota', '*')],
  DescribeSubnets: () => [one('ec2:DescribeSubnets', '*')],
  GetPipeline: ({ name }) => [one('codepipeline:GetPipeline', pipelineArn(name))],
  GetPipelineExecution: ({ pipelineName }) => [one('codepipeline:GetPipelineExecution', pipelineArn(pipelineName))],
  ListActionExecutions: ({ pipelineName }) => [one('codepipeline:ListActionExecutions', pipelineArn(pipelineName))],
  GetJobDetails: () => [one('codepipeline:GetJobDetails', '*')],
  PutJobSuccessResult: () => [one('codepipeline:PutJobSuccessResult', '*')],
  PutJobFailureResult: () => [one('codepipeline:PutJobFailureResult', '*')],
  PutLifecycleEventHookExecutionStatus: () => [one('codedeploy:PutLifecycleEventHookExecutionStatus', '*')],
  GetAuthorizationToken: () => [one('ecr:GetAuthorizationToken', '*')],
};

const nameless = (identifier: string | undefined) => identifier?.split(':log-group:')[1];

/** The roles of the task definitions in these tests. */
export const ROLES = {
  execution: `arn:aws:iam::${ACCOUNT}:role/execution`,
  task: `arn:aws:iam::${ACCOUNT}:role/task`,
};

export function askedFor({ target, request, response }: Call, tags: TaskTags = new Map()): Asked[] {
  const invoked = /^POST \/2015-03-31\/functions\/(.+)\/invocations/.exec(target)?.[1];
  if (invoked !== undefined) return [one('lambda:InvokeFunction', invoked)];
  const operation = target.split('.').at(-1) ?? '';
  const ask = OPERATIONS[operation];
  if (ask === undefined) throw new Error(`which action of IAM is ${target}? Add it to the table`);
  return ask(request, response, tags);
}
