import { parseArn } from '../base/arn.ts';
import type { Finding } from '../findings/findings.ts';
import { settingsWhere } from './settings-table.ts';
import type { Resolved, Source } from './source.ts';

/** The settings whose value can be an ECS ARN, which names a region. */
const namedByArn = () => settingsWhere(({ mayBeArn }) => mayBeArn);

function regionOf(value: unknown): string | undefined {
  const arn = typeof value === 'string' ? parseArn(value) : undefined;
  return arn?.service === 'ecs' && arn.region !== '' ? arn.region : undefined;
}

/** The region that an ARN names. As a source, it ranks below all sources that name the region itself. */
export function regionOfArns(sources: readonly Source[]): Source {
  for (const key of namedByArn()) {
    const source = sources.find(({ values }) => values[key] !== undefined);
    const region = regionOf(source?.values[key]);
    if (region !== undefined) return { values: { region }, origin: () => `the ARN of ${source?.origin(key)}` };
  }
  return { values: {}, origin: () => '' };
}

/** ARNs of another region than the one in which we would look for them. The embedded engine has only one region. */
export function findRegionConflicts({ settings, origins }: Resolved): Finding[] {
  const { region, local } = settings;
  if (region === undefined || local) return [];
  return namedByArn().flatMap((key): Finding[] => {
    const its = regionOf(settings[key]);
    if (its === undefined || its === region) return [];
    const [origin, other] = [origins[key] ?? key, origins.region ?? 'region'];
    return [{ code: 'region-conflict', origin, its, region, regionOrigin: other }];
  });
}
