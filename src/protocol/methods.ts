import type { z } from 'zod';
import { activityMethods } from './activity.ts';
import { attachmentMethods } from './attachments.ts';
import { batchMethods } from './batches.ts';
import { budgetMethods } from './budget.ts';
import { chatMethods } from './chat.ts';
import { comparisonMethods } from './comparisons.ts';
import { connectionMethods } from './connection.ts';
import { conversationMethods } from './conversations.ts';
import { dataMethods } from './data.ts';
import { datasetMethods } from './datasets.ts';
import { eventMethods } from './events.ts';
import { localModelMethods } from './local-models.ts';
import { modelMethods } from './models.ts';
import { profileMethods } from './profiles.ts';
import { projectMethods } from './projects.ts';
import { promptMethods } from './prompts.ts';
import { runEstimateMethods } from './run-estimate.ts';
import { runMethods } from './run-methods.ts';
import { runViewMethods } from './run-views.ts';
import { settingsMethods } from './settings.ts';
import { voteMethods } from './votes.ts';

/** Everything that may be asked. Handlers and clients are typed from this table. */
export const methods = {
  ...connectionMethods,
  ...modelMethods,
  ...localModelMethods,
  ...projectMethods,
  ...budgetMethods,
  ...profileMethods,
  ...promptMethods,
  ...conversationMethods,
  ...chatMethods,
  ...attachmentMethods,
  ...comparisonMethods,
  ...settingsMethods,
  ...datasetMethods,
  ...runMethods,
  ...runViewMethods,
  ...runEstimateMethods,
  ...batchMethods,
  ...voteMethods,
  ...activityMethods,
  ...dataMethods,
  ...eventMethods,
};

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller passes. */
export type Params<M extends MethodName> = z.input<Methods[M]['params']>;
/** What a handler receives: parsed, with defaults. */
export type ParsedParams<M extends MethodName> = z.output<Methods[M]['params']>;
export type Result<M extends MethodName> = z.output<Methods[M]['result']>;
