/** An error that AWS would return instead of a result. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;
  /** Members of the error's body beside `__type` and `message`, such as ConflictException's `resourceIds`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = status;
    this.members = members;
  }
}

export const clientException = (message: string) => new AwsError('ClientException', message);
export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
export const notFound = (what: 'log group' | 'log stream') =>
  new AwsError('ResourceNotFoundException', `The specified ${what} does not exist.`);

/** How CloudWatch Logs words a value out of bounds. ECS has other wordings. */
export const violates = (member: string, value: unknown, constraint: string) =>
  invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

/** The engine cannot use something that its options name, such as a file. */
export class EngineConfigError extends Error {
  readonly fix: string;

  constructor(problem: string, fix: string) {
    super(problem);
    this.fix = fix;
  }
}
