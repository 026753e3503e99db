/** A revision of a task definition whose tasks can take traffic of a service, now or if a deployment is rolled back. */
export interface LiveRevision {
  /** The name of the service. */
  service: string;
  /** The ARN of the revision. */
  taskDefinition: string;
  /** How ECS shows it, such as `primary deployment` or `2 tasks`. */
  because: string[];
  containers: LiveContainer[];
}

export interface LiveContainer {
  name: string;
  image: string;
  /** What the tag stood for when its tasks started. Several, if the tag was pushed again. */
  digests: string[];
}

/** What ECS shows of a service: the revisions that it names itself, and the service revisions that must be looked up. */
export interface ServiceTraffic {
  taskDefinitions: Named[];
  serviceRevisions: Named[];
  /** ECS itself deploys it, so it may have service deployments. */
  isOfEcs: boolean;
}

export interface Named {
  arn: string;
  because: string;
}
