/** The command line was used wrongly: exit code 64, nothing was done. */
export class UsageError extends Error {
  /** How to mend it. */
  readonly mend: string;
  constructor(problem: string, mend: string) {
    super(problem);
    this.name = 'UsageError';
    this.mend = mend;
  }
}
