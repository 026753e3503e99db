/** Why nothing can be judged: a wrong path, a revision that git does not know, a list that names no file. */
export class LintProblem extends Error {
  readonly fix: string;
  constructor(problem: string, fix: string) {
    super(problem);
    this.name = 'LintProblem';
    this.fix = fix;
  }
}
