import { parseArn } from '../../core/base/arn.ts';
import type { Clock, Random } from '../../core/base/clock.ts';
import { AwsError } from '../errors.ts';
import { ecsArn, hexId, type Place } from '../names.ts';
import type { DeploymentConfiguration, ServiceDeployment } from './deployment.ts';
import { begin, settle, stop } from './play.ts';

/** The deployments of services. They pause and continue as on AWS, but no service runs. */
export class DeploymentStore {
  readonly #deployments = new Map<string, ServiceDeployment>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #place: Place;

  constructor(clock: Clock, random: Random, place: Place) {
    this.#clock = clock;
    this.#random = random;
    this.#place = place;
  }

  /** Adds a deployment. Without hook details, it begins now, and runs to its first pause. */
  add(given: ServiceDeployment): void {
    const { region, account } = this.#place;
    const [, cluster = 'default', service = ''] = parseArn(given.serviceDeploymentArn)?.resource.split('/') ?? [];
    const now = this.now();
    const deployment: ServiceDeployment = {
      ...given,
      serviceArn: given.serviceArn ?? ecsArn({ region, account }, `service/${cluster}/${service}`),
      clusterArn: given.clusterArn ?? ecsArn({ region, account }, `cluster/${cluster}`),
      createdAt: given.createdAt ?? now,
      startedAt: given.startedAt ?? now,
      updatedAt: given.updatedAt ?? now,
    };
    if (given.lifecycleHookDetails === undefined && given.lifecycleStage === undefined) {
      begin(deployment, now, this.#random);
    }
    this.#deployments.set(deployment.serviceDeploymentArn, deployment);
  }

  /** Begins a new deployment of a service. As on AWS, one that is in progress is stopped. */
  deploy(
    serviceArn: string,
    revisionArn: string,
    deploymentConfiguration: DeploymentConfiguration | undefined,
  ): string {
    for (const one of this.of(serviceArn)) {
      if (one.status === 'IN_PROGRESS') stop(one, 'Service deployment was superseded by a newer one.', this.now());
    }
    const serviceDeploymentArn = `${serviceArn.replace(':service/', ':service-deployment/')}/${hexId(this.#random)}`;
    this.add({
      serviceDeploymentArn,
      serviceArn,
      status: 'IN_PROGRESS',
      targetServiceRevision: { arn: revisionArn, requestedTaskCount: 0, runningTaskCount: 0, pendingTaskCount: 0 },
      ...(deploymentConfiguration === undefined ? {} : { deploymentConfiguration }),
    });
    return serviceDeploymentArn;
  }

  /** The deployments of a service, the newest first. */
  of(serviceArn: string): ServiceDeployment[] {
    const all = [...this.#deployments.values()].filter((one) => one.serviceArn === serviceArn);
    for (const one of all) settle(one, this.now(), this.#random);
    return all.toReversed();
  }

  find(arn: string): ServiceDeployment | undefined {
    const found = this.#deployments.get(arn);
    if (found !== undefined) settle(found, this.now(), this.#random);
    return found;
  }

  /** The deployment that a call acts on. */
  get(arn: string | undefined): ServiceDeployment {
    const found = arn === undefined ? undefined : this.find(arn);
    if (found === undefined) {
      throw new AwsError('ServiceDeploymentNotFoundException', 'The service deployment was not found.');
    }
    return found;
  }

  /** Epoch seconds. */
  now(): number {
    return this.#clock.now() / 1_000;
  }
}
