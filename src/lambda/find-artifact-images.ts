import { unzipSync } from 'fflate';
import { type ImageLookup, retry } from '../api.ts';
import type { ArtifactPlace, Artifacts } from '../aws/artifacts.ts';
import type { Finding } from '../core/findings/findings.ts';
import { deploymentUnread, giveUp } from '../core/plan/deployed-image.ts';
import { IMAGE_FILES, imagesInFile } from '../core/plan/image-file.ts';
import type { LookupContext } from './runtime.ts';

/** An input artifact of the action, with the name that the pipeline gives it. */
export interface InputArtifact extends ArtifactPlace {
  name: string;
}

/** Finds the image that the pipeline has built: in a file of an input artifact, or by `auto` in the usual ones. */
export async function findArtifactImages(
  file: string,
  inputs: readonly InputArtifact[],
  artifacts: Artifacts,
  context: LookupContext,
): Promise<ImageLookup> {
  if (inputs.length === 0) return refuse(usage(`imageFrom ${file}: the action has no input artifact`));
  const wanted = file === 'auto' ? IMAGE_FILES : [file];
  const found = new Map<string, { artifact: string; text: string }[]>();
  for (const input of inputs) {
    const answer = await retry(() => artifacts.read(input), context);
    if (!answer.ok) {
      return giveUp(answer.failure, (failure) =>
        deploymentUnread(`the input artifact ${input.name} could not be read`, failure),
      );
    }
    for (const [name, text] of filesIn(answer.value, wanted)) {
      found.set(name, [...(found.get(name) ?? []), { artifact: input.name, text }]);
    }
  }
  // The more exact file comes first.
  const name = wanted.find((one) => found.has(one));
  const [only, ...others] = found.get(name ?? '') ?? [];
  const where = inputs.map((input) => input.name).join(', ');
  if (name === undefined || only === undefined) {
    return refuse(usage(`imageFrom ${file}: there is no ${wanted.join(' or ')} in the input artifacts ${where}`));
  }
  if (others.length > 0)
    return refuse(usage(`imageFrom ${file}: several of the input artifacts ${where} have ${name}`));
  const images = imagesInFile(`${name} of artifact ${only.artifact}`, parseJson(only.text));
  if (images === undefined) {
    return refuse(usage(`${name} of artifact ${only.artifact} is neither imageDetail.json nor imagedefinitions.json`));
  }
  context.print(`ecs-migrate: ${images.file} names ${images.images.map(({ image }) => image).join(', ')}`);
  return { ok: true, value: [images] };
}

/** Only what is asked for is unpacked. An artifact that is no zip has none of it. */
function filesIn(zip: Uint8Array, wanted: readonly string[]): [name: string, text: string][] {
  try {
    const files = unzipSync(zip, {
      filter: ({ name, originalSize }) => wanted.includes(name) && originalSize < 1_000_000,
    });
    return Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')]);
  } catch {
    return [];
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function usage(problem: string): Finding {
  return {
    code: 'usage',
    problem,
    fix: 'make the artifact of the build an input of the action; or give image, or imageFrom: task-definition',
  };
}

function refuse(finding: Finding): ImageLookup {
  return { ok: false, failure: { kind: 'invalid', findings: [finding] } };
}
