import type { GenerationRequest } from '../core/ports/provider.ts';
import { fillTemplate, parseTemplate } from '../core/template.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Run, RunVariant } from '../protocol/runs.ts';

type Template = ReturnType<typeof parseTemplate>;

interface PromptTemplates {
  template: Template;
  system: Template | undefined;
}

/** Makes what is sent for a cell: the same for live calls and for a provider's batch. */
export class CellRequests {
  readonly #run: Pick<Run, 'parameters'>;
  readonly #prompts: readonly PromptTemplates[];

  constructor(run: Pick<Run, 'prompts' | 'parameters'>) {
    this.#run = run;
    this.#prompts = run.prompts.map(({ template, system }) => ({
      template: parseTemplate(template),
      system: system ? parseTemplate(system) : undefined,
    }));
  }

  /** Throws AbaiError `invalid` when a placeholder has no value. */
  async of(
    variant: RunVariant,
    model: ModelDefinition,
    values: ReadonlyMap<string, string>,
  ): Promise<GenerationRequest> {
    const { template, system } = this.#prompts[variant.prompt]!;
    const parameters =
      this.#run.parameters || variant.parameters
        ? { ...this.#run.parameters, ...variant.parameters }
        : undefined;
    return {
      model,
      turns: [{ role: 'user', content: fillTemplate(template, values) }],
      ...(system ? { system: fillTemplate(system, values) } : {}),
      ...(parameters ? { parameters } : {}),
    };
  }
}
