import type { GenerationRequest, ImageInput } from '../core/ports/provider.ts';
import type { Trials } from '../core/ports/trials.ts';
import { fillTemplate, parseTemplate } from '../core/template.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Run, RunVariant } from '../protocol/runs.ts';
import type { CellImages } from './cell-images.ts';
import { schemaCheck, structuredData } from './structured.ts';

type Template = ReturnType<typeof parseTemplate>;

interface PromptTemplates {
  template: Template;
  system: Template | undefined;
  images: readonly Template[];
}

const never = new AbortController().signal;

/** Makes what is sent for a cell, and judges what comes back: the same for live calls and for a provider's batch. */
export class CellRequests {
  readonly #run: Pick<Run, 'parameters' | 'schema'>;
  readonly #prompts: readonly PromptTemplates[];
  readonly #images: CellImages;
  readonly #check: Awaited<ReturnType<typeof schemaCheck>> | undefined;

  private constructor(
    run: Pick<Run, 'prompts' | 'parameters' | 'schema'>,
    images: CellImages,
    check: Awaited<ReturnType<typeof schemaCheck>> | undefined,
  ) {
    this.#run = run;
    this.#images = images;
    this.#check = check;
    this.#prompts = run.prompts.map((prompt) => ({
      template: parseTemplate(prompt.template),
      system: prompt.system ? parseTemplate(prompt.system) : undefined,
      images: (prompt.images ?? []).map(parseTemplate),
    }));
  }

  /** Throws AbaiError `invalid` when the run's schema is wrong. */
  static async make(
    run: Pick<Run, 'prompts' | 'parameters' | 'schema'>,
    images: CellImages,
    trials: Trials,
  ): Promise<CellRequests> {
    return new CellRequests(run, images, run.schema ? await schemaCheck(trials, run.schema) : undefined);
  }

  /** How many images go with a question of the variant, at most. */
  imagesOf(variant: RunVariant): number {
    return this.#prompts[variant.prompt]!.images.length;
  }

  /** Throws AbaiError when a placeholder has no value or an image cannot be had. */
  async of(
    variant: RunVariant,
    model: ModelDefinition,
    values: ReadonlyMap<string, string>,
    signal: AbortSignal = never,
  ): Promise<GenerationRequest> {
    const { template, system, images } = this.#prompts[variant.prompt]!;
    const { schema } = this.#run;
    const parameters =
      this.#run.parameters || variant.parameters
        ? { ...this.#run.parameters, ...variant.parameters }
        : undefined;
    const content = fillTemplate(template, values);
    const read = images.length === 0 ? [] : await this.#read(images, values, signal);
    return {
      model,
      turns: [{ role: 'user', content, ...(read.length === 0 ? {} : { images: read }) }],
      ...(system ? { system: fillTemplate(system, values) } : {}),
      ...(parameters ? { parameters } : {}),
      ...(schema ? { schema: { name: 'answer', schema } } : {}),
    };
  }

  /** Throws AbaiError `provider` with a sentence when the run asks for JSON of a schema and the answer is none. */
  async requireFit(answer: string): Promise<void> {
    if (this.#check) await structuredData(answer, this.#check, {});
  }

  /** Where a row names no image there is none. */
  async #read(
    images: readonly Template[],
    values: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<ImageInput[]> {
    const sources = images
      .map((image) => fillTemplate(image, values).trim())
      .filter((source) => source !== '');
    return Promise.all(sources.map((source) => this.#images.read(source, signal)));
  }
}
