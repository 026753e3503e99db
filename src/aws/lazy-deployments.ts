import type { Deployed, LiveServices, ServiceDeployments } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** The port Deployed. It is loaded with the first call: only a run for a deployment makes one. */
export function lazyDeployed(clients: Clients): Deployed {
  const load = async () => (await import('./deployed.ts')).deployedPort(clients);
  return {
    serviceRevision: async (...input) => (await load()).serviceRevision(...input),
    containers: async (...input) => (await load()).containers(...input),
    digest: async (...input) => (await load()).digest(...input),
  };
}

/** The port ServiceDeployments, loaded in the same way. */
export function lazyServiceDeployments(clients: Clients): ServiceDeployments {
  const load = async () => (await import('./service-deployments.ts')).serviceDeploymentsPort(clients);
  return {
    list: async (...input) => (await load()).list(...input),
    describe: async (...input) => (await load()).describe(...input),
    continue: async (...input) => (await load()).continue(...input),
  };
}

/** The port LiveServices, loaded in the same way: only lint calls it. */
export function lazyLive(clients: Clients): LiveServices {
  const load = async () => (await import('./live-services.ts')).liveServicesPort(clients);
  return {
    describe: async (...input) => (await load()).describe(...input),
    deployments: async (...input) => (await load()).deployments(...input),
    revisions: async (...input) => (await load()).revisions(...input),
    tasks: async (...input) => (await load()).tasks(...input),
  };
}
