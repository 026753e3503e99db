import { parseArn } from '../base/arn.ts';

/** Whether it is the ARN of an execution of a STANDARD state machine, as opposed to the ARN or the id of a task. */
export function isExecutionArn(text: string): boolean {
  return parseArn(text)?.service === 'states' && /:execution:[^:]+:[^:]+$/.test(text);
}

/** The ARN of the state machine that an execution belongs to. */
export function machineOf(executionArn: string): string {
  return executionArn.replace(/:execution:([^:]+):[^:]+$/, ':stateMachine:$1');
}

/** The name of an execution. */
export function nameOfExecution(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}

/** The ARN that the execution of this name has: it is known before the start. */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** A name that Step Functions accepts, for the first execution of a fleet. `digest` makes a short hash of a text. */
export function nameOfFleet(fleet: string, digest: (text: string) => string): string {
  return /^[\w-]{1,64}$/.test(fleet) ? fleet : `${fleet.replace(/[^\w-]+/g, '-').slice(0, 50)}-${digest(fleet)}`;
}
