import { shortName } from '../../core/base/arn.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { ClusterFacts } from '../../core/ecs/cluster.ts';
import { marksToEnvironment } from '../../core/ecs/run-metadata.ts';
import type { RunTaskInput } from '../../core/ecs/run-task-input.ts';
import type { ContainerDefinition, TaskDefinition, TaskDefinitionInput } from '../../core/ecs/task-definition.ts';
import { errorsAmong, type Finding } from '../../core/findings/findings.ts';
import type { ImageBuild } from '../../core/plan/build.ts';
import { chooseContainer } from '../../core/plan/choose-container.ts';
import { type FoundImages, inspectImages } from '../../core/plan/images.ts';
import { inspect } from '../../core/plan/inspect.ts';
import { lockOfTarget, startedByOf } from '../../core/plan/lock.ts';
import { draftRequest, overrideOf, type RequestDraft, runsOnFargate } from '../../core/plan/request.ts';
import type { DefinitionContext, PlanContext } from '../../core/ports.ts';
import { addSource } from '../../core/settings/settings.ts';
import type { Resolved } from '../../core/settings/source.ts';
import type { ImageOf } from '../../core/settings/structured-kinds.ts';
import { tagSource } from '../../core/settings/tags.ts';
import { buildOf, type Changing, chooseDefinition, withChanges } from './change-definition.ts';
import { findCluster } from './find-cluster.ts';
import { describeDefinition, discoverDefinition } from './find-definition.ts';
import { findService } from './find-service.ts';
import { inspectFile, inspectMembers } from './inspect-file.ts';
import { probe } from './probe.ts';
import { withoutSkipped } from './skip-containers.ts';

/** The contents of files that settings name. */
export interface Files {
  /** A task definition to register, instead of a registered one. */
  taskDefinition?: TaskDefinitionInput;
  runTaskInput?: RunTaskInput;
  images?: readonly FoundImages[];
}

/** Everything that a launch needs, decided before anything is launched. */
export interface Plan {
  definition: TaskDefinition;
  /**
   * The input to register before the launch: a file, or a copy with other images. The definition is then only a
   * preview.
   */
  register?: TaskDefinitionInput;
  /** The image to build before the revision is registered. Until then, the image of the definition is a placeholder. */
  build?: ImageBuild;
  container: ContainerDefinition;
  /** The images as the settings name them. They are part of the migration's identity. */
  images: readonly ImageOf[];
  /** Secrets of this run alone. They too are part of the migration's identity. */
  secrets: Readonly<Record<string, string>>;
  /** The name of the cluster, without the ARN. */
  clusterName: string;
  request: RequestDraft;
}

/**
 * A plan with all its findings, if AWS could be read; else the failure that prevented it. `resolved`: the settings,
 * including those that tags and the service have added.
 */
export type Planning = Answer<PlanResult> & { resolved: Resolved };

export interface PlanResult {
  /** Absent if an error forbids the launch. */
  plan: Plan | undefined;
  /** The parts of the plan that are known. */
  draft: Partial<Plan>;
  findings: Finding[];
}

/**
 * Reads the cluster, the task definition and the service, and decides what to request from RunTask. Changes nothing in
 * AWS.
 */
export async function makePlan(given: Resolved, files: Files, context: PlanContext): Promise<Planning> {
  const { cluster, taskDefinition } = given.settings;
  if (cluster === undefined) {
    const missing: Finding[] = [{ code: 'no-cluster' }];
    if (taskDefinition === undefined) missing.push({ code: 'no-task-definition', cluster: undefined });
    return toPlanned(given, {}, missing);
  }
  // A file of the command line was checked when it was read. A definition given to the library was not.
  const misshapen = files.taskDefinition === undefined ? [] : inspectMembers(files.taskDefinition, taskDefinition);
  if (misshapen.length > 0) return toPlanned(given, {}, misshapen);
  const reference = files.taskDefinition?.family ?? taskDefinition;
  const [facts, known, service] = await Promise.all([
    findCluster(cluster, given, context),
    reference === undefined ? undefined : describeNamedDefinition(reference, given, context),
    findService(cluster, given, context),
  ]);
  if (!facts.ok) return { ...facts, resolved: given };
  const { clusterFacts } = facts.value;
  const findings = [...facts.value.findings];
  const found = known ?? (findings.length > 0 ? undefined : await discoverDefinition(clusterFacts, given, context));
  if (found === undefined) return toPlanned(given, {}, findings);
  if (!found.ok) return { ...found, resolved: given };
  if (!service.ok) return { ...service, resolved: given };
  if (!found.value.ok) return toPlanned(given, {}, [...findings, found.value.failure]);
  const named = found.value.value;

  const base = chooseDefinition(files.taskDefinition, named.definition, context);
  const asked = { values: { taskDefinition: named.reference }, origin: () => named.origin };
  const tags = tagSource(base?.definition.tags ?? {}, named.reference);
  const resolved = [asked, tags, service.value.source].reduce(addSource, { ...given, findings: [] });
  findings.push(...resolved.findings, ...service.value.findings);
  if (base === undefined) {
    const local = given.settings.local ?? false;
    findings.push({ code: 'task-definition-unknown', reference: named.reference, region: context.region, local });
    return toPlanned(resolved, {}, findings);
  }
  const input = { ...service.value.placement, ...files.runTaskInput };
  const registered = named.definition;
  const left = withoutSkipped(resolved, base, files.taskDefinition, context);
  findings.push(...left.findings);
  const kept = { ...files, ...(left.file && { taskDefinition: left.file }) };
  const parts = { resolved, base: left.base, registered, clusterFacts, input, files: kept };
  return completePlan({ ...parts, findings }, context);
}

interface Parts extends Changing {
  clusterFacts: ClusterFacts;
  input: RunTaskInput;
  files: Files;
  findings: Finding[];
}

/** Adds the container, its image and the request, with the findings about them. */
async function completePlan(parts: Parts, context: PlanContext): Promise<Planning> {
  const { resolved, base, clusterFacts, input, findings } = parts;
  const { settings } = resolved;
  const picked = chooseContainer(resolved, base.definition);
  if (!picked.ok) {
    const ofFile = inspectFile(parts.files.taskDefinition && base.register, settings.taskDefinition, [], false);
    return toPlanned(resolved, base, [...findings, picked.failure, ...ofFile]);
  }
  const build = buildOf(parts, picked.value, context);
  if (!build.ok) return toPlanned(resolved, base, [...findings, build.failure]);
  const changed = await withChanges(parts, picked.value.name, build.value, context);
  if (!changed.ok) return { ...changed, resolved };
  const { chosen } = changed.value;
  const container = chosen.definition.containers.find(({ name }) => name === picked.value.name) ?? picked.value;
  const ofRevision = chosen.register === undefined ? inspectImages(chosen.definition) : [];
  findings.push(...changed.value.findings, ...ofRevision);
  if (chosen.definition.status !== 'ACTIVE') {
    const reference = settings.taskDefinition ?? chosen.definition.family;
    findings.push({ code: 'task-definition-inactive', reference, status: chosen.definition.status });
  }
  const lock = settings.lock ?? chosen.definition.family;
  const { lockTarget: target } = context;
  const startedBy = startedByOf(target === undefined ? lock : lockOfTarget(lock, target, context.digest));
  // Stand-ins of the right length: an identity has 32 characters.
  const marks = marksToEnvironment({
    ...context.build,
    identity: '0'.repeat(32),
    migration: '0'.repeat(32),
    attempt: 10,
  });
  const migrating = { definition: chosen.definition, container };
  const draft = draftRequest(resolved, migrating, clusterFacts, { startedBy, input, marks });
  const ofFile = inspectFile(
    parts.files.taskDefinition && chosen.register,
    settings.taskDefinition,
    changed.value.findings,
    runsOnFargate(draft.request, clusterFacts),
  );
  const inspected = inspect(resolved, migrating, draft.request, {
    region: context.region,
    clusterFacts,
  });
  if (settings.retries || settings.lockTimeout !== undefined) {
    // Loaded on demand: it knows all migration tools.
    const { inspectAgain } = await import('../../core/plan/inspect-again.ts');
    findings.push(...inspectAgain(resolved, container, overrideOf(draft.request, container.name)?.command));
  }
  // For a file, inspectFile reports this with the path of the member.
  const known = (finding: Finding) => finding.code === 'no-execution-role' && ofFile.length > 0;
  findings.push(...ofFile, ...draft.findings, ...inspected.filter((finding) => !known(finding)));
  const found = (parts.files.images ?? []).flatMap(({ images: named, asked }) =>
    asked === undefined ? named : [{ image: asked }],
  );
  const images = [...found, ...(settings.image ?? [])];
  // The folder as requested, not the built image: two builds of one folder in one CI build are one migration.
  if (settings.build !== undefined) images.push({ image: `build:${settings.build}` });
  const clusterName = shortName(clusterFacts.name);
  const { secret: secrets = {} } = settings;
  const built = build.value && { build: build.value };
  const plan: Plan = { ...chosen, ...built, container, images, secrets, clusterName, request: draft.request };
  if (errorsAmong(findings).length > 0) return toPlanned(resolved, plan, findings);

  const probed = await probe(draft.request.cluster, container, settings, context);
  if (!probed.ok) return { ...probed, resolved };
  return toPlanned(resolved, plan, [...findings, ...probed.value]);
}

function toPlanned(resolved: Resolved, draft: Partial<Plan>, findings: Finding[]): Planning {
  const plan = errorsAmong(findings).length > 0 ? undefined : (draft as Plan);
  return { ok: true, value: { plan, draft, findings }, resolved };
}

async function describeNamedDefinition(
  reference: string,
  { origins }: Resolved,
  context: DefinitionContext,
): ReturnType<typeof discoverDefinition> {
  const answer = await describeDefinition(reference, context);
  if (!answer.ok) return answer;
  const found = { reference, origin: origins.taskDefinition ?? '', definition: answer.value };
  return { ok: true, value: { ok: true, value: found } };
}
