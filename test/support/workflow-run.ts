import type { Job, Workflow } from './workflow.ts';

type Result = 'success' | 'failure' | 'skipped';

interface StepResult {
  exitCode: number;
  outputs?: Record<string, string | undefined>;
}

export interface WorkflowPerformers {
  /** A step that uses an action, with its inputs. */
  action(name: string, inputs: Record<string, string>): Promise<StepResult>;
  /** Whether the reviewers of an environment let a job start. */
  review?(environment: string): Promise<boolean>;
}

/**
 * Plays the jobs of a workflow in order, as GitHub does. A job whose `if` has no status function starts only if all jobs that
 * it needs have succeeded; a job that was skipped is none of these. An output that does not exist is empty.
 *
 * See "Using conditions to control job execution" and "Contexts" in the documentation of GitHub Actions.
 */
export async function playJobs({ jobs }: Workflow, performers: WorkflowPerformers): Promise<Record<string, Result>> {
  const results: Record<string, Result> = {};
  const outputs: Record<string, string> = {};
  for (const [name, job] of Object.entries(jobs)) {
    const needed = [job.needs ?? []].flat().map((other) => results[other] ?? missing(other));
    if (!mayStart(job, needed, outputs)) results[name] = 'skipped';
    else if (job.environment !== undefined && !(await performers.review?.(job.environment))) results[name] = 'failure';
    else results[name] = await playSteps(name, job, performers, outputs);
  }
  return results;
}

function missing(name: string): never {
  throw new Error(`the job ${name} is not above the one that needs it`);
}

function mayStart(job: Job, needed: readonly Result[], outputs: Readonly<Record<string, string>>): boolean {
  const condition = (job.if ?? '').replace(/^\$\{\{(.*)\}\}$/, '$1');
  const terms = condition.split('&&').map((term) => term.trim());
  const hasStatus = terms.some((term) => term.endsWith('()'));
  if (!hasStatus && needed.some((result) => result !== 'success')) return false;
  return terms.every((term) => {
    if (term === '' || term === '!cancelled()') return true;
    if (term === '!failure()') return !needed.includes('failure');
    const [, value = '', operator, other] = /^(\S+) (==|!=) '(.*)'$/.exec(term) ?? [];
    if (operator === undefined) throw new Error(`not played: if: ${term}`);
    return (outputNamed(value, outputs) === other) === (operator === '==');
  });
}

async function playSteps(
  name: string,
  job: Job,
  { action }: WorkflowPerformers,
  outputs: Record<string, string>,
): Promise<Result> {
  for (const step of job.steps ?? []) {
    if (step.uses === undefined) continue;
    const given = Object.entries(step.with ?? {}).map(([input, text]) => [input, resolve(String(text), outputs)]);
    const { exitCode, outputs: own = {} } = await action(step.uses, Object.fromEntries(given));
    for (const [output, value] of Object.entries(own)) outputs[`steps.${step.id}.outputs.${output}`] = value ?? '';
    if (exitCode !== 0) return 'failure';
  }
  for (const [output, text] of Object.entries(job.outputs ?? {})) {
    outputs[`needs.${name}.outputs.${output}`] = resolve(text, outputs);
  }
  return 'success';
}

const resolve = (text: string, outputs: Readonly<Record<string, string>>) =>
  text.replace(/\$\{\{ *(\S+?) *\}\}/g, (_, name: string) => outputNamed(name, outputs));

const outputNamed = (name: string, outputs: Readonly<Record<string, string>>) => outputs[name] ?? '';
