/** Something in a task definition that ECS refuses, or that no task of it would survive. */
export interface Problem {
  /** The member, such as `containerDefinitions[0].image`; empty for the whole definition. */
  path: string;
  /** What is wrong with it. Never quotes a value that may be a secret. */
  problem: string;
  fix: string;
  /** What ECS answers. Absent where ECS takes the definition, and the task fails when it starts. */
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
