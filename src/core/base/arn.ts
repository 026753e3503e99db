/** The parts of an Amazon Resource Name: `arn:partition:service:region:account:resource`. */
export interface Arn {
  partition: string;
  service: string;
  region: string;
  account: string;
  /** Everything after the fifth colon, such as `task/staging/0123…`. */
  resource: string;
}

/** Splits an ARN into its parts. Returns `undefined` for any other text. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...rest] = text.split(':');
  if (prefix !== 'arn' || !partition || !service || rest.length === 0) return undefined;
  return { partition, service, region: region ?? '', account: account ?? '', resource: rest.join(':') };
}

/**
 * The last segment of an ARN or path: the id of a task, or the name of a cluster. A text without a slash is returned as
 * it is.
 */
export function shortName(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}

/** The cluster that a long-format task ARN names (`task/CLUSTER/ID`). */
export function clusterOfTask(taskArn: string): string | undefined {
  const segments = parseArn(taskArn)?.resource.split('/') ?? [];
  return segments.length === 3 ? segments[1] : undefined;
}

/** `FAMILY` and `REVISION` from the ARN of a task definition, or from `FAMILY[:REVISION]`. */
export function familyAndRevision(reference: string): { family: string; revision?: number } {
  const [family = '', revision] = (reference.startsWith('arn:') ? shortName(reference) : reference).split(':');
  return revision === undefined ? { family } : { family, revision: Number(revision) };
}
