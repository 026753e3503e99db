/** Something in a task definition that ECS refuses, or that makes every task fail. */
export interface Problem {
  /** The member, such as `containerDefinitions[0].image`. Empty for the whole definition. */
  path: string;
  /** What is wrong with the member. It never quotes a value that may be a secret. */
  problem: string;
  fix: string;
  /** The error of ECS. Absent if ECS accepts the definition, but the task fails when it starts. */
  answer?: Answer;
}

/** An error of the ECS API. */
export interface Answer {
  type: 'ClientException' | 'SerializationException';
  message: string;
}

export function createProblem(path: string, problem: string, fix: string, message: string): Problem {
  return { path, problem, fix, answer: { type: 'ClientException', message } };
}
