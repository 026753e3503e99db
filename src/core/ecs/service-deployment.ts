import type { CallFailure } from '../base/failure.ts';

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

/**
 * A PAUSE hook that awaits an action: the pair of deployment and hook that a migration is for. An action goes to this pair
 * only. Times are milliseconds since the epoch, by AWS's clock.
 */
export interface WaitingHook {
  /** The ARN of the service deployment. */
  deployment: string;
  hookId: string;
  cluster: string;
  service: string;
  stage: string;
  /** The ARN of the service revision that is being deployed. */
  targetRevision?: string;
  expiresAt?: number;
  timeoutAction: string;
  /** The earliest time at which the hook can have begun to wait, if it is known. */
  since?: number;
}

/** Why a hook was left waiting. */
export type LeftWhy =
  /** The migration failed, and `--on-failure leave` says so. */
  | 'asked'
  /** A task was or may have been launched, and its end is not known. */
  | 'end-unknown'
  /** No migration has run. */
  | 'not-run'
  | 'interrupted'
  /** ECS did not accept the action, or its answer is not known. */
  | 'not-accepted';

/** What became of a deployment that waited for a migration. */
export type HookFate =
  | { did: 'continued' | 'rolled-back'; by: 'us' | 'others' }
  /** The hook expired before the action. */
  | { did: 'timed-out' }
  /** The deployment is over: stopped, superseded, or rolled back for another reason. */
  | { did: 'ended'; status: string; statusReason?: string }
  | { did: 'left'; why: LeftWhy; failure?: CallFailure }
  /** The deployment could not be read. */
  | { did: 'unread'; failure: CallFailure };
