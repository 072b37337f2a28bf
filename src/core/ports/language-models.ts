import type { CallOptions, GenerationRequest, ListedModel, Part } from './provider.ts';

/** Models that live in a window: those that VS Code's own extensions offer, with the consent that VS Code asks for. */
export interface LanguageModels {
  list(): Promise<ListedModel[]>;
  /** As Provider.generate; `request.model.id` is one of the listed ids. */
  generate(request: GenerationRequest, options: CallOptions): AsyncIterable<Part>;
}
