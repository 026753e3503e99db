/**
 * A deployment of an ECS service. Times are milliseconds since the epoch, by AWS's clock.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
export interface ServiceDeployment {
  arn: string;
  /** PENDING, IN_PROGRESS, SUCCESSFUL, STOPPED, STOP_REQUESTED, ROLLBACK_… */
  status: string;
  statusReason?: string;
  /** Where it is, such as PRE_SCALE_UP. */
  stage?: string;
  /** ROLLING, BLUE_GREEN, LINEAR or CANARY. */
  strategy?: string;
  createdAt?: number;
  /** The ARN of the service revision that is being deployed. */
  targetRevision?: string;
  /** The lifecycle hooks that run or have run. */
  hooks: DeploymentHook[];
  /** The PAUSE hooks of its configuration. */
  pauses: { stages: string[]; timeoutMs: number }[];
}

/** One execution of a lifecycle hook. Its id is unique for each execution; ECS does not say at which stage it is. */
export interface DeploymentHook {
  id: string;
  /** PAUSE or AWS_LAMBDA. */
  type: string;
  /** AWAITING_ACTION, IN_PROGRESS, SUCCEEDED, FAILED or TIMED_OUT. */
  status: string;
  expiresAt?: number;
  /** What ECS does when it expires: ROLLBACK or CONTINUE. */
  timeoutAction?: string;
}

/** What ContinueServiceDeployment does. It is always sent: left out, it would mean CONTINUE. */
export type HookAction = 'CONTINUE' | 'ROLLBACK';
