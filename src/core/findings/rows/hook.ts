import { error } from './row.ts';

interface Place {
  cluster: string;
  service: string;
  stage: string;
}

/** What to do if a pause is not there, or not alone. */
const CONFIGURE =
  'configure one hook with targetType PAUSE for that stage in the deployment configuration of the service (docs/deployment-hooks.md)';

/** Findings about a deployment that waits for a migration. */
export const HOOK_FINDINGS = {
  'hook-none': error<Place & { seen: string[]; waited?: string }>({
    doc: '`hook`: no deployment of the service waits at a PAUSE hook of the stage',
    cause: ({ service, cluster, stage, seen, waited }) =>
      `no deployment of service ${service} in cluster ${cluster} waits at a PAUSE hook of ${stage}${waited === undefined ? '' : ` (${waited})`}; ${seen.length === 0 ? 'none is in progress' : `in progress: ${seen.join('; ')}`}`,
    next: ({ seen }) =>
      seen.some((one) => one.includes('ROLLING'))
        ? `check that the deployment pauses before its tasks start: a ROLLING deployment has no such stage; give the service the strategy BLUE_GREEN, LINEAR or CANARY, and ${CONFIGURE}`
        : `check --service, --cluster and --stage; ${CONFIGURE}; with --if-none skip this is no failure`,
  }),
  'hook-several': error<Place & { hooks: string[] }>({
    doc: '`hook`: several PAUSE hooks wait at the stage, and hooks have no name',
    cause: ({ service, stage, hooks }) =>
      `${hooks.length} PAUSE hooks of service ${service} wait at ${stage} (${hooks.join(', ')}), and hooks have no name: nothing shows which one waits for the migration`,
    next: () => `${CONFIGURE}, and put approvals by people at another stage`,
  }),
  'hook-continues-by-itself': error<Place>({
    doc: '`hook`: the hook continues the deployment when it expires, so a migration that fails could not stop it',
    cause: ({ service, stage }) =>
      `the PAUSE hook of service ${service} at ${stage} has the time-out action CONTINUE: ECS would deploy without the migration when the hook expires`,
    next: 'set the action of its timeoutConfiguration to ROLLBACK, which is the default; roll back the deployment that waits, or continue it by hand',
  }),
  'hook-other-image': error<{ deployment: string; images: string[]; asked: string[] }>({
    doc: '`hook`: the deployment that waits does not run the image of this pipeline',
    cause: ({ deployment, images, asked }) =>
      `deployment ${deployment} runs ${images.join(', ')}, not ${asked.join(', ')}, which --image-from names`,
    next: 'check whether another release is being deployed; --wait waits for the deployment of this one; without --image-from the migration runs the image that is deployed',
  }),
  'hook-unbound': error<{ origin: string }>({
    doc: '`hook --wait`: nothing says which image the awaited deployment runs',
    cause: ({ origin }) =>
      `${origin}: nothing says which deployment to wait for: the next one may be that of another release`,
    next: 'give the image of this pipeline with --image-from imageDetail.json, imagedefinitions.json or auto',
  }),
};
