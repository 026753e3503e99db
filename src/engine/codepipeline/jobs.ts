import type { Random } from '../../core/base/clock.ts';
import { AwsError } from '../errors.ts';

/** `data` of a job as GetJobDetails returns it. Only the members that the engine itself reads are typed. */
export interface JobData {
  continuationToken?: string | undefined;
  [member: string]: unknown;
}

export interface Job {
  id: string;
  data: JobData;
  status: 'InProgress' | 'Succeeded' | 'Failed';
  /** The whole request of the PutJobSuccessResult or PutJobFailureResult call. */
  result?: Readonly<Record<string, unknown>>;
  /** The id of the job that continues this one, if its result had a continuation token. */
  continuedBy?: string;
}

/** The jobs of Lambda invoke actions. */
export class Jobs {
  /** Keyed by job id, in order of creation. Each job holds its reported result. */
  readonly all = new Map<string, Job>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a job in progress. The job gets a new id if none is given. */
  add(data: JobData, id: string = this.#random.uuid()): Job {
    const job: Job = { id, data, status: 'InProgress' };
    this.all.set(id, job);
    return job;
  }

  /** The job that a caller asks about or reports on. */
  find(id: string | undefined): Job {
    if (!id) throw invalid('jobId', 'not be null');
    const job = this.all.get(id);
    if (job === undefined) {
      throw new AwsError('JobNotFoundException', `No job found with the specified ID: ${id}.`);
    }
    return job;
  }

  /** Like `find`, for a report: a job accepts only one result. */
  inProgress(id: string | undefined): Job {
    const job = this.find(id);
    if (job.status !== 'InProgress') {
      throw new AwsError('InvalidJobStateException', `The job is in an invalid state: ${job.status}.`);
    }
    return job;
  }

  /** Stores the result of a job. With a token, CodePipeline continues in a new job. */
  finish(job: Job, status: 'Succeeded' | 'Failed', result: Record<string, unknown>, token?: string): void {
    job.status = status;
    job.result = result;
    if (token !== undefined) job.continuedBy = this.add({ ...job.data, continuationToken: token }).id;
  }
}

/** The error that CodePipeline returns for a member out of bounds. */
export const invalid = (member: string, constraint: string) =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

/** Rejects a text that is empty or too long. */
export function bounded(member: string, value: string | undefined, longest: number): void {
  if (value === '') throw invalid(member, 'have length greater than or equal to 1');
  if ((value?.length ?? 0) > longest) throw invalid(member, `have length less than or equal to ${longest}`);
}
