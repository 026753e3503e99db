import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import type { Aws } from '../core/ports.ts';
import { createClients } from './clients.ts';
import { clustersPort } from './clusters.ts';
import { lazyDeployed, lazyLive, lazyServiceDeployments } from './lazy-deployments.ts';
import { lazyLogs } from './lazy-logs.ts';
import { lazyPipelines } from './lazy-pipelines.ts';
import { servicesPort } from './services.ts';
import { definitionsPort } from './task-definitions.ts';
import { tasksPort } from './tasks.ts';

/**
 * Opens the AWS side of a run, built on SDK clients. Fails if there is no region, or if no connection to AWS can be set
 * up.
 */
export async function openAws(options: AwsOptions, now: () => number): Promise<Answer<Aws>> {
  const created = await createClients(options, now);
  if (!created.ok) return created;
  const clients = created.value;
  return {
    ok: true,
    value: {
      region: clients.region,
      isAmazon: clients.isAmazon,
      tasks: tasksPort(clients),
      definitions: definitionsPort(clients),
      clusters: clustersPort(clients),
      services: servicesPort(clients),
      logs: lazyLogs(clients),
      pipelines: lazyPipelines(clients),
      deployed: lazyDeployed(clients),
      serviceDeployments: lazyServiceDeployments(clients),
      // Loaded on demand: few runs build an image.
      registryLogin: async (where) => (await import('./registries.ts')).registryLogin(clients)(where),
      // Loaded on demand: only many targets ask.
      capacity: {
        vcpuQuota: async (provider) => (await import('./capacity.ts')).capacityPort(clients).vcpuQuota(provider),
        freeAddresses: async (subnets) => (await import('./capacity.ts')).capacityPort(clients).freeAddresses(subnets),
      },
      live: lazyLive(clients),
      session: clients.session,
    },
  };
}
