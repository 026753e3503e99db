import { AwsError } from './errors.ts';
import type { WireFault } from './faults.ts';
import { ecsArn, logsArn, type Place, pipelineArn } from './names.ts';
import type { NamedOperation } from './operations.ts';
import { failure, type WireResponse } from './protocol.ts';

/** The response of a fault that replaces the operation. Undefined for faults that send no response. */
export function createRefusal(
  fault: WireFault,
  operation: NamedOperation,
  input: Readonly<Record<string, unknown>>,
  place: Place,
): WireResponse | undefined {
  switch (fault.name) {
    case 'throttle':
      return failure(new AwsError('ThrottlingException', 'Rate exceeded'));
    case 'error-500':
      return failure(new AwsError('ServerException', 'Service Unavailable. Please try again later.', 500));
    case 'error-503':
      return failure(new AwsError('ServiceUnavailable', 'Service is unavailable, try again later.', 503));
    case 'error-html':
      return { status: 502, type: 'text/html', body: '<html><body><h1>502 Bad Gateway</h1></body></html>' };
    case 'denied':
      return failure(new AwsError('AccessDeniedException', denial(operation, input, place)));
    case 'expired':
      return failure(new AwsError('ExpiredTokenException', 'The security token included in the request is expired'));
    case 'reset':
    case 'outage':
    case 'lost':
    case 'cut':
    case 'slow':
      return undefined;
  }
}

function denial({ service, name }: NamedOperation, input: Readonly<Record<string, unknown>>, place: Place): string {
  const action = `${service}:${name}`;
  const user = `arn:aws:sts::${place.account}:assumed-role/local/ecs-migrate`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource(name, input, place)} because no identity-based policy allows the ${action} action`;
}

/** The resource that IAM would name. Many operations have no single resource. */
function resource(operation: string, input: Readonly<Record<string, unknown>>, place: Place): string {
  const named = (value: unknown, kind: string) => {
    const text = String(value);
    return text.startsWith('arn:') ? text : ecsArn(place, `${kind}/${text}`);
  };
  const cluster = String(input['cluster'] ?? 'default').replace(/^.*\//, '');
  switch (operation) {
    case 'TagResource':
    case 'UntagResource':
    case 'ListTagsForResource':
      return String(input['resourceArn']);
    case 'RunTask':
      return named(input['taskDefinition'], 'task-definition');
    case 'DescribeTasks':
      return named([input['tasks']].flat()[0], `task/${cluster}`);
    case 'StopTask':
      return named(input['task'], `task/${cluster}`);
    case 'DescribeClusters':
      return named([input['clusters']].flat()[0], 'cluster');
    case 'GetLogEvents':
      return `${logsArn(place, String(input['logGroupName'] ?? ''))}:log-stream:${input['logStreamName']}`;
    case 'FilterLogEvents':
    case 'DescribeLogStreams':
      return `${logsArn(place, String(input['logGroupName'] ?? ''))}:log-stream:`;
    case 'GetPipeline':
      return pipelineArn(place, String(input['name']));
    case 'GetPipelineExecution':
    case 'ListActionExecutions':
      return pipelineArn(place, String(input['pipelineName']));
    default:
      return '*';
  }
}
