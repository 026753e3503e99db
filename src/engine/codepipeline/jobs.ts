import type { Random } from '../../core/base/clock.ts';
import { AwsError } from '../errors.ts';

/** `data` of a job, as GetJobDetails answers it; the parts that the engine itself reads. */
export interface JobData {
  continuationToken?: string | undefined;
  [member: string]: unknown;
}

export interface Job {
  id: string;
  data: JobData;
  status: 'InProgress' | 'Succeeded' | 'Failed';
  /** What was reported: the whole request. */
  result?: Readonly<Record<string, unknown>>;
  /** The job that goes on where this one gave a continuation token. */
  continuedBy?: string;
}

/** The jobs of Lambda invoke actions. */
export class Jobs {
  /** In the order of their making, with the results reported of them. */
  readonly all = new Map<string, Job>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a job in progress, under a new id unless it has one. */
  add(data: JobData, id: string = this.#random.uuid()): Job {
    const job: Job = { id, data, status: 'InProgress' };
    this.all.set(id, job);
    return job;
  }

  /** A job that somebody asks about or reports on. */
  find(id: string | undefined): Job {
    if (!id) throw invalid('jobId', 'not be null');
    const job = this.all.get(id);
    if (job === undefined) {
      throw new AwsError('JobNotFoundException', `No job found with the specified ID: ${id}.`);
    }
    return job;
  }

  /** The same, for a report: a job takes one result. */
  inProgress(id: string | undefined): Job {
    const job = this.find(id);
    if (job.status !== 'InProgress') {
      throw new AwsError('InvalidJobStateException', `The job is in an invalid state: ${job.status}.`);
    }
    return job;
  }

  /** The job is reported. With a token CodePipeline goes on in a new one. */
  finish(job: Job, status: 'Succeeded' | 'Failed', result: Record<string, unknown>, token?: string): void {
    job.status = status;
    job.result = result;
    if (token !== undefined) job.continuedBy = this.add({ ...job.data, continuationToken: token }).id;
  }
}

/** CodePipeline's word for a member out of bounds. */
export const invalid = (member: string, constraint: string) =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

/** Refuses a text that is too long or empty. */
export function bounded(member: string, value: string | undefined, longest: number): void {
  if (value === '') throw invalid(member, 'have length greater than or equal to 1');
  if ((value?.length ?? 0) > longest) throw invalid(member, `have length less than or equal to ${longest}`);
}
