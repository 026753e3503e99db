import type { Answer } from '../base/failure.ts';

/** How an execution is, as Step Functions says it. */
export interface DescribedExecution {
  status: string;
  /** Its input, as JSON. */
  input: string;
  /** Milliseconds since the epoch. */
  startedAt?: number;
  /** Why it failed. */
  error?: string;
  cause?: string;
}

/** Step Functions, as far as a fleet uses it. Each call is one attempt. */
export interface StateMachines {
  /** The definition of a state machine, and whether it is STANDARD or EXPRESS. */
  definition(stateMachineArn: string): Promise<Answer<{ definition: string; type: string }>>;
  /** Starts an execution, and returns its ARN. With the same name and input, while it runs, it is the same execution. */
  start(stateMachineArn: string, name: string, input: string): Promise<Answer<string>>;
  describe(executionArn: string): Promise<Answer<DescribedExecution>>;
}
