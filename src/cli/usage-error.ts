/** The command line is not valid: exit code 64, nothing was done. */
export class UsageError extends Error {
  /** How to fix it. */
  readonly fix: string;
  constructor(problem: string, fix: string) {
    super(problem);
    this.name = 'UsageError';
    this.fix = fix;
  }
}
